// How many accounts are in which condition, for the metrics.

import type { Candidate } from "../domain/availability.ts";

export function accountsByCondition(accounts: readonly Candidate[], now: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { paused, condition, usableFrom } of accounts) {
    // A cooling whose time is over counts as none.
    const kind = paused ? "paused" : usableFrom <= now ? "healthy" : condition.kind;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
