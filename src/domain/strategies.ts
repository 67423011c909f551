// The orders in which usable accounts of one priority take their turns.

import type { Candidate } from "./availability.ts";

export const ROUTING_STRATEGIES = ["usage_weighted", "round_robin", "fill_first"] as const;
export type RoutingStrategy = (typeof ROUTING_STRATEGIES)[number];

export interface Ranking {
  /** The rule in words, for the record. */
  readonly rule: string;
  /** Negative where `a` goes before `b`. Total: two different accounts never compare equal. */
  compare(a: Candidate, b: Candidate, now: number): number;
}

/** A request under way counts as this much usage, so that a burst spreads before the upstream's numbers move. */
const PRESSURE_PERCENT = 2.5;
const DAY_MS = 86_400_000;
/** Accounts without a known reset come after all that have one. */
const UNKNOWN_RESET_DAYS = 10_000;

export function rankingOf(strategy: RoutingStrategy, preferEarlierReset: boolean): Ranking {
  switch (strategy) {
    case "usage_weighted":
      return preferEarlierReset ? EARLIER_RESET_FIRST : LEAST_USED;
    case "round_robin":
      return LEAST_RECENT;
    case "fill_first":
      return MOST_USED;
  }
}

const LEAST_USED: Ranking = {
  rule: "least weekly usage, then least 5-hour usage",
  compare: (a, b, now) =>
    weekly(a, now) - weekly(b, now) || short(a, now) - short(b, now) || a.lastUsedAt - b.lastUsedAt || byId(a, b),
};

const EARLIER_RESET_FIRST: Ranking = {
  rule: "earliest weekly reset in whole days, then least weekly usage",
  compare: (a, b, now) => daysToReset(a, now) - daysToReset(b, now) || LEAST_USED.compare(a, b, now),
};

const LEAST_RECENT: Ranking = {
  rule: "least recently used",
  compare: (a, b) => a.lastUsedAt - b.lastUsedAt || a.inFlight - b.inFlight || byId(a, b),
};

// Empties what is already begun, so that the other accounts keep full windows; requests under way do not count.
const MOST_USED: Ranking = {
  rule: "most used first, to keep the others full",
  compare: (a, b, now) =>
    used(b.secondaryUsedPercent, b.secondaryResetsAt, now) - used(a.secondaryUsedPercent, a.secondaryResetsAt, now) ||
    used(b.primaryUsedPercent, b.primaryResetsAt, now) - used(a.primaryUsedPercent, a.primaryResetsAt, now) ||
    byId(a, b),
};

function weekly(candidate: Candidate, now: number): number {
  const known = candidate.secondaryUsedPercent === null ? candidate.primaryUsedPercent : candidate.secondaryUsedPercent;
  const resetsAt = candidate.secondaryUsedPercent === null ? candidate.primaryResetsAt : candidate.secondaryResetsAt;
  return used(known, resetsAt, now) + candidate.inFlight * PRESSURE_PERCENT;
}

function short(candidate: Candidate, now: number): number {
  return used(candidate.primaryUsedPercent, candidate.primaryResetsAt, now) + candidate.inFlight * PRESSURE_PERCENT;
}

function used(percent: number | null, resetsAt: number, now: number): number {
  return percent === null || resetsAt <= now ? 0 : percent;
}

function daysToReset(candidate: Candidate, now: number): number {
  const { secondaryResetsAt } = candidate;
  return secondaryResetsAt > now && secondaryResetsAt !== Number.POSITIVE_INFINITY
    ? Math.floor((secondaryResetsAt - now) / DAY_MS)
    : UNKNOWN_RESET_DAYS;
}

function byId(a: Candidate, b: Candidate): number {
  return a.id < b.id ? -1 : 1;
}
