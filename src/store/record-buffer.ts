// The records that are not in the database yet: those waiting, and those of the write under way.

import type { RequestRecord } from "../domain/request-record.ts";

export interface RecordBuffer {
  put(record: RequestRecord): void;
  find(id: string): RequestRecord | null;
  /** The oldest `most` records: they are under way until `written` or `putBack`. */
  take(most: number): readonly RequestRecord[];
  written(): void;
  /** The records under way wait again, before the others; a newer state put meanwhile stays the newest. */
  putBack(): void;
  /** How many were dropped, oldest first, since the last call. */
  takeDropped(): number;
  readonly size: number;
}

/** A hundred MB at most while the database is away. */
const CAPACITY = 50_000;

/** An empty buffer; it keeps the newest state of each record and the oldest record first. */
export function createRecordBuffer(): RecordBuffer {
  let waiting = new Map<string, RequestRecord>();
  let underWay = new Map<string, RequestRecord>();
  let dropped = 0;

  const dropOverflow = (): void => {
    if (waiting.size + underWay.size <= CAPACITY) return;
    for (const id of waiting.keys()) {
      if (waiting.size + underWay.size <= CAPACITY) return;
      waiting.delete(id);
      dropped += 1;
    }
  };
  return {
    put(record) {
      const known = waiting.get(record.id) ?? underWay.get(record.id);
      if (known !== undefined && known.outcome !== "open") return;
      waiting.set(record.id, record);
      dropOverflow();
    },
    find: (id) => waiting.get(id) ?? underWay.get(id) ?? null,
    take(most) {
      for (const [id, record] of waiting) {
        if (underWay.size >= most) break;
        underWay.set(id, record);
        waiting.delete(id);
      }
      return [...underWay.values()];
    },
    written() {
      underWay = new Map();
    },
    putBack() {
      const newer = waiting;
      waiting = underWay;
      underWay = new Map();
      for (const [id, record] of newer) waiting.set(id, record);
      dropOverflow();
    },
    takeDropped() {
      const count = dropped;
      dropped = 0;
      return count;
    },
    get size() {
      return waiting.size + underWay.size;
    },
  };
}
