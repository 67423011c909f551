// A JSON object as the bytes it came in. Its top-level members can be read, set and removed without parsing or
// rebuilding the rest: an agent's history of a megabyte is copied once, never re-serialised.

import { mentionsAscii, utf8Text } from "./byte-text.ts";
import { firstElements, isNamed, Malformed, nameOf, scanObject, type Span } from "./json-scan.ts";

export interface JsonText {
  readonly bytes: Uint8Array;
  /** Where its members lie. */
  readonly spans: readonly Span[];
  has(name: string): boolean;
  /** The parsed value of a member; undefined where absent. Throws SyntaxError where that value is malformed inside. */
  get(name: string): unknown;
  /** What kind of value a member is, without parsing it; null where absent. */
  kindOf(name: string): JsonKind | null;
  /** The first elements of an array member, as bytes; [] where it is no array. */
  elements(name: string, most: number): readonly Uint8Array[];
  /** True where the bytes hold this ASCII text anywhere: a cheap first look. */
  mentions(ascii: string): boolean;
}

export type JsonKind = "string" | "object" | "array" | "other";

export type JsonTextResult =
  | { readonly kind: "ok"; readonly text: JsonText }
  | { readonly kind: "malformed"; readonly message: string };

export interface JsonEdits {
  readonly remove?: readonly string[];
  /** Values are written as JSON; a member that exists keeps its place. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** The same with values that are JSON bytes already. */
  readonly setBytes?: Readonly<Record<string, Uint8Array>>;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Beyond this the native parser is quicker than a look at each byte. */
const MOST_PLAIN = 256;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;

/** Finds the members of a JSON object. Checks the grammar of all levels (not of escapes inside strings). */
export function readJsonText(bytes: Uint8Array): JsonTextResult {
  try {
    return { kind: "ok", text: jsonText(bytes, scanObject(bytes)) };
  } catch (error) {
    if (error instanceof Malformed) return { kind: "malformed", message: error.message };
    throw error;
  }
}

function jsonText(bytes: Uint8Array, spans: readonly Span[]): JsonText {
  const find = (name: string): Span | undefined => findSpan(bytes, spans, name);
  return {
    bytes,
    spans,
    has: (name) => find(name) !== undefined,
    get(name) {
      const span = find(name);
      return span === undefined ? undefined : valueOf(bytes, span);
    },
    kindOf(name) {
      const span = find(name);
      return span === undefined ? null : kindOfValue(bytes[span.valueStart]);
    },
    elements(name, most) {
      const span = find(name);
      return span === undefined || bytes[span.valueStart] !== OPEN_BRACKET
        ? []
        : firstElements(bytes, span.valueStart, most);
    },
    mentions: (ascii) => mentionsAscii(bytes, ascii),
  };
}

/** Where a name stands twice the last one counts, as with JSON.parse. */
function findSpan(bytes: Uint8Array, spans: readonly Span[], name: string): Span | undefined {
  for (let index = spans.length - 1; index >= 0; index -= 1) {
    const span = spans[index];
    if (span !== undefined && isNamed(bytes, span, name)) return span;
  }
  return undefined;
}

function valueOf(bytes: Uint8Array, { valueStart, end }: Span): unknown {
  // Names of models and ids are what is read most, and stand as they are: no parser is needed for them.
  if (isPlainString(bytes, valueStart, end)) return utf8Text(bytes, valueStart + 1, end - 1);
  return JSON.parse(utf8Text(bytes, valueStart, end));
}

/** A short string of printable ASCII without escapes. */
function isPlainString(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== QUOTE || end - start > MOST_PLAIN) return false;
  for (let at = start + 1; at < end - 1; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x20 || byte >= 0x7f || byte === BACKSLASH) return false;
  }
  return true;
}

function kindOfValue(firstByte: number | undefined): JsonKind {
  if (firstByte === QUOTE) return "string";
  if (firstByte === OPEN_BRACE) return "object";
  return firstByte === OPEN_BRACKET ? "array" : "other";
}

/** The bytes with some members removed and some set; the very same bytes where nothing changes. */
export function editJson(text: JsonText, edits: JsonEdits): Uint8Array {
  const values = new Map<string, Uint8Array | string>([
    ...Object.entries(edits.set ?? {}).map(([name, value]) => [name, JSON.stringify(value)] as const),
    ...Object.entries(edits.setBytes ?? {}),
  ]);
  const remove = edits.remove ?? [];
  const pending = new Set(values.keys());
  const { bytes: source, spans } = text;
  const parts: (Uint8Array | string)[] = [];
  let changed = false;
  let first = true;
  // Runs of untouched members are copied in one piece, commas and white space with them.
  let runStart = -1;
  let runEnd = -1;
  const flushRun = (): void => {
    if (runStart < 0) return;
    if (!first) parts.push(",");
    parts.push(source.subarray(runStart, runEnd));
    first = false;
    runStart = -1;
  };
  const pushMember = (name: string): void => {
    parts.push(`${first ? "" : ","}${JSON.stringify(name)}:`, values.get(name) ?? "null");
    first = false;
  };
  for (const span of spans) {
    const name = nameOf(source, span);
    const replaces = values.has(name);
    if (!replaces && !remove.includes(name)) {
      if (runStart < 0) runStart = span.start;
      runEnd = span.end;
      continue;
    }
    changed = true;
    flushRun();
    if (!replaces || !pending.delete(name)) continue;
    pushMember(name);
  }
  flushRun();
  for (const name of pending) {
    changed = true;
    pushMember(name);
  }
  if (!changed) return source;
  return Buffer.concat(["{", ...parts, "}"].map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
}
