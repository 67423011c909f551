// The log: one JSON line an event, a fixed event name in `event`, the request id wherever there is one.

import pino from "pino";

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  setDebug(on: boolean): void;
  /** Writes what is still buffered. */
  flush(): void;
}

export type LogFields = Readonly<Record<string, unknown>>;

/** Lines are gathered for a moment, so that a busy gateway does not make a system call for each. */
const BUFFER_BYTES = 4096;
const FLUSH_MS = 100;

/** Writes to standard error: standard output is for what people and scripts wait for. */
export function createLog(input: { readonly debug: boolean }): Log {
  const destination = pino.destination({ fd: 2, sync: true, minLength: BUFFER_BYTES, periodicFlush: FLUSH_MS });
  const logger = pino(
    {
      level: input.debug ? "debug" : "info",
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  const write =
    (level: "debug" | "info" | "warn" | "error") =>
    (event: string, fields: LogFields = {}): void =>
      logger[level]({ event, ...fields });
  return {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    setDebug(on) {
      logger.level = on ? "debug" : "info";
    },
    flush: () => destination.flushSync(),
  };
}

/** An error as log fields: its own text and place, nothing of what it was about. */
export function errorFields(error: unknown): LogFields {
  if (error instanceof Error) return { error: error.message, name: error.name, stack: error.stack };
  return { error: String(error) };
}
