// Who guesses is kept out for a while.

import type { Clock } from "../../domain/ports.ts";

export interface Bans {
  /** How long the address has still to wait; null where it may try. */
  leftMs(address: string): number | null;
  failed(address: string): void;
  succeeded(address: string): void;
}

/** Rulings "Management API": five wrong keys in a row, half an hour. */
const MOST_FAILURES = 5;
const BAN_MS = 30 * 60_000;
/** Whoever has this many addresses is not kept out by remembering more of them. */
const MOST_ADDRESSES = 10_000;

interface Standing {
  readonly failures: number;
  readonly bannedUntil: number;
}

export function createBans(clock: Clock): Bans {
  const standings = new Map<string, Standing>();
  return {
    leftMs(address) {
      const left = (standings.get(address)?.bannedUntil ?? 0) - clock.now();
      return left > 0 ? left : null;
    },
    failed(address) {
      const failures = (standings.get(address)?.failures ?? 0) + 1;
      standings.delete(address);
      const isOver = failures >= MOST_FAILURES;
      standings.set(
        address,
        isOver ? { failures: 0, bannedUntil: clock.now() + BAN_MS } : { failures, bannedUntil: 0 },
      );
      const [oldest] = standings.keys();
      if (standings.size > MOST_ADDRESSES && oldest !== undefined) standings.delete(oldest);
    },
    succeeded: (address) => void standings.delete(address),
  };
}
