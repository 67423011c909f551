// Model names that ask for an amount instead of an answer: for benchmarks, which need known sizes and paces.

export type Measured =
  /** So many text deltas, one every so many ms; 0 is as fast as backpressure allows. */
  | { readonly kind: "stream"; readonly deltas: number; readonly everyMs: number }
  /** An answer of about so many bytes. */
  | { readonly kind: "json"; readonly bytes: number };

const STREAM = /^sandbox-stream-(\d{1,9})x(\d{1,7})$/;
const JSON_BYTES = /^sandbox-json-(\d{1,9})$/;
const WORDS = "The quick brown fox jumps over the lazy dog and then it does so again. ";

/** What `sandbox-stream-<deltas>x<ms>` and `sandbox-json-<bytes>` ask for; null for any other name. */
export function measured(model: string): Measured | null {
  // Every request passes here: the prefix tells most names apart without a pattern.
  if (!model.startsWith("sandbox-")) return null;
  const stream = STREAM.exec(model);
  if (stream !== null) return { kind: "stream", deltas: Number(stream[1]), everyMs: Number(stream[2]) };
  const json = JSON_BYTES.exec(model);
  return json === null ? null : { kind: "json", bytes: Math.min(Number(json[1]), 64 * 1024 * 1024) };
}

/** Plain words of exactly `length` characters that JSON need not escape. */
export function filler(length: number): string {
  return WORDS.repeat(Math.ceil(Math.max(0, length) / WORDS.length)).slice(0, Math.max(0, length));
}
