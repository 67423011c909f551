// Text out of bytes without making a view of them first: asking a small array for its `buffer`, as Buffer.from does,
// costs the runtime more than the text itself (measured with Bun 1.4.5: 0.57 µs against 0.07 µs for 160 bytes).

interface ByteMethods {
  utf8Slice(this: Uint8Array, start: number, end: number): string;
  latin1Slice(this: Uint8Array, start: number, end: number): string;
  includes(this: Uint8Array, text: string, from: number, encoding: "latin1"): boolean;
  indexOf(this: Uint8Array, text: string, from: number, encoding: "latin1"): number;
}

// They stand on Buffer, but work on any Uint8Array.
const methods = Buffer.prototype as unknown as ByteMethods;

export function utf8Text(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return methods.utf8Slice.call(bytes, start, Math.min(end, bytes.length));
}

/** One character a byte: right for ASCII, and for looking for ASCII in anything. */
export function latin1Text(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return methods.latin1Slice.call(bytes, start, Math.min(end, bytes.length));
}

/** -1 where it does not stand there. */
export function indexOfAscii(bytes: Uint8Array, ascii: string, from: number): number {
  return methods.indexOf.call(bytes, ascii, from, "latin1");
}

export function mentionsAscii(bytes: Uint8Array, ascii: string): boolean {
  return methods.includes.call(bytes, ascii, 0, "latin1");
}
