// How an auth file is doing, in the words that panels know: active, disabled, error, and why.

import type { AuthFileRow } from "./list-auth-files.ts";

export interface AuthFileCondition {
  readonly status: "active" | "disabled" | "error";
  /** "" where there is nothing to say. */
  readonly message: string;
  /** Serves nobody now, though it is not disabled. */
  readonly unavailable: boolean;
  /** Epoch ms from which it is tried again; null where that is no question of time. */
  readonly nextRetryAt: number | null;
}

export function conditionOf({ file, live, servedBy }: AuthFileRow, now: number): AuthFileCondition {
  const message = file.problem ?? (servedBy === null ? "" : `duplicate: ${servedBy} is the same account and serves`);
  if (file.account?.paused === true) return { status: "disabled", message, unavailable: false, nextRetryAt: null };
  if (message !== "") return { status: "error", message, unavailable: true, nextRetryAt: null };
  const condition = live?.condition ?? { kind: "healthy" as const };
  switch (condition.kind) {
    case "healthy":
      return ACTIVE;
    case "reauth_required":
    case "deactivated":
      return { status: "error", message: condition.reason, unavailable: true, nextRetryAt: null };
    case "rate_limited":
    case "quota_exceeded":
    case "backing_off":
      if (condition.until <= now) return ACTIVE;
      return { status: "error", message: condition.reason, unavailable: true, nextRetryAt: condition.until };
  }
}

const ACTIVE: AuthFileCondition = { status: "active", message: "", unavailable: false, nextRetryAt: null };
