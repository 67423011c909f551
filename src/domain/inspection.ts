// What an inspection makes of an account: what its upstream answered, held against how the account stands here, becomes a
// finding, and the one thing to do about it. Pure; who probes and who acts is elsewhere.

import type { Condition } from "./account-health.ts";
import type { Failure } from "./failure.ts";
import type { AccountId, ProviderId } from "./ids.ts";
import { exhaustedUntil, isExhausted, type Quota, usedPercentAt } from "./quota.ts";

export const FINDINGS = [
  "healthy",
  "exhausted",
  "cooling",
  "reauth",
  "deactivated",
  "deactivated_workspace",
  "rate_limited",
  "unreachable",
  "unknown",
] as const;
export type Finding = (typeof FINDINGS)[number];

export const SUGGESTIONS = ["keep", "disable", "enable", "relogin", "delete", "reset_cooldown"] as const;
export type Suggestion = (typeof SUGGESTIONS)[number];

/** Why, told apart so that each reader hears it in their own language. */
export const REASONS = [
  "works",
  "works_but_paused",
  "works_again_paused_by_inspection",
  "nothing_to_ask",
  "rests_until_reset",
  "rests_a_moment",
  "rests_without_need",
  "above_limit",
  "login_dead",
  "key_refused",
  "account_closed",
  "workspace_closed",
  "told_to_slow_down",
  "not_reached",
  "refused_without_cause",
] as const;
export type InspectionReason = (typeof REASONS)[number];

/** What asking the upstream brought. */
export type ProbeResult =
  | { readonly kind: "observed"; readonly quota: Quota }
  /** A small request was answered. */
  | { readonly kind: "served" }
  /** The upstream tells no quota, and no request was to be spent. */
  | { readonly kind: "not_asked" }
  | { readonly kind: "failed"; readonly failure: Failure };

export interface Inspected {
  readonly probe: ProbeResult;
  /** As it is after the probe. */
  readonly condition: Condition;
  readonly credentials: "oauth" | "api-key";
  readonly paused: boolean;
  /** The pause is an inspection's own, and nobody has touched it since. */
  readonly ownsPause: boolean;
  /** Weekly use from which an account shall be paused, 0..100; null: none is. */
  readonly pauseAtPercent: number | null;
  readonly now: number;
}

export interface Diagnosis {
  readonly finding: Finding;
  readonly suggestion: Suggestion;
  readonly reason: InspectionReason;
  /** Epoch ms at which it heals by itself; null where it does not, or nobody knows. */
  readonly until: number | null;
  /** The upstream's code and words; null where it had no complaint. */
  readonly detail: string | null;
}

/** A rest that ends within this needs no hand. */
const SHORT_REST_MS = 60_000;

export function diagnose(inspected: Inspected): Diagnosis {
  const { probe, condition } = inspected;
  if (probe.kind === "failed") return ofFailure(inspected, probe.failure);
  if (condition.kind === "reauth_required") {
    return signInAgain(inspected, { code: condition.code, message: condition.reason });
  }
  if (probe.kind === "not_asked") return ofCondition(inspected);
  const quota = probe.kind === "observed" ? probe.quota : null;
  return (quota === null ? null : ofQuota(inspected, quota)) ?? ofAnswer(inspected);
}

/** The upstream said no, or nothing at all. */
function ofFailure(inspected: Inspected, failure: Failure): Diagnosis {
  const detail = toldBy(failure);
  const keep = (finding: Finding, reason: InspectionReason, until: number | null = null): Diagnosis => ({
    ...{ finding, suggestion: "keep", reason, until, detail },
  });
  switch (failure.kind) {
    case "deactivated":
      return closed(failure);
    case "reauth_required":
    case "unauthorized":
      return signInAgain(inspected, failure);
    case "quota_exceeded":
      return keep("exhausted", "rests_until_reset", failure.resetsAt);
    case "rate_limited":
      return keep("rate_limited", "told_to_slow_down", failure.resetsAt);
    case "unreachable":
    case "upstream_error":
    case "stream_broken":
      return keep("unreachable", "not_reached");
    // The tool renews it; the detail says which.
    case "lent":
    case "forbidden":
    case "request_fault":
    case "model_unsupported":
    case "refused_here":
    case "foreign_reasoning":
    case "cancelled":
      return keep("unknown", "refused_without_cause");
  }
}

function closed({ code, message }: Told): Diagnosis {
  const isWorkspace = code === "deactivated_workspace";
  return {
    finding: isWorkspace ? "deactivated_workspace" : "deactivated",
    suggestion: "delete",
    reason: isWorkspace ? "workspace_closed" : "account_closed",
    until: null,
    detail: toldBy({ code, message }),
  };
}

/** A key cannot be signed in again: it is taken out of service, and its owner puts another in its place. */
function signInAgain({ credentials, paused }: Inspected, told: Told): Diagnosis {
  const rest = { finding: "reauth", until: null, detail: toldBy(told) } as const;
  if (credentials === "oauth") return { ...rest, suggestion: "relogin", reason: "login_dead" };
  return { ...rest, suggestion: paused ? "keep" : "disable", reason: "key_refused" };
}

/** null where the windows have room. */
function ofQuota(inspected: Inspected, quota: Quota): Diagnosis | null {
  const { now, pauseAtPercent, paused } = inspected;
  const weekly = usedPercentAt(quota.secondary, now);
  const isAbove = pauseAtPercent !== null && weekly !== null && weekly >= pauseAtPercent;
  if (isAbove) {
    const finding = weekly >= 100 ? "exhausted" : "healthy";
    const until = weekly >= 100 ? (quota.secondary?.resetsAt ?? null) : null;
    return { finding, suggestion: paused ? "keep" : "disable", reason: "above_limit", until, detail: null };
  }
  if (quota.allowed !== false && !isExhausted(quota, now)) return null;
  const rest = { until: exhaustedUntil(quota, now), detail: null };
  return { finding: "exhausted", suggestion: "keep", reason: "rests_until_reset", ...rest };
}

/** The upstream serves it; what is left is what we think of it ourselves. */
function ofAnswer({ condition, paused, ownsPause, now }: Inspected): Diagnosis {
  const told = "reason" in condition ? toldBy({ code: condition.code, message: condition.reason }) : null;
  const isResting = "until" in condition && condition.until > now;
  if (condition.kind === "deactivated" || isResting) {
    const until = isResting ? condition.until : null;
    const isShort = until !== null && until - now <= SHORT_REST_MS;
    const rest = { finding: "cooling", until, detail: told } as const;
    return isShort
      ? { ...rest, suggestion: "keep", reason: "rests_a_moment" }
      : { ...rest, suggestion: "reset_cooldown", reason: "rests_without_need" };
  }
  const well = { finding: "healthy", until: null, detail: null } as const;
  if (!paused) return { ...well, suggestion: "keep", reason: "works" };
  return ownsPause
    ? { ...well, suggestion: "enable", reason: "works_again_paused_by_inspection" }
    : { ...well, suggestion: "keep", reason: "works_but_paused" };
}

/** Nobody was asked: what its last requests left behind is all there is. */
function ofCondition({ condition, now }: Inspected): Diagnosis {
  switch (condition.kind) {
    case "deactivated":
      return closed({ code: condition.code, message: condition.reason });
    case "quota_exceeded":
    case "rate_limited":
    case "backing_off": {
      if (condition.until <= now) break;
      const finding = condition.kind === "quota_exceeded" ? "exhausted" : "cooling";
      const reason = condition.kind === "quota_exceeded" ? "rests_until_reset" : "rests_a_moment";
      const detail = toldBy({ code: condition.code, message: condition.reason });
      return { finding, suggestion: "keep", reason, until: condition.until, detail };
    }
    case "healthy":
    case "reauth_required":
      break;
  }
  return { finding: "unknown", suggestion: "keep", reason: "nothing_to_ask", until: null, detail: null };
}

interface Told {
  readonly code: string;
  readonly message: string;
}

function toldBy({ code, message }: Told): string {
  return message === "" || message === code ? code : `${code}: ${message}`;
}

/** One account of a run, as it is remembered. */
export interface InspectionResult extends Diagnosis {
  readonly accountId: AccountId;
  readonly label: string;
  readonly provider: ProviderId;
  readonly fileName: string | null;
  readonly plan: string | null;
  readonly credentials: "oauth" | "api-key";
  readonly paused: boolean;
  /** Used percent, 0..100; null where unknown. */
  readonly primaryUsedPercent: number | null;
  readonly secondaryUsedPercent: number | null;
  /** HTTP status of a refusal; null where there was none. */
  readonly httpStatus: number | null;
  readonly inspectedAt: number;
  readonly applied: AppliedSuggestion | null;
}

/** What was done about it. */
export interface AppliedSuggestion {
  readonly action: Suggestion;
  readonly at: number;
  readonly by: "operator" | "automation";
  /** null where it went well. */
  readonly error: string | null;
}

export const RUN_STATES = ["running", "done", "cancelled", "failed", "interrupted"] as const;

export interface InspectionRun {
  readonly id: string;
  readonly trigger: "manual" | "schedule";
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly state: (typeof RUN_STATES)[number];
  readonly total: number;
  readonly done: number;
  /** How many of each, of those done; absent is none. */
  readonly findings: Readonly<Partial<Record<Finding, number>>>;
  readonly suggestions: Readonly<Partial<Record<Suggestion, number>>>;
}

/** A pause that is an inspection's own. */
export interface OwnedPause {
  readonly accountId: AccountId;
  readonly at: number;
  readonly reason: InspectionReason;
}

/** What is remembered of inspections. */
export interface Inspections {
  /** Writes the run as it is now. */
  saveRun(run: InspectionRun): Promise<void>;
  /** Writes results, each over an earlier one of the same account in the same run. */
  saveResults(runId: string, results: readonly InspectionResult[]): Promise<void>;
  /** Newest first. */
  runs(): Promise<readonly InspectionRun[]>;
  run(id: string): Promise<InspectionRun | null>;
  /** In the order of their labels. */
  results(runId: string): Promise<readonly InspectionResult[]>;
  /** Keeps the newest so many runs. */
  keepNewest(count: number): Promise<void>;
  ownedPauses(): Promise<readonly OwnedPause[]>;
  own(pause: OwnedPause): Promise<void>;
  disown(ids: readonly AccountId[]): Promise<void>;
}
