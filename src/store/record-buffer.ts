// The records that are not in the database yet: those waiting, and those of the write under way.

import type { RequestRecord } from "../domain/request-record.ts";

export interface RecordBuffer {
  /** `now` is epoch ms. */
  put(record: RequestRecord, now: number): void;
  find(id: string): RequestRecord | null;
  /**
   * The oldest `most` records: they are under way until `written` or `putBack`. Of requests that are still open those
   * put after `openedBy` go on waiting.
   */
  take(most: number, openedBy: number): readonly RequestRecord[];
  written(): void;
  /** The records under way wait again, before the others; a newer state put meanwhile stays the newest. */
  putBack(): void;
  /** How many were dropped, oldest first, since the last call. */
  takeDropped(): number;
  readonly size: number;
}

interface Buffered {
  readonly record: RequestRecord;
  /** When its first state was put. */
  readonly since: number;
}

/** A hundred MB at most while the database is away. */
const CAPACITY = 50_000;

/** An empty buffer; it keeps the newest state of each record and the oldest record first. */
export function createRecordBuffer(): RecordBuffer {
  let waiting = new Map<string, Buffered>();
  let underWay = new Map<string, Buffered>();
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
    put(record, now) {
      const known = waiting.get(record.id) ?? underWay.get(record.id);
      if (known !== undefined && known.record.outcome !== "open") return;
      waiting.set(record.id, { record, since: known?.since ?? now });
      dropOverflow();
    },
    find: (id) => (waiting.get(id) ?? underWay.get(id))?.record ?? null,
    take(most, openedBy) {
      for (const [id, buffered] of waiting) {
        if (underWay.size >= most) break;
        if (buffered.record.outcome === "open" && buffered.since > openedBy) continue;
        underWay.set(id, buffered);
        waiting.delete(id);
      }
      return Array.from(underWay.values(), ({ record }) => record);
    },
    written() {
      underWay = new Map();
    },
    putBack() {
      const newer = waiting;
      waiting = underWay;
      underWay = new Map();
      for (const [id, buffered] of newer) waiting.set(id, buffered);
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
