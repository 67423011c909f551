// How an account is doing: a reducer over what was observed. Reads no clock; every event carries its own time.

import type { Failure } from "./failure.ts";
import { exhaustedUntil, isExhausted, type Quota, usedPercentAt } from "./quota.ts";

export interface AccountHealth {
  readonly condition: Condition;
  /** Failures in a row that were the upstream's or the wire's; a success clears them. */
  readonly failuresInARow: number;
  /** Models, or wildcards of them, that this account does not serve for a while. */
  readonly closedModels: Readonly<Record<string, ClosedModel>>;
}

export interface ClosedModel {
  readonly reason: "model_refused" | "model_rate_limited" | "model_exhausted";
  /** Epoch ms */
  readonly until: number;
}

export type Condition =
  | { readonly kind: "healthy" }
  | Cooling<"rate_limited">
  | Cooling<"quota_exceeded">
  | Cooling<"backing_off">
  | { readonly kind: "reauth_required"; readonly since: number; readonly code: string; readonly reason: string }
  | { readonly kind: "deactivated"; readonly since: number; readonly code: string; readonly reason: string };

interface Cooling<Kind extends string> {
  readonly kind: Kind;
  readonly since: number;
  readonly until: number;
  readonly code: string;
  readonly reason: string;
}

export type HealthEvent =
  /** `startedAt`: when the request began; what began before a refusal says nothing about the time after it. */
  | { readonly kind: "succeeded"; readonly at: number; readonly startedAt: number }
  | { readonly kind: "failed"; readonly at: number; readonly failure: Failure; readonly model: string | null }
  | { readonly kind: "quota_observed"; readonly at: number; readonly quota: Quota }
  /** New tokens by re-login, re-import or refresh. */
  | { readonly kind: "signed_in"; readonly at: number }
  /** It is reached by another way now: pauses after failures on the old one say nothing. */
  | { readonly kind: "rerouted"; readonly at: number }
  /** The operator says: forget what happened. */
  | { readonly kind: "reset"; readonly at: number };

export const HEALTHY: AccountHealth = { condition: { kind: "healthy" }, failuresInARow: 0, closedModels: {} };

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Hints beyond this are taken for a mistake of the upstream. */
const LONGEST_HINT_MS = 366 * 24 * HOUR_MS;
const RATE_LIMIT_BASE_MS = 1 * SECOND_MS;
const RATE_LIMIT_LONGEST_MS = 5 * MINUTE_MS;
/** Without a hint a used-up quota is tried again after this; quota polling usually knows sooner. */
const QUOTA_UNKNOWN_MS = 15 * MINUTE_MS;
const BACKOFF_FROM_FAILURES = 3;
const BACKOFF_BASE_MS = 30 * SECOND_MS;
const BACKOFF_LONGEST_MS = 5 * MINUTE_MS;
const FORBIDDEN_MS = 5 * MINUTE_MS;
/** How long a login is left alone that a tool has to renew; the pool looks whether it has every few seconds. */
const LENT_MS = 1 * MINUTE_MS;
const LENT_CODE = "lent_to_tool";
const REFUSED_MODEL_MS = 1 * HOUR_MS;
/** Clients name models as they like: what is remembered of refusals does not grow with their fancy. */
const MOST_CLOSED_MODELS = 50;
/** A hint beyond this is not waited out blindly: what polling sees decides (ruling "Cooling down"). */
const BLIND_TRUST_MS = 15 * MINUTE_MS;
/** A poll this soon after a refusal may still show the numbers from before it. */
const SETTLING_MS = 20 * SECOND_MS;

/** The next health; the same object where nothing changes. */
export function nextHealth(health: AccountHealth, event: HealthEvent): AccountHealth {
  switch (event.kind) {
    case "succeeded":
      return afterSuccess(health, event.startedAt);
    case "failed":
      return afterFailure(health, event);
    case "quota_observed":
      return afterQuota(health, event);
    case "signed_in":
      return isSignedOut(health.condition) || isLent(health.condition) ? HEALTHY : health;
    case "rerouted":
      return health.condition.kind === "backing_off"
        ? { ...health, condition: { kind: "healthy" }, failuresInARow: 0 }
        : health;
    case "reset":
      return HEALTHY;
  }
}

/** Epoch ms from which the account may be chosen again: 0 now, Infinity until somebody acts. */
export function usableFrom(condition: Condition): number {
  switch (condition.kind) {
    case "healthy":
      return 0;
    case "rate_limited":
    case "quota_exceeded":
    case "backing_off":
      return condition.until;
    case "reauth_required":
    case "deactivated":
      return Number.POSITIVE_INFINITY;
  }
}

function afterSuccess(health: AccountHealth, startedAt: number): AccountHealth {
  const { condition } = health;
  if (condition.kind === "healthy" && health.failuresInARow === 0) return health;
  if (isSignedOut(condition)) return health;
  if (condition.kind !== "healthy" && startedAt < condition.since) return health;
  return { ...health, condition: { kind: "healthy" }, failuresInARow: 0 };
}

function afterFailure(health: AccountHealth, event: Extract<HealthEvent, { kind: "failed" }>): AccountHealth {
  const { at, failure, model } = event;
  const cooling = { since: at, code: failure.code, reason: failure.message };
  switch (failure.kind) {
    case "request_fault":
    case "refused_here":
    case "foreign_reasoning":
    case "cancelled":
    // One refresh decides whether the login is dead; the 401 alone does not.
    case "unauthorized":
      return health;
    case "model_unsupported":
      if (model === null) return health;
      return withClosed(health, at, {
        [failure.model ?? model]: { reason: "model_refused", until: at + REFUSED_MODEL_MS },
      });
    case "reauth_required":
      return { ...health, condition: { kind: "reauth_required", ...cooling } };
    case "deactivated":
      return { ...health, condition: { kind: "deactivated", ...cooling } };
    case "lent":
      if (isSignedOut(health.condition)) return health;
      return { ...health, condition: { kind: "backing_off", ...cooling, until: at + LENT_MS } };
    case "rate_limited":
      if (failure.model !== undefined) return closeModel(health, failure.model, event);
      return cool(health, { kind: "rate_limited", ...cooling, until: hinted(failure, at) ?? at + rateLimitMs(health) });
    case "quota_exceeded":
      if (failure.model !== undefined) return closeModel(health, failure.model, event);
      return cool(health, { kind: "quota_exceeded", ...cooling, until: hinted(failure, at) ?? at + QUOTA_UNKNOWN_MS });
    case "forbidden":
      return cool(health, { kind: "backing_off", ...cooling, until: at + FORBIDDEN_MS });
    case "upstream_error":
    case "stream_broken":
    case "unreachable":
      return afterUpstreamTrouble(health, { kind: "backing_off", ...cooling, until: 0 });
  }
}

/** The third failure in a row starts a growing pause; one or two are the weather. */
function afterUpstreamTrouble(health: AccountHealth, cooling: Cooling<"backing_off">): AccountHealth {
  if (isCooling(health.condition, cooling.since)) return health;
  const failuresInARow = health.failuresInARow + 1;
  if (failuresInARow < BACKOFF_FROM_FAILURES) return { ...health, failuresInARow };
  const pauseMs = Math.min(BACKOFF_LONGEST_MS, BACKOFF_BASE_MS * 2 ** (failuresInARow - BACKOFF_FROM_FAILURES));
  return cool(health, { ...cooling, until: cooling.since + pauseMs });
}

/**
 * What arrives while an account cools is the rest of one burst: requests under way when the first was refused. It may
 * lengthen the wait, but fifty refusals at once are one, not fifty in a row.
 */
function cool(health: AccountHealth, condition: Extract<Condition, { until: number }>): AccountHealth {
  const known = health.condition;
  if (isSignedOut(known)) return health;
  if (isCooling(known, condition.since)) {
    return condition.until > known.until ? { ...health, condition } : health;
  }
  return { ...health, condition, failuresInARow: health.failuresInARow + 1 };
}

/** Polling overrules a hint in both directions: an early reset frees the account, a full window keeps it closed. */
function afterQuota(before: AccountHealth, event: Extract<HealthEvent, { kind: "quota_observed" }>): AccountHealth {
  const health = withModelQuotas(before, event);
  const { condition } = health;
  if (condition.kind === "quota_exceeded" || isLongRateLimit(condition)) {
    if (event.at < condition.since + SETTLING_MS) return health;
    const full = event.quota.allowed === false || isExhausted(event.quota, event.at);
    if (!full) return { ...health, condition: { kind: "healthy" }, failuresInARow: 0 };
    const until = exhaustedUntil(event.quota, event.at) ?? condition.until;
    return until === condition.until ? health : { ...health, condition: { ...condition, until } };
  }
  if (condition.kind === "healthy" && event.quota.allowed === false) {
    const until = exhaustedUntil(event.quota, event.at) ?? event.at + QUOTA_UNKNOWN_MS;
    const reason = "The usage limit has been reached";
    return {
      ...health,
      condition: { kind: "quota_exceeded", since: event.at, until, code: "usage_limit_reached", reason },
    };
  }
  return health;
}

/** What polling says of single models overrules what a refusal said: closed while used up, open as soon as not. */
function withModelQuotas(
  health: AccountHealth,
  { quota, at }: Extract<HealthEvent, { kind: "quota_observed" }>,
): AccountHealth {
  const told = quota.models ?? [];
  if (told.length === 0) return health;
  const closed: Record<string, ClosedModel> = { ...health.closedModels };
  let changed = false;
  for (const { model, window } of told) {
    const known = closed[model];
    if ((usedPercentAt(window, at) ?? 0) >= 100) {
      const until = window.resetsAt ?? at + QUOTA_UNKNOWN_MS;
      if (known?.reason === "model_exhausted" && known.until === until) continue;
      closed[model] = { reason: "model_exhausted", until };
    } else if (known?.reason === "model_exhausted") {
      delete closed[model];
    } else continue;
    changed = true;
  }
  return changed ? withClosed({ ...health, closedModels: {} }, at, closed) : health;
}

function isLongRateLimit(condition: Condition): condition is Cooling<"rate_limited"> {
  return condition.kind === "rate_limited" && condition.until - condition.since > BLIND_TRUST_MS;
}

type SignedOut = Extract<Condition, { kind: "reauth_required" | "deactivated" }>;

function isSignedOut(condition: Condition): condition is SignedOut {
  return condition.kind === "reauth_required" || condition.kind === "deactivated";
}

/** It waits for tokens and for nothing else: new ones end it. */
function isLent(condition: Condition): boolean {
  return condition.kind === "backing_off" && condition.code === LENT_CODE;
}

function isCooling(condition: Condition, at: number): condition is Extract<Condition, { until: number }> {
  return "until" in condition && condition.until > at;
}

/** One model's limit: the account serves others. A far hint is believed for a quarter of an hour at a time. */
function closeModel(
  health: AccountHealth,
  model: string,
  { at, failure }: Extract<HealthEvent, { kind: "failed" }>,
): AccountHealth {
  const isExhaustion = failure.kind === "quota_exceeded";
  const reason = isExhaustion ? "model_exhausted" : "model_rate_limited";
  const usual = at + (isExhaustion ? QUOTA_UNKNOWN_MS : RATE_LIMIT_BASE_MS);
  const until = Math.min(hinted(failure, at) ?? usual, at + BLIND_TRUST_MS);
  // The rest of a burst may lengthen the wait, never shorten it.
  if ((health.closedModels[model]?.until ?? 0) >= until) return health;
  return withClosed(health, at, { [model]: { reason, until } });
}

/** With these models closed from `at` on; what is over is dropped, and of too many those that end first. */
function withClosed(health: AccountHealth, at: number, closed: AccountHealth["closedModels"]): AccountHealth {
  const still = Object.entries({ ...health.closedModels, ...closed })
    .filter(([, { until }]) => until > at)
    .toSorted(([, a], [, b]) => b.until - a.until)
    .slice(0, MOST_CLOSED_MODELS);
  return { ...health, closedModels: Object.fromEntries(still) };
}

function hinted(failure: Failure, at: number): number | null {
  const { resetsAt } = failure;
  return resetsAt !== null && resetsAt > at && resetsAt - at <= LONGEST_HINT_MS ? resetsAt : null;
}

function rateLimitMs(health: AccountHealth): number {
  return Math.min(RATE_LIMIT_LONGEST_MS, RATE_LIMIT_BASE_MS * 2 ** health.failuresInARow);
}
