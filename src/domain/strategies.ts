// The orders in which usable accounts of one priority take their turns.

import type { Candidate } from "./availability.ts";

export const ROUTING_STRATEGIES = ["usage_weighted", "round_robin", "fill_first"] as const;
export type RoutingStrategy = (typeof ROUTING_STRATEGIES)[number];

/** The score is taken once a candidate; only equal ones are looked at in pairs. */
export interface Ranking {
  /** The rule in words, for the record. */
  readonly rule: string;
  /** The lower goes first. */
  score(candidate: Candidate, now: number): number;
  /** Between equal scores: negative where `a` goes before `b`. Total: two different accounts never compare equal. */
  breakTie(a: Candidate, b: Candidate, now: number): number;
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

/** True where `a` is to be asked before `b`, of two that are usable. */
export function goesBefore(
  a: Candidate,
  b: Candidate,
  by: { readonly ranking: Ranking; readonly now: number },
): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  const { ranking, now } = by;
  const score = ranking.score(a, now);
  const other = ranking.score(b, now);
  return score === other ? ranking.breakTie(a, b, now) < 0 : score < other;
}

/**
 * Epoch ms, later than `now`: until then two candidates of one weight to which nothing happens keep their order, whatever the
 * strategy. Those of different weights do not: the time since their last use counts differently.
 */
export function orderChangesAt({ primaryResetsAt, secondaryResetsAt }: Candidate, now: number): number {
  const primary = primaryResetsAt > now ? primaryResetsAt : Number.POSITIVE_INFINITY;
  if (secondaryResetsAt <= now || secondaryResetsAt === Number.POSITIVE_INFINITY) return primary;
  const wholeDaysMs = Math.floor((secondaryResetsAt - now) / DAY_MS) * DAY_MS;
  // A window that ends in whole days from now has as many left for this millisecond.
  const dayEndsAt = Math.floor(secondaryResetsAt - wholeDaysMs) + 1;
  return Math.min(primary, secondaryResetsAt, dayEndsAt);
}

const LEAST_USED: Ranking = {
  rule: "least weekly usage, then least 5-hour usage",
  score: weekly,
  breakTie: (a, b, now) => short(a, now) - short(b, now) || idle(b, now) - idle(a, now) || byId(a, b),
};

const EARLIER_RESET_FIRST: Ranking = {
  rule: "earliest weekly reset in whole days, then least weekly usage",
  score: daysToReset,
  breakTie: (a, b, now) => weekly(a, now) - weekly(b, now) || LEAST_USED.breakTie(a, b, now),
};

const LEAST_RECENT: Ranking = {
  rule: "least recently used",
  score: (candidate, now) => -idle(candidate, now),
  breakTie: (a, b) => a.inFlight / a.weight - b.inFlight / b.weight || byId(a, b),
};

// Empties what is already begun, so that the other accounts keep full windows; requests under way do not count.
const MOST_USED: Ranking = {
  rule: "most used first, to keep the others full",
  score: (candidate, now) => -used(candidate.secondaryUsedPercent, candidate.secondaryResetsAt, now),
  breakTie: (a, b, now) =>
    used(b.primaryUsedPercent, b.primaryResetsAt, now) - used(a.primaryUsedPercent, a.primaryResetsAt, now) ||
    byId(a, b),
};

function weekly(candidate: Candidate, now: number): number {
  const known = candidate.secondaryUsedPercent === null ? candidate.primaryUsedPercent : candidate.secondaryUsedPercent;
  const resetsAt = candidate.secondaryUsedPercent === null ? candidate.primaryResetsAt : candidate.secondaryResetsAt;
  return (used(known, resetsAt, now) + candidate.inFlight * PRESSURE_PERCENT) / candidate.weight;
}

function short(candidate: Candidate, now: number): number {
  const usedPercent = used(candidate.primaryUsedPercent, candidate.primaryResetsAt, now);
  return (usedPercent + candidate.inFlight * PRESSURE_PERCENT) / candidate.weight;
}

/** How long it has not been asked, for one of weight 1: whoever weighs twice as much is due again in half the time. */
function idle({ lastUsedAt, weight }: Candidate, now: number): number {
  return (now - lastUsedAt) * weight;
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

/** Of a pool that nobody has used yet all are equal: comparing thousands of ids as texts would take half a millisecond. */
function byId(a: Candidate, b: Candidate): number {
  return a.place - b.place || (a.id < b.id ? -1 : 1);
}
