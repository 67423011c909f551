// Batches cut into pieces of a few fixed sizes.

import { setImmediate as nextTurn } from "node:timers/promises";

/** 128 records of 26 columns stay far below the parameter limits: 32,766 in SQLite, 65,535 in PostgreSQL. */
const LARGEST = 128;

/** Pieces whose sizes are powers of two: so few different statements that each stays prepared. */
export function chunksOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const chunks: (readonly Item[])[] = [];
  let start = 0;
  for (let size = LARGEST; size >= 1; size /= 2) {
    while (items.length - start >= size) {
      chunks.push(items.slice(start, start + size));
      start += size;
    }
  }
  return chunks;
}

/** Works on one chunk after the other; after a large one, some tenths of a millisecond of SQLite's, the event loop turns. */
export async function eachChunk<Item>(
  items: readonly Item[],
  work: (chunk: readonly Item[]) => Promise<unknown>,
): Promise<void> {
  for (const chunk of chunksOf(items)) {
    await work(chunk);
    if (chunk.length === LARGEST) await nextTurn();
  }
}

/** The last item of each key, in the order of the keys: every process locks its rows in the same order. */
export function lastByKey<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  const last = new Map(items.map((item) => [keyOf(item), item]));
  return [...last].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}
