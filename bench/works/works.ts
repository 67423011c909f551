// The work that every program is given, and how it is counted.

import type { Ask } from "./bodies.ts";

export type Letter = "a" | "b" | "c" | "d";
export const LETTERS: readonly Letter[] = ["a", "b", "c", "d"];

export interface Work {
  readonly letter: Letter;
  readonly title: string;
  readonly ask: Omit<Ask, "dialect">;
  /** What CPU time is told for. */
  readonly unit: "request" | "chunk";
  /** Events that carry the answer, of a stream; 0 of JSON. */
  readonly chunks: number;
  /** Requests at once; of live streams, how many there are. */
  readonly atOnce: number;
}

export const LIVE_STREAMS = 1000;
const CHUNK_EVERY_MS = 200;

export const WORKS: Readonly<Record<Letter, Work>> = {
  a: {
    letter: "a",
    title: "JSON exchange of 5 KB",
    ask: { model: "sandbox-json-5000", streams: false, historyBytes: 0 },
    unit: "request",
    chunks: 0,
    atOnce: 32,
  },
  b: {
    letter: "b",
    title: "SSE of 200 chunks, as fast as they come",
    ask: { model: "sandbox-stream-200x0", streams: true, historyBytes: 0 },
    unit: "chunk",
    chunks: 200,
    atOnce: 8,
  },
  c: {
    letter: "c",
    title: `${LIVE_STREAMS} live streams, a chunk every ${CHUNK_EVERY_MS} ms`,
    ask: { model: `sandbox-stream-300x${CHUNK_EVERY_MS}`, streams: true, historyBytes: 0 },
    unit: "chunk",
    chunks: 300,
    atOnce: LIVE_STREAMS,
  },
  d: {
    letter: "d",
    title: "request body of 1 MB, streaming answer",
    ask: { model: "sandbox-stream-20x0", streams: true, historyBytes: 1_000_000 },
    unit: "request",
    chunks: 20,
    atOnce: 4,
  },
};
