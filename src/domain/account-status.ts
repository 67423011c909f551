// An account's status in one word, as the accounts API says it (seed accounts-api, rulings).

import type { Condition } from "./account-health.ts";

export const ACCOUNT_STATUSES = [
  "active",
  "paused",
  "rate_limited",
  "quota_exceeded",
  "reauth_required",
  "deactivated",
] as const;

export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

interface Standing {
  readonly paused: boolean;
  readonly condition: Condition;
}

/** The operator's pause goes before what the upstream thinks: it alone is theirs to undo. */
export function statusOf({ paused, condition }: Standing, now: number): AccountStatus {
  if (paused) return "paused";
  switch (condition.kind) {
    case "healthy":
    // A short rest of our own making after failures: no word of the upstream's. `problem` tells of it.
    case "backing_off":
      return "active";
    case "rate_limited":
    case "quota_exceeded":
      return condition.until <= now ? "active" : condition.kind;
    case "reauth_required":
    case "deactivated":
      return condition.kind;
  }
}

export interface AccountProblem {
  readonly kind: Exclude<Condition["kind"], "healthy">;
  /** The upstream's code, or the wire's. */
  readonly code: string;
  readonly reason: string;
  /** Epoch ms */
  readonly since: number;
  /** Epoch ms at which it is tried again; null where somebody has to act. */
  readonly until: number | null;
}

/** Why it would serve nobody now though it is not paused; null where it would. */
export function problemOf(condition: Condition, now: number): AccountProblem | null {
  if (condition.kind === "healthy") return null;
  const until = "until" in condition ? condition.until : null;
  if (until !== null && until <= now) return null;
  const { kind, code, reason, since } = condition;
  return { kind, code, reason, since, until };
}
