// Between the requests and the database: takes a record at once, writes it a moment later, together with its neighbours.

import type { Cancel, Clock, RequestRecords } from "../domain/ports.ts";
import type { RequestRecord } from "../domain/request-record.ts";
import { createRecordBuffer, type RecordBuffer } from "./record-buffer.ts";

export interface RecordWriter {
  /** Takes the newest state of a record. Never waits, never throws. A state after the one that ended the request is ignored. */
  put(record: RequestRecord): void;
  /** The newest state that is not in the database yet, or null. */
  find(id: string): RequestRecord | null;
  /** Writes what is buffered; rejects where the database fails (the records stay, and are tried again). */
  flush(): Promise<void>;
  /** Writes everything, also what is put meanwhile. A database that stays away for some seconds loses the rest, told to `onError`. */
  close(): Promise<void>;
  /** Records not in the database yet. */
  readonly pending: number;
}

export type RecordWriterProblem =
  | { readonly kind: "write_failed"; readonly error: unknown; readonly pending: number; readonly retryInMs: number }
  /** Lost: more than the buffer holds, or left over when the program stopped. */
  | { readonly kind: "records_dropped"; readonly count: number };

export interface RecordWriterDeps {
  readonly records: Pick<RequestRecords, "write">;
  readonly clock: Clock;
  readonly onError: (problem: RecordWriterProblem) => void;
}

/** With a write and what has just begun, a `kill -9` loses the records of 50 ms. */
const WINDOW_MS = 35;
/** A request that began so shortly before a write waits for the next: it may have ended by then, and cost one write, not two. */
const JUST_BEGUN_MS = 10;
/** A write of SQLite holds the thread: a backlog goes in pieces of some ms, requests in between. */
const MOST_AT_ONCE = 500;
const RETRY_BASE_MS = 100;
const RETRY_LONGEST_MS = 5_000;
/** 100 + 200 + ... + 1600 ms: as long as a stop may take. */
const CLOSING_TRIES = 6;

/** A writer that batches. One write runs at a time, so that states of one record keep their order. */
export function createRecordWriter(deps: RecordWriterDeps): RecordWriter {
  const { clock, onError } = deps;
  const buffer = createRecordBuffer();
  const cycle = createWriteCycle(deps, buffer);
  let closed = false;
  return {
    put(record) {
      if (closed) return onError({ kind: "records_dropped", count: 1 });
      buffer.put(record, clock.now());
      cycle.wake();
    },
    find: (id) => buffer.find(id),
    flush: () => cycle.flush(),
    async close() {
      cycle.stop();
      for (let tries = 0; buffer.size > 0 && tries < CLOSING_TRIES;) {
        const failed = await cycle.flush().then(
          () => false,
          () => true,
        );
        if (!failed) continue;
        tries += 1;
        if (tries < CLOSING_TRIES) await new Promise<void>((resolve) => clock.after(cycle.retryMs(), resolve));
      }
      closed = true;
      if (buffer.size > 0) onError({ kind: "records_dropped", count: buffer.size });
    },
    get pending() {
      return buffer.size;
    },
  };
}

interface WriteCycle {
  /** Sets the next write, where none is set and none runs. */
  wake(): void;
  /** From now on only `flush` writes. */
  stop(): void;
  flush(): Promise<void>;
  /** How long to wait after so many failures in a row. */
  retryMs(): number;
}

function createWriteCycle({ records, clock, onError }: RecordWriterDeps, buffer: RecordBuffer): WriteCycle {
  let timer: Cancel | null = null;
  let writing: Promise<void> | null = null;
  let failures = 0;
  let stopped = false;

  const retryMs = (): number => Math.min(RETRY_LONGEST_MS, RETRY_BASE_MS * 2 ** Math.max(0, failures - 1));
  const clearTimer = (): void => {
    timer?.();
    timer = null;
  };
  const write = async (openedBy: number): Promise<void> => {
    try {
      const batch = buffer.take(MOST_AT_ONCE, openedBy);
      if (batch.length > 0) await records.write(batch);
      buffer.written();
      failures = 0;
    } catch (error) {
      buffer.putBack();
      failures += 1;
      onError({ kind: "write_failed", error, pending: buffer.size, retryInMs: retryMs() });
      throw error;
    }
  };
  const startWrite = (openedBy: number): Promise<void> => {
    clearTimer();
    writing = write(openedBy).finally(() => {
      writing = null;
      const count = buffer.takeDropped();
      if (count > 0) onError({ kind: "records_dropped", count });
      wake();
    });
    return writing;
  };
  const wake = (): void => {
    if (timer !== null || writing !== null || stopped || buffer.size === 0) return;
    const windowMs = buffer.size >= MOST_AT_ONCE ? 0 : WINDOW_MS;
    timer = clock.after(failures > 0 ? retryMs() : windowMs, () => {
      timer = null;
      // The failure has been reported, and the next try is set.
      if (writing === null) startWrite(clock.now() - JUST_BEGUN_MS).catch(() => {});
    });
  };
  return {
    wake,
    retryMs,
    stop() {
      stopped = true;
      clearTimer();
    },
    async flush() {
      await writing?.catch(() => {});
      // As many writes as what is buffered now fills; what is put meanwhile is not waited for.
      for (let left = Math.ceil(buffer.size / MOST_AT_ONCE); left > 0 && buffer.size > 0; left -= 1) {
        await (writing ?? startWrite(clock.now()));
      }
    },
  };
}
