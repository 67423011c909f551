// A candidate that nothing rules out, for tests that care about a few of its numbers.

import { type Condition, usableFrom } from "../../src/domain/account-health.ts";
import type { Candidate } from "../../src/domain/availability.ts";

/** `changes.condition` brings its own `usableFrom`. */
export function makeCandidate(changes: Partial<Candidate> & Pick<Candidate, "id">): Candidate {
  const condition: Condition = changes.condition ?? { kind: "healthy" };
  return {
    label: `${changes.id}@example.com`,
    place: 0,
    priority: 0,
    weight: 1,
    paused: false,
    coolingDisabled: null,
    usableFrom: usableFrom(condition),
    closedModels: null,
    primaryUsedPercent: null,
    secondaryUsedPercent: null,
    primaryResetsAt: Number.POSITIVE_INFINITY,
    secondaryResetsAt: Number.POSITIVE_INFINITY,
    lastUsedAt: 0,
    inFlight: 0,
    concurrencyCap: Number.POSITIVE_INFINITY,
    ...changes,
    condition,
  };
}

/** A condition of this kind that began at `since`; `until` counts for those that end by themselves. */
export function makeCondition(kind: Condition["kind"], since: number, until: number): Condition {
  switch (kind) {
    case "healthy":
      return { kind };
    case "rate_limited":
    case "quota_exceeded":
    case "backing_off":
      return { kind, since, until, code: kind, reason: kind };
    case "reauth_required":
    case "deactivated":
      return { kind, since, code: kind, reason: kind };
  }
}
