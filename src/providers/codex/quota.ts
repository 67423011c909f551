// How the Codex backend tells what is left: headers with each answer, an event in streams, and an endpoint of its own.

import { type Quota, type QuotaWindow, windowsByDuration } from "../../domain/quota.ts";
import type { JsonRecord } from "../auth-file.ts";
import { isRecord, numberAt, recordAt, textAt } from "../shared/json-fields.ts";

const MINUTE_MS = 60_000;
const SLOTS = ["primary", "secondary"] as const;

/** `x-codex-{primary,secondary}-{used-percent,window-minutes,reset-at}` (wire facts 1.3). */
export function quotaFromHeaders(headers: Headers, now: number): Quota | null {
  // One look decides for the many answers that carry none.
  if (!headers.has("x-codex-primary-used-percent") && !headers.has("x-codex-secondary-used-percent")) return null;
  const windows = SLOTS.map((slot) => {
    const number = (name: string): number | null => toNumber(headers.get(`x-codex-${slot}-${name}`));
    const resetAfter = number("reset-after-seconds");
    const resetAt = number("reset-at") ?? (resetAfter === null ? null : now / 1000 + resetAfter);
    return windowOf({ usedPercent: number("used-percent"), minutes: number("window-minutes"), resetAt });
  });
  // Zeros in both slots, as accounts without windows get, are no news: they must not wipe what is known.
  if (windows.every((window) => window === null)) return null;
  return quotaOf({ windows, plan: headers.get("x-codex-plan-type"), allowed: null, now });
}

/** The `codex.rate_limits` event (wire facts 1.6). Limits of single metered features are not the account's. */
export function quotaFromEvent(event: JsonRecord, now: number): Quota | null {
  if (event["type"] !== "codex.rate_limits") return null;
  const limit = textAt(event, "metered_limit_name") ?? textAt(event, "limit_name");
  const limits = recordAt(event, "rate_limits");
  if (limits === null || (limit !== null && limit !== "codex")) return null;
  const windows = SLOTS.map((slot) => windowFrom(recordAt(limits, slot), now));
  const allowed = allowedBy(limits, event);
  if (allowed === null && windows.every((window) => window === null)) return null;
  return quotaOf({ windows, plan: textAt(event, "plan_type"), allowed, now });
}

/** `GET /wham/usage` (wire facts 1.5). */
export function readUsage(body: unknown, now: number): Quota | null {
  if (!isRecord(body)) return null;
  const plan = textAt(body, "plan_type");
  const limit = recordAt(body, "rate_limit");
  if (limit === null) return plan === null ? null : quotaOf({ windows: [], plan, allowed: null, now });
  const windows = SLOTS.map((slot) => windowFrom(recordAt(limit, `${slot}_window`), now));
  return quotaOf({ windows, plan, allowed: allowedBy(limit, body), now });
}

/** Whether requests are served at all; null where it is not said. */
function allowedBy(limit: JsonRecord, owner: JsonRecord): boolean | null {
  if (limit["allowed"] === false || limit["limit_reached"] === true) return hasCredits(owner);
  return limit["allowed"] === true ? true : null;
}

/** Credits beyond the windows keep an account serving after they are used up. */
function hasCredits(body: JsonRecord): boolean {
  const credits = recordAt(body, "credits");
  if (credits === null) return false;
  return credits["unlimited"] === true || (credits["has_credits"] === true && (numberAt(credits, "balance") ?? 0) > 0);
}

function windowFrom(json: JsonRecord | null, now: number): QuotaWindow | null {
  if (json === null) return null;
  const seconds = numberAt(json, "limit_window_seconds");
  const resetAfter = numberAt(json, "reset_after_seconds");
  return windowOf({
    usedPercent: numberAt(json, "used_percent"),
    minutes: numberAt(json, "window_minutes") ?? (seconds === null ? null : seconds / 60),
    resetAt:
      numberAt(json, "reset_at") ??
      numberAt(json, "resets_at") ??
      (resetAfter === null ? null : now / 1000 + resetAfter),
  });
}

interface RawWindow {
  readonly usedPercent: number | null;
  readonly minutes: number | null;
  /** Unix seconds. */
  readonly resetAt: number | null;
}

/** A window without a length is no window: the backend writes `0` into slots that an account does not have. */
function windowOf({ usedPercent, minutes, resetAt }: RawWindow): QuotaWindow | null {
  if (usedPercent === null || minutes === null || minutes <= 0) return null;
  return {
    usedPercent: Math.min(100, Math.max(0, usedPercent)),
    windowMs: minutes * MINUTE_MS,
    resetsAt: resetAt === null ? null : Math.round(resetAt * 1000),
  };
}

interface RawQuota {
  readonly windows: readonly (QuotaWindow | null)[];
  readonly plan: string | null;
  readonly allowed: boolean | null;
  readonly now: number;
}

function quotaOf({ windows, plan, allowed, now }: RawQuota): Quota {
  return { ...windowsByDuration(windows), plan: plan?.toLowerCase() ?? null, allowed, observedAt: now };
}

function toNumber(text: string | null): number | null {
  if (text === null || text.trim() === "") return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}
