// Whether one account may serve one request now, and what rules it out where it may not.

import type { ClosedModel, Condition } from "./account-health.ts";
import type { AccountId } from "./ids.ts";
import { matchesWildcard } from "./wildcard.ts";

/**
 * One account as the choice sees it: flat numbers that the pool keeps up to date as things happen,
 * so that a choice among thousands only compares.
 */
export interface Candidate {
  readonly id: AccountId;
  readonly label: string;
  /** Where it stands among the pool's accounts in the order of their ids: what decides between equals, and compares at once. */
  readonly place: number;
  readonly priority: number;
  /** Above 0. */
  readonly weight: number;
  readonly paused: boolean;
  /** Its own word on rests; null: the operator's for all. */
  readonly coolingDisabled: boolean | null;
  readonly condition: Condition;
  /** Epoch ms from which its health allows a request: 0 always, Infinity never by itself. */
  readonly usableFrom: number;
  readonly closedModels: Readonly<Record<string, ClosedModel>> | null;
  /** 0..100; null where unknown or where the account has no such window. */
  readonly primaryUsedPercent: number | null;
  readonly secondaryUsedPercent: number | null;
  /** Epoch ms; Infinity where unknown. A percentage whose reset has passed counts as 0. */
  readonly primaryResetsAt: number;
  readonly secondaryResetsAt: number;
  /** Epoch ms; 0 = never. */
  readonly lastUsedAt: number;
  readonly inFlight: number;
  /** Infinity = no cap. */
  readonly concurrencyCap: number;
}

export interface Exclusion {
  readonly reason: ExclusionReason;
  /** Epoch ms at which it ends by itself; null where it does not. */
  readonly until: number | null;
}

export type ExclusionReason =
  | "already_tried"
  | "paused"
  | "rate_limited"
  | "quota_exceeded"
  | "backing_off"
  | "reauth_required"
  | "deactivated"
  | ClosedModel["reason"]
  | "at_capacity"
  | "gone";

const PAUSED: Exclusion = { reason: "paused", until: null };
const TRIED: Exclusion = { reason: "already_tried", until: null };
const FULL: Exclusion = { reason: "at_capacity", until: null };

interface Asking {
  readonly now: number;
  readonly model: string | null;
  /** Accounts that already failed this request. */
  readonly tried: ReadonlySet<AccountId>;
  /** The operator wants no account to rest: what it was refused or failed at before rules it out no longer. */
  readonly disableCooling?: boolean;
}

/** What rules the candidate out, or null where it may serve. */
export function exclusionOf(candidate: Candidate, request: Asking): Exclusion | null {
  if (candidate.paused) return PAUSED;
  if (candidate.usableFrom > request.now && !isRestWaived(candidate, request))
    return healthExclusion(candidate.condition);
  return requestExclusion(candidate, request);
}

/** Epoch ms, later than `now`: until then time alone changes nothing about what rules the candidate out, for any request. */
export function exclusionChangesAt({ usableFrom, closedModels }: Candidate, now: number): number {
  let changesAt = usableFrom > now ? usableFrom : Number.POSITIVE_INFINITY;
  if (closedModels === null) return changesAt;
  for (const { until } of Object.values(closedModels)) if (until > now) changesAt = Math.min(changesAt, until);
  return changesAt;
}

/**
 * True for an account that only rests after failures in a row. That pause is our own guess, no word of the upstream's:
 * where nobody else can serve, asking is better than refusing (codex-lb facts 3.4, step 2).
 */
export function isLastResort(candidate: Candidate, request: Asking): boolean {
  return (
    candidate.condition.kind === "backing_off" && !candidate.paused && requestExclusion(candidate, request) === null
  );
}

function requestExclusion(candidate: Candidate, request: Asking): Exclusion | null {
  if (candidate.closedModels !== null && request.model !== null) {
    const closed = closureOf(candidate.closedModels, request.model, request.now);
    const isWaived = isCoolingDisabled(candidate, request) && closed?.reason !== "model_refused";
    if (closed !== null && !isWaived) return closed;
  }
  // Last of those that rule out for longer: a used-up model is what the client has to be told, not that it was tried.
  if (request.tried.size > 0 && request.tried.has(candidate.id)) return TRIED;
  if (candidate.inFlight >= candidate.concurrencyCap) return FULL;
  return null;
}

/** A dead login is none that rests. */
function isRestWaived(candidate: Candidate, request: Asking): boolean {
  return isCoolingDisabled(candidate, request) && candidate.usableFrom !== Number.POSITIVE_INFINITY;
}

function isCoolingDisabled({ coolingDisabled }: Candidate, { disableCooling }: Asking): boolean {
  return coolingDisabled ?? disableCooling === true;
}

/** The longest that applies. Closed models are few; a wildcard among them is told by its star. */
function closureOf(closed: Readonly<Record<string, ClosedModel>>, model: string, now: number): ClosedModel | null {
  let longest: ClosedModel | null = null;
  for (const [name, one] of Object.entries(closed)) {
    if (one.until <= now || (name !== model && !matchesWildcard(name, model))) continue;
    if (longest === null || one.until > longest.until) longest = one;
  }
  return longest;
}

function healthExclusion(condition: Condition): Exclusion {
  switch (condition.kind) {
    case "rate_limited":
    case "quota_exceeded":
    case "backing_off":
      return { reason: condition.kind, until: condition.until };
    case "reauth_required":
    case "deactivated":
      return { reason: condition.kind, until: null };
    case "healthy":
      return { reason: "gone", until: null };
  }
}
