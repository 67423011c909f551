// What a choice among many accounts costs, by itself.

import type { Candidate } from "../../src/domain/availability.ts";
import { createStandingOrders } from "../../src/pool/standing-orders.ts";

const NOW = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const ROUND_MS = 400;

export const STRATEGIES = [
  { strategy: "usage_weighted", preferEarlierReset: false },
  { strategy: "usage_weighted", preferEarlierReset: true },
  { strategy: "round_robin", preferEarlierReset: false },
  { strategy: "fill_first", preferEarlierReset: false },
] as const;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** As many requests are under way. */
const UNDER_WAY = 32;

/** µs per choice in a pool of `size`, each by a request that then takes its place: the best of three rounds, after one to warm up. */
export function microsAChoice(size: number, rule: (typeof STRATEGIES)[number]): number {
  const candidates = Array.from({ length: size }, (_, index): Mutable<Candidate> => candidateOf(index));
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const orders = createStandingOrders();
  const input = { candidates, ...rule, model: "gpt-5.5", tie: null, tried: new Set<string>() };
  const underWay: Mutable<Candidate>[] = [];
  let now = NOW;
  const serve = (): void => {
    now += 1;
    const { chosen } = orders.choose({ ...input, now }).decision;
    const taken = chosen === null ? undefined : byId.get(chosen);
    if (taken === undefined) throw new Error("nobody was chosen");
    taken.inFlight += 1;
    taken.lastUsedAt = now;
    orders.changed(taken.id);
    underWay.push(taken);
    const ended = underWay.length > UNDER_WAY ? underWay.shift() : undefined;
    if (ended === undefined) return;
    ended.inFlight -= 1;
    orders.changed(ended.id);
  };
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 4; round += 1) {
    const startedAt = performance.now();
    let count = 0;
    for (; performance.now() - startedAt < ROUND_MS; count += 1) serve();
    if (round > 0) best = Math.min(best, ((performance.now() - startedAt) * 1000) / count);
  }
  return best;
}

/** A mixed pool: every twentieth account rests, usage and resets differ. */
function candidateOf(index: number): Mutable<Candidate> {
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
