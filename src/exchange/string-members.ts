// Strings out of a JSON text by the names of their members, wherever they stand, without parsing what is around them.

import { indexOfAscii, utf8Text } from "./byte-text.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/**
 * The values, name by name. Within a string the quotes around a name would be escaped, so what is only spoken of is never
 * taken for a member. `bytes` are a JSON text.
 */
export function* stringMembers(bytes: Uint8Array, names: readonly string[]): Generator<string, void> {
  for (const name of names) {
    const quoted = `"${name}"`;
    let at = indexOfAscii(bytes, quoted, 0);
    while (at >= 0) {
      const colon = skipSpace(bytes, at + quoted.length);
      const open = bytes[colon] === COLON ? skipSpace(bytes, colon + 1) : -1;
      const isString = open >= 0 && bytes[open] === QUOTE;
      const close = isString ? closingQuote(bytes, open) : -1;
      if (close > open + 1) yield* valueBetween(bytes, open, close);
      at = indexOfAscii(bytes, quoted, Math.max(close, at + quoted.length));
    }
  }
}

/** What is no string after all (escapes are not checked before) is none. */
function valueBetween(bytes: Uint8Array, open: number, close: number): readonly string[] {
  const value = utf8Text(bytes, open + 1, close);
  if (!value.includes("\\")) return [value];
  try {
    return [JSON.parse(`"${value}"`) as string];
  } catch {
    return [];
  }
}

/** -1 where there is none. */
function closingQuote(bytes: Uint8Array, open: number): number {
  for (let quote = bytes.indexOf(QUOTE, open + 1); quote >= 0; quote = bytes.indexOf(QUOTE, quote + 1)) {
    let backslashes = 0;
    while (bytes[quote - 1 - backslashes] === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return quote;
  }
  return -1;
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at += 1;
  }
}
