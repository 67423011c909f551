// What to do after an attempt failed: a rule, not a habit spread over the proxy.

import type { Failure } from "./failure.ts";

export type Step = "refresh_and_retry" | "retry_without_reasoning" | "try_another" | "give_up";

export interface AttemptSituation {
  /** The client has seen a byte of content: nothing is retried any more. */
  readonly contentSent: boolean;
  /** The token was already refreshed for this attempt's account. */
  readonly refreshed: boolean;
  /** The account's login can be refreshed at all. */
  readonly refreshable: boolean;
  readonly reasoningDropped: boolean;
}

/** Source: rulings "Providers": 401 is one refresh, one retry, then another account; a fault of the request never rotates. */
export function nextStep(failure: Failure, situation: AttemptSituation): Step {
  if (situation.contentSent) return "give_up";
  switch (failure.kind) {
    case "request_fault":
    case "cancelled":
      return "give_up";
    case "foreign_reasoning":
      return situation.reasoningDropped ? "give_up" : "retry_without_reasoning";
    case "unauthorized":
      return !situation.refreshed && situation.refreshable ? "refresh_and_retry" : "try_another";
    case "rate_limited":
    case "quota_exceeded":
    case "reauth_required":
    case "lent":
    case "deactivated":
    case "model_unsupported":
    case "refused_here":
    case "forbidden":
    case "upstream_error":
    case "stream_broken":
    case "unreachable":
      return "try_another";
  }
}
