// How Anthropic tells what is left of a subscription: headers with each answer, and an endpoint of its own.

import type { Account } from "../../domain/account.ts";
import { type ModelQuota, type Quota, type QuotaWindow, windowsByDuration } from "../../domain/quota.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import type { JsonRecord } from "../auth-file.ts";
import { instantAt } from "../shared/auth-file-fields.ts";
import { proxyOf } from "../shared/call-settings.ts";
import { isRecord, numberAt, recordAt, textAt } from "../shared/json-fields.ts";
import { ourHeaders } from "./call-headers.ts";
import type { ClaudeSettings } from "./settings.ts";
import { modelsOf, modelsOfScope, percent, unifiedLimits, type UnifiedWindow } from "./unified-limits.ts";

const HOUR_MS = 3_600_000;
const SHORT_MS = 5 * HOUR_MS;
const WEEK_MS = 7 * 24 * HOUR_MS;

/** Fractions in headers are percent here. */
export function quotaFromHeaders(headers: Headers, now: number): Quota | null {
  const limits = unifiedLimits(headers);
  if (limits === null) return null;
  const shared = limits.windows.filter(({ models }) => models === null);
  const models = limits.windows.flatMap((window) => {
    const quota = windowOf(window);
    return window.models === null || quota === null ? [] : [{ model: window.models, window: quota }];
  });
  const windows = windowsByDuration(shared.map(windowOf));
  if (windows.primary === null && windows.secondary === null && models.length === 0) return null;
  const isRejected = shared.some((window) => window.isRejected);
  const isAllowed = limits.status?.startsWith("allowed") ?? false;
  // A refusal for one family of models alone says nothing of the account.
  const allowed = isRejected ? false : isAllowed ? true : null;
  return { ...windows, ...modelsMember(models), plan: null, allowed, observedAt: now };
}

/**
 * Only logins have windows. The endpoint keeps names other than Claude Code's in a harsher bucket (wire facts 2.2); ours
 * goes out all the same, so a 429 here is usual, says nothing of exchanges, and headers tell the same numbers.
 */
export function quotaCall(account: Account, settings: ClaudeSettings): UpstreamCall | null {
  if (account.credentials.kind !== "oauth") return null;
  return {
    method: "GET",
    url: `${settings.baseUrl}/api/oauth/usage`,
    headers: ourHeaders(account, settings),
    body: null,
    proxyUrl: proxyOf(account.proxyUrl, settings),
  };
}

/** `GET /api/oauth/usage`: percent, in members of their own and, for families of models since July 2026, in `limits`. */
export function readUsage(body: unknown, now: number): Quota | null {
  if (!isRecord(body)) return null;
  const limits = Array.isArray(body["limits"]) ? body["limits"].filter(isRecord) : [];
  if (!("five_hour" in body) && !("seven_day" in body) && limits.length === 0) return null;
  const shared = (name: string, kind: string, windowMs: number): QuotaWindow | null =>
    usageWindow(recordAt(body, name), "utilization", windowMs) ??
    usageWindow(limits.find((limit) => limit["kind"] === kind) ?? null, "percent", windowMs);
  const primary = shared("five_hour", "session", SHORT_MS);
  const secondary = shared("seven_day", "weekly_all", WEEK_MS);
  const isFull = [primary, secondary].some((window) => window !== null && window.usedPercent >= 100);
  const allowed = isFull ? hasExtraUsage(body) : null;
  return { primary, secondary, ...modelsMember(modelLimits(body, limits)), plan: null, allowed, observedAt: now };
}

/** Bought usage keeps an account serving after its windows are used up. */
function hasExtraUsage(body: JsonRecord): boolean {
  const extra = recordAt(body, "extra_usage");
  return extra !== null && extra["is_enabled"] === true && (numberAt(extra, "utilization") ?? 0) < 100;
}

const OWN_MEMBERS = ["opus", "sonnet", "overage_included"] as const;

function modelLimits(body: JsonRecord, limits: readonly JsonRecord[]): readonly ModelQuota[] {
  const members = OWN_MEMBERS.map((family) => ({
    model: modelsOf(family),
    window: usageWindow(recordAt(body, `seven_day_${family}`), "utilization", WEEK_MS),
  }));
  const scoped = limits
    .filter((limit) => textAt(limit, "kind") === "weekly_scoped")
    .map((limit) => ({ model: modelsOfScope(limit["scope"]), window: usageWindow(limit, "percent", WEEK_MS) }));
  return [...members, ...scoped].flatMap(({ model, window }) =>
    model === null || window === null ? [] : [{ model, window }],
  );
}

/** One limit a wildcard: where two tell of the same models the fuller counts. */
function modelsMember(told: readonly ModelQuota[]): Pick<Quota, "models"> {
  const fullest = new Map<string, ModelQuota>();
  for (const quota of told) {
    const known = fullest.get(quota.model);
    if (known === undefined || known.window.usedPercent < quota.window.usedPercent) fullest.set(quota.model, quota);
  }
  return fullest.size === 0 ? {} : { models: [...fullest.values()] };
}

function usageWindow(json: JsonRecord | null, used: string, windowMs: number): QuotaWindow | null {
  const usedPercent = json === null ? null : numberAt(json, used);
  if (json === null || usedPercent === null) return null;
  return { usedPercent: percent(usedPercent), windowMs, resetsAt: instantAt(json, "resets_at") };
}

function windowOf({ usedPercent, windowMs, resetsAt, isRejected }: UnifiedWindow): QuotaWindow | null {
  const used = isRejected ? 100 : usedPercent;
  return used === null || windowMs === 0 ? null : { usedPercent: used, windowMs, resetsAt };
}
