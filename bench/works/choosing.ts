// What a choice among many accounts costs, by itself.

import type { Candidate } from "../../src/domain/availability.ts";
import { chooseAccount } from "../../src/domain/choose-account.ts";

const NOW = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const ROUND_MS = 400;

export const STRATEGIES = [
  { strategy: "usage_weighted", preferEarlierReset: false },
  { strategy: "usage_weighted", preferEarlierReset: true },
  { strategy: "round_robin", preferEarlierReset: false },
  { strategy: "fill_first", preferEarlierReset: false },
] as const;

/** µs per choice in a pool of `size`: the best of three rounds, after one to warm up. */
export function microsAChoice(size: number, rule: (typeof STRATEGIES)[number]): number {
  const candidates = Array.from({ length: size }, (_, index) => candidateOf(index));
  const input = { candidates, now: NOW, ...rule, model: "gpt-5.5", tie: null, tried: new Set<string>() };
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 4; round += 1) {
    const startedAt = performance.now();
    let count = 0;
    for (; performance.now() - startedAt < ROUND_MS; count += 1) chooseAccount(input);
    if (round > 0) best = Math.min(best, ((performance.now() - startedAt) * 1000) / count);
  }
  return best;
}

/** A mixed pool: every twentieth account rests, usage and resets differ. */
function candidateOf(index: number): Candidate {
  const isResting = index % 20 === 19;
  const until = NOW + HOUR_MS;
  return {
    id: `acc_${((index * 2_654_435_761) >>> 0).toString(16).padStart(16, "0")}`,
    place: index,
    label: `account-${index}@example.com`,
    priority: 0,
    weight: 1,
    paused: false,
    coolingDisabled: null,
    condition: isResting
      ? { kind: "quota_exceeded", since: NOW, until, code: "usage_limit_reached", reason: "The usage limit" }
      : { kind: "healthy" },
    usableFrom: isResting ? until : 0,
    closedModels: null,
    primaryUsedPercent: (index * 37) % 100,
    secondaryUsedPercent: Math.floor((index * 53) % 50),
    primaryResetsAt: NOW + (index % 5) * HOUR_MS,
    secondaryResetsAt: NOW + (index % 168) * HOUR_MS,
    lastUsedAt: NOW - index,
    inFlight: index % 3,
    concurrencyCap: Number.POSITIVE_INFINITY,
  };
}
