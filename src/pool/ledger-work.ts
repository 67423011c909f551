// One key's ledger in a store that several processes share: each change is one transaction, and each counts once, whatever
// becomes of the answer.

import type { ClientKey } from "../domain/client-key.ts";
import type { Amounts, KeyCharge } from "../domain/key-charge.ts";
import {
  EMPTY_SHARE,
  type HeldShare,
  type KeyLedger,
  release,
  type Reservation,
  reserve,
  type Reserved,
  settle,
  withShare,
} from "../domain/key-ledger.ts";
import type { KeyLedgersDeps } from "./key-ledgers.ts";

/** How long a share outlives its process's last word. Clocks of replicas may differ by a fraction of it. */
const SHARE_MS = 60_000;

export type LedgerWorkDeps = Pick<KeyLedgersDeps, "clock" | "stored" | "ring" | "holder">;

/** A request that wants a place. */
export interface Wanted {
  readonly key: ClientKey;
  readonly expected: Amounts;
}

/** A request that is over. */
export interface Ended {
  /** null: it held nothing. */
  readonly reservation: Reservation | null;
  readonly charge: KeyCharge;
}

export interface LedgerWork {
  /** Requests of this process hold something. */
  readonly isHolding: boolean;
  /** First what ended, then who asks, in order. Empty where the key is gone. Rejects where the store does: nothing is decided. */
  apply(wanted: readonly Wanted[], ended: readonly Ended[]): Promise<readonly Reserved[]>;
  /** Counts what ended, and gives back all that this process holds. */
  leave(ended: readonly Ended[]): Promise<void>;
}

/** The ledger of one key in the store, as one process works on it; one call at a time. */
export function createLedgerWork({ clock, stored, ring, holder }: LedgerWorkDeps, id: string): LedgerWork {
  /** What this process holds: known here best, for the store's share may have run out and been dropped by others. */
  let mine: HeldShare = EMPTY_SHARE;
  let turn = 0;
  /** A write whose answer was lost: it may have been made, and what it counted must not count twice. */
  let unsure: { readonly turn: number; readonly ended: readonly Ended[] } | null = null;
  const counted = new WeakSet<Ended>();

  const withEnded = (ledger: KeyLedger, ended: readonly Ended[], now: number): KeyLedger => {
    if (unsure !== null && ledger.shares[holder]?.turn === unsure.turn)
      for (const one of unsure.ended) counted.add(one);
    unsure = null;
    const key = ring.get(id);
    let next = withShare(withoutLost(ledger, now), holder, { ...mine, turn, until: now + SHARE_MS });
    for (const one of ended) {
      const isNews = key !== null && !counted.has(one);
      next = isNews ? settle(key, next, { ...one, holder, now }) : release(next, holder, one.reservation);
    }
    return next;
  };

  const change = async (
    ended: readonly Ended[],
    further: (ledger: KeyLedger, now: number) => KeyLedger,
  ): Promise<void> => {
    turn += 1;
    const now = clock.now();
    const written: KeyLedger[] = [];
    try {
      await stored.change(id, (ledger) => {
        const next = further(withEnded(ledger, ended, now), now);
        written.push(next);
        return next;
      });
    } catch (error) {
      if (written.length > 0) unsure = { turn, ended };
      throw error;
    }
    mine = written.at(-1)?.shares[holder] ?? EMPTY_SHARE;
  };

  return {
    get isHolding() {
      return mine.calls > 0;
    },
    async apply(wanted, ended) {
      let decided: Reserved[] = [];
      await change(ended, (ledger, now) => {
        decided = [];
        let next = ledger;
        for (const { key, expected } of wanted) {
          const reserved = reserve(ring.get(id) ?? key, next, { holder, now, expected });
          if (reserved.kind === "reserved") next = reserved.ledger;
          decided.push(reserved);
        }
        return next;
      });
      return decided;
    },
    async leave(ended) {
      if (turn > 0 || ended.length > 0) await change(ended, (ledger) => withoutShare(ledger, holder));
    },
  };
}

/** Without the shares of processes that have not been heard of for too long. */
function withoutLost(ledger: KeyLedger, now: number): KeyLedger {
  return {
    ...ledger,
    shares: Object.fromEntries(Object.entries(ledger.shares).filter(([, { until }]) => until > now)),
  };
}

function withoutShare(ledger: KeyLedger, holder: string): KeyLedger {
  const { [holder]: _gone, ...shares } = ledger.shares;
  return { ...ledger, shares };
}
