// Walks the bytes of a JSON text: finds where its values end and checks the grammar of all levels on the way (not of
// escapes inside strings). A body is walked once, byte by byte where things are short and natively where they are long.

import { utf8Text } from "./byte-text.ts";

/** One member of an object. */
export interface Span {
  /** From the quote of the name ... */
  readonly start: number;
  /** ... to the byte after its other quote. */
  readonly nameEnd: number;
  readonly valueStart: number;
  /** The byte after the value. */
  readonly end: number;
}

export class Malformed extends Error {}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const DEEPEST = 2000;
/** A string is looked at byte by byte for so long: below that a native search costs more than it saves (Bun 1.4.5). */
const NEAR_BYTES = 16;

/** The members of the object that the bytes are, in their order. Throws Malformed. */
export function scanObject(bytes: Uint8Array): readonly Span[] {
  const spans: Span[] = [];
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== OPEN_BRACE) throw new Malformed("expected a JSON object");
  at = skipSpace(bytes, at + 1);
  if (bytes[at] === CLOSE_BRACE) return closed(bytes, at, spans);
  for (;;) {
    const start = at;
    const nameEnd = skipName(bytes, at);
    const valueStart = skipColon(bytes, nameEnd);
    const end = skipValue(bytes, valueStart, 0);
    spans.push({ start, nameEnd, valueStart, end });
    at = skipSpace(bytes, end);
    if (bytes[at] === CLOSE_BRACE) return closed(bytes, at, spans);
    if (bytes[at] !== COMMA) throw unexpected(bytes, at);
    at = skipSpace(bytes, at + 1);
  }
}

/** Total: a name with a broken escape is left as it stands. */
export function nameOf(bytes: Uint8Array, { start, nameEnd }: Span): string {
  const name = utf8Text(bytes, start + 1, nameEnd - 1);
  if (!name.includes("\\")) return name;
  try {
    return String(JSON.parse(`"${name}"`));
  } catch {
    return name;
  }
}

/** Compared byte by byte; a name that holds an escape, and one beyond ASCII, is made into text for it. */
export function isNamed(bytes: Uint8Array, span: Span, name: string): boolean {
  const from = span.start + 1;
  const length = span.nameEnd - 1 - from;
  for (let index = 0; index < length; index += 1) {
    const byte = bytes[from + index] ?? 0;
    if (byte === BACKSLASH || byte >= 0x80) return nameOf(bytes, span) === name;
    if (byte !== name.charCodeAt(index)) return false;
  }
  return length === name.length;
}

/** The first elements of the array at `open`, which has been scanned before: its grammar holds. */
export function firstElements(bytes: Uint8Array, open: number, most: number): readonly Uint8Array[] {
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

function closed(bytes: Uint8Array, at: number, spans: readonly Span[]): readonly Span[] {
  const end = skipSpace(bytes, at + 1);
  if (end !== bytes.length) throw unexpected(bytes, end);
  return spans;
}

function skipName(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) throw unexpected(bytes, at);
  return skipString(bytes, at);
}

function skipColon(bytes: Uint8Array, from: number): number {
  const at = skipSpace(bytes, from);
  if (bytes[at] !== COLON) throw unexpected(bytes, at);
  return skipSpace(bytes, at + 1);
}

function skipValue(bytes: Uint8Array, at: number, depth: number): number {
  switch (bytes[at]) {
    case QUOTE:
      return skipString(bytes, at);
    case OPEN_BRACE:
    case OPEN_BRACKET:
      return skipContainer(bytes, at, depth);
    default:
      return skipScalar(bytes, at);
  }
}

function skipContainer(bytes: Uint8Array, open: number, depth: number): number {
  if (depth > DEEPEST) throw new Malformed(`nested deeper than ${DEEPEST} levels at byte ${open}`);
  const isObject = bytes[open] === OPEN_BRACE;
  const close = isObject ? CLOSE_BRACE : CLOSE_BRACKET;
  let at = skipSpace(bytes, open + 1);
  if (bytes[at] === close) return at + 1;
  for (;;) {
    if (isObject) at = skipColon(bytes, skipName(bytes, at));
    at = skipSpace(bytes, skipValue(bytes, at, depth + 1));
    if (bytes[at] === close) return at + 1;
    if (bytes[at] !== COMMA) throw unexpected(bytes, at);
    at = skipSpace(bytes, at + 1);
  }
}

function skipString(bytes: Uint8Array, open: number): number {
  let at = open + 1;
  for (;;) {
    const nearUntil = at + NEAR_BYTES;
    let byte = bytes[at];
    while (byte !== QUOTE && byte !== BACKSLASH && at < nearUntil) {
      at += 1;
      byte = bytes[at];
    }
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) {
      at += 2;
      continue;
    }
    const quote = bytes.indexOf(QUOTE, at);
    if (quote < 0) throw new Malformed(`the string that begins at byte ${open} has no end`);
    if (!isEscaped(bytes, quote)) return quote + 1;
    at = quote + 1;
  }
}

/** Whether an odd number of backslashes stands before it. */
function isEscaped(bytes: Uint8Array, quote: number): boolean {
  let at = quote - 1;
  while (bytes[at] === BACKSLASH) at -= 1;
  return (quote - at) % 2 === 0;
}

function skipScalar(bytes: Uint8Array, start: number): number {
  switch (bytes[start]) {
    case 0x74:
      return skipWord(bytes, start, "true");
    case 0x66:
      return skipWord(bytes, start, "false");
    case 0x6e:
      return skipWord(bytes, start, "null");
    default:
      return skipNumber(bytes, start);
  }
}

function skipWord(bytes: Uint8Array, start: number, word: string): number {
  for (let index = 1; index < word.length; index += 1) {
    if (bytes[start + index] !== word.charCodeAt(index)) throw unexpected(bytes, start);
  }
  return start + word.length;
}

/** RFC 8259 6. */
function skipNumber(bytes: Uint8Array, start: number): number {
  let at = bytes[start] === MINUS ? start + 1 : start;
  at = bytes[at] === ZERO ? at + 1 : skipDigits(bytes, at, start);
  if (bytes[at] === POINT) at = skipDigits(bytes, at + 1, start);
  if (bytes[at] !== 0x65 && bytes[at] !== 0x45) return at;
  const sign = bytes[at + 1];
  return skipDigits(bytes, sign === PLUS || sign === MINUS ? at + 2 : at + 1, start);
}

/** One digit at least. */
function skipDigits(bytes: Uint8Array, from: number, start: number): number {
  let at = from;
  while (isDigit(bytes[at])) at += 1;
  if (at === from) throw unexpected(bytes, start);
  return at;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 0x39;
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at += 1;
  }
}

function unexpected(bytes: Uint8Array, at: number): Malformed {
  if (at >= bytes.length) return new Malformed("the JSON text ends too soon");
  return new Malformed(`unexpected ${JSON.stringify(String.fromCharCode(bytes[at] ?? 0))} at byte ${at}`);
}
