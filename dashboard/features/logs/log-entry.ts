// A line of the log taken apart: when, how serious, what, and the rest.

import { type Level, LEVELS } from "./logs-search.ts";

export interface LogEntry {
  /** As it came. */
  readonly line: string;
  /** Epoch ms; null where the line does not say: it belongs to the one before it. */
  readonly at: number | null;
  readonly level: Level | null;
  readonly event: string;
  readonly rest: string;
  /** The request that it tells of. */
  readonly requestId: string | null;
}

const LINE =
  /^(?<day>\d{4}-\d\d-\d\d) (?<time>\d\d:\d\d:\d\d(?:\.\d+)?)Z? (?<level>[a-z]+) (?<event>\S+) ?(?<rest>.*)$/;
const REQUEST = /\breq_[a-z0-9]+/;

export function logEntry(line: string): LogEntry {
  const { day = "", time = "", level, event = "", rest = line } = LINE.exec(line)?.groups ?? {};
  const at = Date.parse(`${day}T${time}Z`);
  return {
    line,
    at: Number.isNaN(at) ? null : at,
    level: LEVELS.find((known) => known === level) ?? null,
    event,
    rest,
    requestId: REQUEST.exec(line)?.[0] ?? null,
  };
}

/** A part of the rest of a line: a field with its name, or what stands between. */
export interface LogPart {
  readonly name: string | null;
  readonly text: string;
  /** Epoch ms, where the value is an instant. */
  readonly at: number | null;
}

const FIELD = /(?<name>[\w.-]+)=(?<value>"(?:[^"\\]|\\.)*"|\S*)/g;
/** Instants of this century in ms. */
const INSTANT = /^[12]\d{12}$/;
const INSTANT_NAME = /(?:^|_)(?:at|until|since)$/;

/** The fields of a line's rest, in order, nothing left out. */
export function partsOf(rest: string): readonly LogPart[] {
  const parts: LogPart[] = [];
  let end = 0;
  for (const match of rest.matchAll(FIELD)) {
    const { name = "", value = "" } = match.groups ?? {};
    const between = rest.slice(end, match.index).trim();
    if (between !== "") parts.push({ name: null, text: between, at: null });
    parts.push({ name, text: value, at: INSTANT_NAME.test(name) && INSTANT.test(value) ? Number(value) : null });
    end = match.index + match[0].length;
  }
  const after = rest.slice(end).trim();
  return after === "" ? parts : [...parts, { name: null, text: after, at: null }];
}

/** What fits the words and is serious enough; lines without a level go with the one before them. */
export function filterEntries(
  entries: readonly LogEntry[],
  { level = "debug", q = "" }: { readonly level?: Level | undefined; readonly q?: string | undefined },
): readonly LogEntry[] {
  const least = LEVELS.indexOf(level);
  const word = q.trim().toLowerCase();
  let isSerious = true;
  return entries.filter((entry) => {
    if (entry.level !== null) isSerious = LEVELS.indexOf(entry.level) >= least;
    return isSerious && (word === "" || entry.line.toLowerCase().includes(word));
  });
}
