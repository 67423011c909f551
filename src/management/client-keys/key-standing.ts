// A client key as the operator sees it: what it may do, and what it has used and has left.

import { type ClientKey, keyStatus, type KeyStatus } from "../../domain/client-key.ts";
import {
  callsOf,
  EMPTY_LEDGER,
  type KeyLedger,
  type KeyTotals,
  type LimitStanding,
  standingOf,
} from "../../domain/key-ledger.ts";
import type { Clock } from "../../domain/ports.ts";
import type { KeyLedgers } from "../../pool/key-ledgers.ts";
import type { KeyRing } from "../../pool/key-ring.ts";

export interface KeyStanding {
  readonly key: ClientKey;
  readonly status: KeyStatus;
  readonly limits: readonly LimitStanding[];
  /** Requests that run now; of a key without any limit only where one process serves. */
  readonly inFlight: number;
  readonly totals: KeyTotals;
  /** Epoch ms */
  readonly lastUsedAt: number | null;
}

export interface StandingDeps {
  readonly clock: Pick<Clock, "now">;
  readonly ring: Pick<KeyRing, "all" | "get">;
  readonly ledgers: Pick<KeyLedgers, "look">;
}

/** Oldest first. */
export async function keyStandings({ clock, ring, ledgers }: StandingDeps): Promise<readonly KeyStanding[]> {
  const known = await ledgers.look();
  return ring.all().map((key) => standing(key, known.get(key.id), clock.now()));
}

/** null where there is no such key. */
export async function keyStanding({ clock, ring, ledgers }: StandingDeps, id: string): Promise<KeyStanding | null> {
  const key = ring.get(id);
  return key === null ? null : standing(key, (await ledgers.look()).get(id), clock.now());
}

function standing(key: ClientKey, ledger: KeyLedger = EMPTY_LEDGER, now: number): KeyStanding {
  return {
    key,
    status: keyStatus(key, now),
    limits: standingOf(key, ledger, now),
    inFlight: callsOf(ledger, now),
    totals: ledger.totals,
    lastUsedAt: ledger.lastUsedAt,
  };
}
