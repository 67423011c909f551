// A JSON object as the bytes it came in. Its top-level members can be read, set and removed without parsing or
// rebuilding the rest: an agent's history of a megabyte is copied once, never re-serialised.

import { latin1Text, mentionsAscii, utf8Text } from "./byte-text.ts";

export interface JsonText {
  readonly bytes: Uint8Array;
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

interface Span {
  readonly name: string;
  /** From the quote of the name ... */
  readonly start: number;
  readonly valueStart: number;
  /** ... to the byte after the value. */
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const DEEPEST = 2000;

class Malformed extends Error {}

/** Finds the members of a JSON object. Checks the grammar of all levels (not of escapes inside strings). */
export function readJsonText(input: Uint8Array): JsonTextResult {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  try {
    return { kind: "ok", text: jsonText(bytes, scanObject(bytes)) };
  } catch (error) {
    if (error instanceof Malformed) return { kind: "malformed", message: error.message };
    throw error;
  }
}

const spansOf = new WeakMap<JsonText, readonly Span[]>();

function jsonText(bytes: Buffer, spans: readonly Span[]): JsonText {
  // Where a name stands twice the last one counts, as with JSON.parse.
  const find = (name: string): Span | undefined => spans.findLast((span) => span.name === name);
  const text: JsonText = {
    bytes,
    has: (name) => find(name) !== undefined,
    get(name) {
      const span = find(name);
      return span === undefined ? undefined : JSON.parse(utf8Text(bytes, span.valueStart, span.end));
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
  spansOf.set(text, spans);
  return text;
}

function kindOfValue(firstByte: number | undefined): JsonKind {
  if (firstByte === QUOTE) return "string";
  if (firstByte === OPEN_BRACE) return "object";
  return firstByte === OPEN_BRACKET ? "array" : "other";
}

/** The bytes with some members removed and some set; the very same bytes where nothing changes. */
export function editJson(text: JsonText, edits: JsonEdits): Uint8Array {
  const spans = spansOf.get(text) ?? [];
  const values = new Map<string, Uint8Array | string>([
    ...Object.entries(edits.set ?? {}).map(([name, value]) => [name, JSON.stringify(value)] as const),
    ...Object.entries(edits.setBytes ?? {}),
  ]);
  const remove = edits.remove ?? [];
  const pending = new Set(values.keys());
  const source = text.bytes;
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
    const replaces = values.has(span.name);
    if (!replaces && !remove.includes(span.name)) {
      if (runStart < 0) runStart = span.start;
      runEnd = span.end;
      continue;
    }
    changed = true;
    flushRun();
    if (!replaces || !pending.delete(span.name)) continue;
    pushMember(span.name);
  }
  flushRun();
  for (const name of pending) {
    changed = true;
    pushMember(name);
  }
  if (!changed) return source;
  return Buffer.concat(["{", ...parts, "}"].map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
}

function scanObject(bytes: Buffer): readonly Span[] {
  const spans: Span[] = [];
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== OPEN_BRACE) throw new Malformed("expected a JSON object");
  at = skipSpace(bytes, at + 1);
  if (bytes[at] === CLOSE_BRACE) return closed(bytes, at, spans);
  for (;;) {
    if (bytes[at] !== QUOTE) throw unexpected(bytes, at);
    const start = at;
    at = skipString(bytes, at);
    const name = nameBetween(bytes, start, at);
    at = skipSpace(bytes, at);
    if (bytes[at] !== COLON) throw unexpected(bytes, at);
    const valueStart = skipSpace(bytes, at + 1);
    at = skipValue(bytes, valueStart, 0);
    spans.push({ name, start, valueStart, end: at });
    at = skipSpace(bytes, at);
    if (bytes[at] === CLOSE_BRACE) return closed(bytes, at, spans);
    if (bytes[at] !== COMMA) throw unexpected(bytes, at);
    at = skipSpace(bytes, at + 1);
  }
}

/** Names with escapes in them are rare: the others are their bytes. */
function nameBetween(bytes: Buffer, start: number, end: number): string {
  const name = utf8Text(bytes, start + 1, end - 1);
  return name.includes("\\") ? String(JSON.parse(`"${name}"`)) : name;
}

function closed(bytes: Buffer, at: number, spans: readonly Span[]): readonly Span[] {
  const end = skipSpace(bytes, at + 1);
  if (end !== bytes.length) throw unexpected(bytes, end);
  return spans;
}

function skipValue(bytes: Buffer, at: number, depth: number): number {
  switch (bytes[at]) {
    case QUOTE:
      return skipString(bytes, at);
    case OPEN_BRACE:
      return skipContainer(bytes, at, depth);
    case OPEN_BRACKET:
      return skipContainer(bytes, at, depth);
    default:
      return skipScalar(bytes, at);
  }
}

function skipContainer(bytes: Buffer, open: number, depth: number): number {
  if (depth > DEEPEST) throw new Malformed(`nested deeper than ${DEEPEST} levels at byte ${open}`);
  const isObject = bytes[open] === OPEN_BRACE;
  const close = isObject ? CLOSE_BRACE : CLOSE_BRACKET;
  let at = skipSpace(bytes, open + 1);
  if (bytes[at] === close) return at + 1;
  for (;;) {
    if (isObject) {
      if (bytes[at] !== QUOTE) throw unexpected(bytes, at);
      at = skipSpace(bytes, skipString(bytes, at));
      if (bytes[at] !== COLON) throw unexpected(bytes, at);
      at = skipSpace(bytes, at + 1);
    }
    at = skipSpace(bytes, skipValue(bytes, at, depth + 1));
    if (bytes[at] === close) return at + 1;
    if (bytes[at] !== COMMA) throw unexpected(bytes, at);
    at = skipSpace(bytes, at + 1);
  }
}

/** The array has been scanned before, so its grammar holds. */
function firstElements(bytes: Buffer, open: number, most: number): readonly Uint8Array[] {
  const elements: Uint8Array[] = [];
  let at = skipSpace(bytes, open + 1);
  while (bytes[at] !== CLOSE_BRACKET && elements.length < most) {
    const end = skipValue(bytes, at, 0);
    elements.push(bytes.subarray(at, end));
    at = skipSpace(bytes, end);
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
  }
  return elements;
}

/** Most of a large body is long strings: the quote is searched natively, the bytes before it are not looked at one by one. */
function skipString(bytes: Buffer, open: number): number {
  let quote = bytes.indexOf(QUOTE, open + 1);
  while (quote >= 0) {
    let backslashes = 0;
    while (bytes[quote - 1 - backslashes] === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
    quote = bytes.indexOf(QUOTE, quote + 1);
  }
  throw new Malformed(`the string that begins at byte ${open} has no end`);
}

const SCALAR = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;
const LONGEST_SCALAR = 1100;

function skipScalar(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && at - start < LONGEST_SCALAR && isScalarByte(bytes[at] ?? 0)) at += 1;
  if (at === start || !SCALAR.test(latin1Text(bytes, start, at))) throw unexpected(bytes, start);
  return at;
}

function isScalarByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2d ||
    byte === 0x2b ||
    byte === 0x2e ||
    byte === 0x45
  );
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at += 1;
  }
}

function unexpected(bytes: Buffer, at: number): Malformed {
  if (at >= bytes.length) return new Malformed("the JSON text ends too soon");
  return new Malformed(`unexpected ${JSON.stringify(String.fromCharCode(bytes[at] ?? 0))} at byte ${at}`);
}
