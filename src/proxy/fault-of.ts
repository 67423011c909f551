// From what went wrong inside to what the client is told.

import type { Choice } from "../domain/choose-account.ts";
import type { Failure } from "../domain/failure.ts";
import { Fault, type FaultCode, type FaultDetails } from "../domain/faults.ts";

/**
 * The last failure, where no other account could make up for it. What an upstream says of an account (its organisation, its
 * e-mail) is the operator's to read, in the record; the client is told of it in our words.
 */
export function faultOfFailure(failure: Failure): Fault {
  const { code, message, status, resetsAt } = failure;
  const reset: FaultDetails = resetsAt === null ? {} : { resetsAt };
  switch (failure.kind) {
    case "request_fault":
    case "refused_here":
    case "foreign_reasoning":
      return new Fault("invalid_request", message, {
        upstreamCode: code,
        ...(status !== null && status < 500 ? { status } : {}),
      });
    case "model_unsupported":
      return new Fault("model_not_found", message);
    case "rate_limited":
      return new Fault("rate_limited", "The upstream is limiting requests; please try again later", {
        ...reset,
        upstreamCode: code,
      });
    case "quota_exceeded":
      return new Fault("usage_limit_reached", "The usage limit has been reached", reset);
    // The client's own key is not meant: a 401 would send it to its own login.
    case "unauthorized":
    case "reauth_required":
    case "lent":
    case "deactivated":
    case "forbidden":
      return new Fault("upstream_refused", `The upstream refused the account that was asked (${code})`, {
        upstreamCode: code,
      });
    case "upstream_error":
      return new Fault("upstream_error", message, {
        upstreamCode: code,
        ...(status !== null && status >= 500 ? { status } : {}),
      });
    case "stream_broken":
      return new Fault(code === "upstream_empty" ? "upstream_empty" : "upstream_stream_broken", message);
    case "unreachable":
      return new Fault(UNREACHABLE[code] ?? "upstream_unreachable", message);
    case "cancelled":
      return new Fault("request_cancelled", message);
  }
}

const UNREACHABLE: Readonly<Record<string, FaultCode>> = {
  first_byte_timeout: "upstream_timeout",
  idle_timeout: "upstream_stalled",
};

/** Nobody could be chosen. Says what is the matter kind by kind, never who. */
export function faultOfChoice(choice: Exclude<Choice, { kind: "chosen" }>, plan: string | null): Fault {
  const { decision } = choice;
  switch (choice.kind) {
    case "busy":
      return new Fault("concurrency_limit", "Every usable account is at its concurrency cap; please try again in 1s", {
        retryAfterMs: 1000,
      });
    case "exhausted":
      return new Fault("usage_limit_reached", "The usage limit has been reached", {
        ...(choice.resetsAt === null ? {} : { resetsAt: choice.resetsAt }),
        ...(plan === null ? {} : { planType: plan }),
      });
    case "owner_unavailable":
      return ownerOut(choice);
    case "nobody":
      // Asked again it is still the model that is at fault; a 503 would be tried again by every SDK.
      if (isModelAlone(decision.ruledOut)) return new Fault("model_not_found", "No account has access to this model");
      if (choice.backAt !== null && isRateLimitedAlone(decision.ruledOut)) {
        return new Fault("rate_limited", "Every account is told to slow down", { resetsAt: choice.backAt });
      }
      // Who only rests is worth waiting for, and SDKs wait as long as they are told.
      return new Fault(
        "no_accounts",
        whyNobody(decision.ruledOut),
        choice.backAt === null ? {} : { resetsAt: choice.backAt },
      );
  }
}

/** Told so that the client does the right thing by itself: waits where the owner comes back, begins anew where not. */
function ownerOut({ by, exclusion }: Extract<Choice, { kind: "owner_unavailable" }>): Fault {
  const { reason, until } = exclusion;
  if (reason === "quota_exceeded" || reason === "model_exhausted") {
    const message = "The usage limit has been reached on the account that this conversation belongs to";
    return new Fault("usage_limit_reached", message, until === null ? {} : { resetsAt: until });
  }
  const matter = WORDS[reason] ?? reason;
  if (!GONE_FOR_GOOD.has(reason)) {
    const message = `The account this conversation belongs to cannot serve it now (${matter})`;
    return new Fault("owner_unavailable", message, until === null ? {} : { resetsAt: until });
  }
  // Clients answer this code with the whole history (wire facts 1.4).
  if (by === "previous_response_id") {
    const message = `The response to go on from belongs to an account that is gone (${matter}): send the whole history`;
    return new Fault("previous_response_not_found", message, { param: by });
  }
  return new Fault(
    "invalid_request",
    `What only the account of this conversation can read (${by}) is lost with it (${matter}): start a new conversation`,
    { upstreamCode: "invalid_encrypted_content" },
  );
}

const GONE_FOR_GOOD: ReadonlySet<string> = new Set(["gone", "deactivated", "reauth_required", "paused"]);

const WORDS: Readonly<Record<string, string>> = {
  paused: "paused",
  rate_limited: "rate limited",
  quota_exceeded: "out of quota",
  backing_off: "resting after failures",
  reauth_required: "waiting to be signed in again",
  deactivated: "deactivated by the upstream",
  model_refused: "without access to this model",
  model_exhausted: "out of quota for this model",
  model_rate_limited: "rate limited for this model",
  at_capacity: "at their concurrency cap",
  already_tried: "failed for this request",
  gone: "removed",
};

/** Accounts that are out for good do not make the wait any longer. */
function isRateLimitedAlone(ruledOut: Readonly<Record<string, number>>): boolean {
  const resting = Object.keys(ruledOut).filter((reason) => !OUT_FOR_GOOD.has(reason));
  return resting.length > 0 && resting.every((reason) => MOMENTARY.has(reason));
}

const MOMENTARY: ReadonlySet<string> = new Set(["rate_limited", "model_rate_limited", "already_tried"]);
const OUT_FOR_GOOD: ReadonlySet<string> = new Set(["paused", "reauth_required", "deactivated"]);

function isModelAlone(ruledOut: Readonly<Record<string, number>>): boolean {
  const reasons = Object.keys(ruledOut);
  return reasons.length > 0 && reasons.every((reason) => reason === "model_refused");
}

function whyNobody(ruledOut: Readonly<Record<string, number>>): string {
  const kinds = Object.entries(ruledOut).map(([reason, count]) => `${count} ${WORDS[reason] ?? reason}`);
  if (kinds.length === 0) return "There is no account in the pool yet: add one with 'switchyard import <auth.json>'";
  return `No account can serve this request: ${kinds.join(", ")}`;
}
