// How many accounts could serve now, and what keeps the others from it.

import { exclusionOf } from "../../domain/availability.ts";
import type { LiveAccount } from "../../pool/live-account.ts";

export interface AccountCounts {
  readonly total: number;
  readonly usable: number;
  /** They come back by themselves. */
  readonly cooling: number;
  readonly paused: number;
  /** They wait for somebody to act. */
  readonly out: number;
}

const NOBODY_TRIED: ReadonlySet<string> = new Set();

/** `modelAt`: the model by the name of the account's upstream; null where the account as a whole is meant. */
export function countAccounts(
  accounts: Iterable<LiveAccount>,
  now: number,
  modelAt: (live: LiveAccount) => string | null,
): AccountCounts {
  const counts = { total: 0, usable: 0, cooling: 0, paused: 0, out: 0 };
  for (const live of accounts) {
    counts.total += 1;
    const exclusion = exclusionOf(live, { now, model: modelAt(live), tried: NOBODY_TRIED });
    if (exclusion === null || exclusion.reason === "at_capacity") counts.usable += 1;
    else if (exclusion.reason === "paused") counts.paused += 1;
    else if (exclusion.until === null) counts.out += 1;
    else counts.cooling += 1;
  }
  return counts;
}
