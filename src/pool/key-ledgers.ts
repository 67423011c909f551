// What each client key has left, kept in memory by the one process that serves; the store is told a moment later. The same
// crash that loses the records of a moment loses its counts, and with the process goes what its requests held.

import type { ClientKey } from "../domain/client-key.ts";
import { type Amounts, chargeOf } from "../domain/key-charge.ts";
import {
  EMPTY_LEDGER,
  type KeyLedger,
  type KeyRefusal,
  type Reservation,
  reserve,
  settle,
  type StoredLedgers,
  withoutCounts,
} from "../domain/key-ledger.ts";
import type { Cancel, Clock } from "../domain/ports.ts";
import type { RequestRecord } from "../domain/request-record.ts";
import type { KeyRing } from "./key-ring.ts";

export interface KeyLedgers {
  /** A place for one request of the key, or why there is none. A promise only where other processes have a say. */
  reserve(key: ClientKey, expected: Amounts): Admission | Promise<Admission>;
  /** How the keys stand, by id. A key nobody has used yet may be missing. */
  look(): Promise<ReadonlyMap<string, KeyLedger>>;
  /** Begins the counters of a key anew. */
  reset(id: string): Promise<void>;
  /** The key is gone. */
  forget(id: string): void;
  /** Writes what is not in the store yet, and ends. */
  close(): Promise<void>;
}

export type Admission =
  | { readonly kind: "admitted"; readonly place: KeyPlace }
  | KeyRefusal
  | { readonly kind: "unknown" };

/** What one request holds of its key's limits, until it has ended. */
export interface KeyPlace {
  /** Given back and counted. A second call does nothing. */
  settle(record: RequestRecord): void;
}

export interface KeyLedgersDeps {
  readonly clock: Clock;
  readonly stored: StoredLedgers;
  readonly ring: Pick<KeyRing, "get">;
  readonly holder: string;
  failed(error: unknown): void;
}

/** With its write, a `kill -9` loses the counts of 50 ms. */
const WINDOW_MS = 40;
const RETRY_MS = 1000;
const CLOSING_TRIES = 3;

/** `begin`: what the store had at the start. */
export function createKeyLedgers(deps: KeyLedgersDeps, begin: ReadonlyMap<string, KeyLedger>): KeyLedgers {
  const { clock, ring, holder } = deps;
  const ledgers = new Map([...begin].map(([id, ledger]) => [id, withoutShares(ledger)]));
  const saving = createSaving(deps, (id) => ledgers.get(id));
  const put = (id: string, ledger: KeyLedger): void => void ledgers.set(id, ledger);

  const placeOf = (id: string, reservation: Reservation): KeyPlace => {
    let isHeld = true;
    return {
      settle(record) {
        const key = ring.get(id);
        const ledger = ledgers.get(id);
        if (!isHeld || key === null || ledger === undefined) return;
        isHeld = false;
        put(id, settle(key, ledger, { holder, now: clock.now(), reservation, charge: chargeOf(record) }));
        saving.changed(id);
      },
    };
  };

  return {
    reserve(key, expected) {
      const ledger = ledgers.get(key.id) ?? EMPTY_LEDGER;
      const reserved = reserve(key, ledger, { holder, now: clock.now(), expected });
      if (reserved.kind !== "reserved") return reserved;
      put(key.id, reserved.ledger);
      return { kind: "admitted", place: placeOf(key.id, reserved.reservation) };
    },
    look: () => Promise.resolve(ledgers),
    async reset(id) {
      const ledger = ledgers.get(id);
      if (ledger === undefined) return;
      put(id, withoutCounts(ledger));
      saving.changed(id);
      await saving.flush();
    },
    forget: (id) => void ledgers.delete(id),
    close: saving.close,
  };
}

interface Saving {
  changed(id: string): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** One write at a time, a moment after the first change; what failed is written with what comes next. */
function createSaving(
  { clock, stored, failed }: KeyLedgersDeps,
  ledgerOf: (id: string) => KeyLedger | undefined,
): Saving {
  let dirty = new Set<string>();
  let timer: Cancel | null = null;
  let writing: Promise<void> = Promise.resolve();
  let isClosed = false;

  const write = async (): Promise<void> => {
    if (dirty.size === 0) return;
    const batch = dirty;
    dirty = new Set();
    const ledgers = new Map<string, KeyLedger>();
    for (const id of batch) {
      const ledger = ledgerOf(id);
      if (ledger !== undefined) ledgers.set(id, withoutShares(ledger));
    }
    try {
      await stored.save(ledgers);
    } catch (error) {
      for (const id of batch) dirty.add(id);
      wake(RETRY_MS);
      throw error;
    }
  };
  const flush = (): Promise<void> => {
    timer?.();
    timer = null;
    writing = writing.catch(() => undefined).then(write);
    return writing;
  };
  const wake = (ms: number): void => {
    if (isClosed) return;
    timer ??= clock.after(ms, () => {
      timer = null;
      flush().catch(failed);
    });
  };
  return {
    changed(id) {
      dirty.add(id);
      wake(WINDOW_MS);
    },
    flush,
    async close() {
      isClosed = true;
      for (let tries = 1; ; tries += 1) {
        try {
          return await flush();
        } catch (error) {
          if (tries === CLOSING_TRIES) return failed(error);
        }
      }
    },
  };
}

/** What runs holds in this process alone, and ends with it. */
function withoutShares(ledger: KeyLedger): KeyLedger {
  return { ...ledger, shares: {} };
}
