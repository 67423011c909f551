// The log: one JSON line an event, a fixed event name in `event`, the request id wherever there is one.
// Written by hand rather than by a library: one line a request is on the hot path (docs/decisions/0003-log.md).

import { writeSync } from "node:fs";

import type { Clock } from "../domain/ports.ts";

/** `event` is a constant, of letters and underscores; no field is called `level`, `time` or `event`. */
export interface Log {
  /** The fields are made only where the line is wanted. */
  debug(event: string, fields: () => LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  setDebug(on: boolean): void;
  /** Writes what is still gathered. */
  flush(): void;
}

export type LogFields = Readonly<Record<string, unknown>>;

type Level = "debug" | "info" | "warn" | "error";

/** Lines are gathered for a moment, so that a busy gateway does not make a system call for each. */
const GATHER_MS = 50;
const MOST_GATHERED = 64 * 1024;

export interface LogInput {
  readonly debug: boolean;
  readonly clock: Clock;
  /** Takes whole lines. Standard error where not given: standard output is for what people and scripts wait for. */
  write?(text: string): void;
  /** Takes the same lines beside it: a file. */
  beside?(text: string): void;
}

export function createLog(input: LogInput): Log {
  const { clock, write = toStandardError, beside } = input;
  let debug = input.debug;
  let gathered = "";
  let waiting = false;

  const flush = (): void => {
    const text = gathered;
    gathered = "";
    if (text === "") return;
    write(text);
    beside?.(text);
  };
  const timeText = createTimeText();
  const line = (level: Level, event: string, fields: LogFields = {}): void => {
    const told = JSON.stringify(fields);
    const head = `{"level":"${level}","time":"${timeText(clock.now())}","event":"${event}"`;
    gathered += told === "{}" ? `${head}}\n` : `${head},${told.slice(1)}\n`;
    // What went wrong is said at once: it may be the last thing said.
    if (level === "error" || gathered.length > MOST_GATHERED) return flush();
    if (waiting) return;
    waiting = true;
    clock.after(GATHER_MS, () => {
      waiting = false;
      flush();
    });
  };
  return {
    debug(event, fields) {
      if (debug) line("debug", event, fields());
    },
    info: (event, fields) => line("info", event, fields),
    warn: (event, fields) => line("warn", event, fields),
    error: (event, fields) => line("error", event, fields),
    setDebug(on) {
      debug = on;
    },
    flush,
  };
}

/** A busy gateway has many lines in one ms. */
function createTimeText(): (now: number) => string {
  let at = Number.NaN;
  let text = "";
  return (now) => {
    if (now !== at) text = new Date(now).toISOString();
    at = now;
    return text;
  };
}

/** An error as log fields: its own text and place, nothing of what it was about. */
export function errorFields(error: unknown): LogFields {
  if (error instanceof Error) return { error: error.message, name: error.name, stack: error.stack };
  return { error: String(error) };
}

/** A closed or full pipe must not take the gateway down: who does not read the log goes without. */
function toStandardError(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // Nobody is left to tell.
  }
}
