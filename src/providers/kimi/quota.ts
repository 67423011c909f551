// How Kimi Code tells what is left: `GET /v1/usages`, which its own CLI shows as `/usage`.

import type { Account } from "../../domain/account.ts";
import { type Quota, type QuotaWindow, windowsByDuration } from "../../domain/quota.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import type { JsonRecord } from "../auth-file.ts";
import { instantAt } from "../shared/auth-file-fields.ts";
import { isRecord, numberAt, recordAt, textAt } from "../shared/json-fields.ts";
import { askCall } from "./build-call.ts";
import type { KimiSettings } from "./settings.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

export function quotaCall(account: Account, settings: KimiSettings): UpstreamCall {
  return askCall(account, "/v1/usages", settings);
}

/**
 * `{usage,limits:[{window,detail}],user}` with numbers as texts, `usage` being the week; since September 2026 also
 * `usages:{limit_5h,limit_month_total,...:{used_ratio,reset_time}}` (akitaonrails/ai-usagebar#199).
 */
export function readQuota(body: unknown, now: number): Quota | null {
  if (!isRecord(body)) return null;
  const week = windowOf(recordAt(body, "usage"), WEEK_MS);
  const windows = [week, ...limitsOf(body), ...ratiosOf(recordAt(body, "usages"))];
  if (windows.every((window) => window === null)) return null;
  const membership = recordAt(recordAt(body, "user") ?? {}, "membership");
  const plan = membership === null ? null : textAt(membership, "level");
  const name = plan?.toLowerCase().replace(/^level_/, "") ?? null;
  return { ...windowsByDuration(windows), plan: name, allowed: null, observedAt: now };
}

function limitsOf(body: JsonRecord): readonly (QuotaWindow | null)[] {
  const { limits } = body;
  if (!Array.isArray(limits)) return [];
  return limits.map((limit) => {
    const window = isRecord(limit) ? recordAt(limit, "window") : null;
    const windowMs = window === null ? null : durationOf(window);
    return windowMs === null ? null : windowOf(recordAt(limit as JsonRecord, "detail"), windowMs);
  });
}

const UNIT_MS: Readonly<Record<string, number>> = {
  TIME_UNIT_SECOND: 1000,
  TIME_UNIT_MINUTE: 60_000,
  TIME_UNIT_HOUR: HOUR_MS,
  TIME_UNIT_DAY: DAY_MS,
};

function durationOf(window: JsonRecord): number | null {
  const duration = numberAt(window, "duration");
  const unitMs = UNIT_MS[textAt(window, "timeUnit") ?? ""];
  return duration === null || duration <= 0 || unitMs === undefined ? null : duration * unitMs;
}

/** A limit of 0 is none: the plans with ratios write it into the counts that they do not have. */
function windowOf(detail: JsonRecord | null, windowMs: number): QuotaWindow | null {
  const limit = detail === null ? null : numberAt(detail, "limit");
  if (detail === null || limit === null || limit <= 0) return null;
  const remaining = numberAt(detail, "remaining");
  const used = numberAt(detail, "used") ?? (remaining === null ? null : limit - remaining);
  if (used === null) return null;
  const resetsAt = instantAt(detail, "resetTime") ?? instantAt(detail, "reset_time");
  return { usedPercent: percent(used / limit), windowMs, resetsAt };
}

const RATIO_WINDOW_MS: Readonly<Record<string, number>> = {
  limit_5h: 5 * HOUR_MS,
  limit_week: WEEK_MS,
  limit_month_total: 30 * DAY_MS,
  limit_month_code: 30 * DAY_MS,
};

function ratiosOf(usages: JsonRecord | null): readonly (QuotaWindow | null)[] {
  return Object.entries(RATIO_WINDOW_MS).map(([name, windowMs]) => {
    const told = usages === null ? null : recordAt(usages, name);
    const ratio = told === null ? null : numberAt(told, "used_ratio");
    if (told === null || ratio === null) return null;
    return { usedPercent: percent(ratio), windowMs, resetsAt: instantAt(told, "reset_time") };
  });
}

function percent(ratio: number): number {
  return Math.min(100, Math.max(0, ratio * 100));
}
