// What an account has used of its windows, said in the three ways the backend says it: headers, wham/usage, WebSocket event.

import type { Clock } from "../../domain/ports.ts";
import type { Json } from "../json.ts";
import { createUsageWindow, DAY_MS, HOUR_MS, type UsageSetting, type UsageWindow } from "./usage-window.ts";

export interface UsageChange {
  /** The 5 h window: a percentage, a percentage with its reset, or null for a plan without this window. */
  readonly primary?: number | UsageSetting | null;
  /** The weekly window, in the same forms. */
  readonly secondary?: number | UsageSetting | null;
}

export interface Usage {
  set(change: UsageChange): void;
  /** One request more. Comes near 95 % and never passes it: only `set` uses a window up. */
  creep(): void;
  primary(): UsageWindow | null;
  secondary(): UsageWindow | null;
  /** When the last of the used-up windows resets, epoch ms; null where none is used up. */
  limitedUntil(): number | null;
}

/** The usage of one account; a window whose reset passes starts again at 0. */
export function createUsage(clock: Clock, start: UsageChange): Usage {
  const primary = createUsageWindow(clock, 5 * HOUR_MS, start.primary);
  const secondary = createUsageWindow(clock, 7 * DAY_MS, start.secondary);
  return {
    set(change) {
      primary.set(change.primary);
      secondary.set(change.secondary);
    },
    creep() {
      primary.creep(1);
      secondary.creep(0.1);
    },
    primary: () => primary.now(),
    secondary: () => secondary.now(),
    limitedUntil() {
      const full = [primary.now(), secondary.now()].flatMap((window) =>
        window && window.usedPercent >= 100 ? [window.resetsAt] : [],
      );
      return full.length === 0 ? null : Math.max(...full);
    },
  };
}

/** The x-codex-* headers of every backend answer. */
export function usageHeaders(usage: Usage, plan: string): Record<string, string> {
  const { first, second } = slots(usage);
  const headers: Record<string, string> = { "x-codex-plan-type": plan, "x-codex-active-limit": "codex" };
  for (const [slot, window] of [["primary", first] as const, ["secondary", second] as const]) {
    if (window === null) continue;
    headers[`x-codex-${slot}-used-percent`] = percentText(window.usedPercent);
    headers[`x-codex-${slot}-window-minutes`] = String(window.windowMs / 60_000);
    headers[`x-codex-${slot}-reset-at`] = String(seconds(window.resetsAt));
  }
  headers["x-codex-credits-has-credits"] = "False";
  headers["x-codex-credits-unlimited"] = "False";
  headers["x-codex-credits-balance"] = "0";
  return headers;
}

/** The body of `GET /backend-api/wham/usage`, without the account's identity. */
export function usageBody(usage: Usage, now: number): Json {
  const { first, second } = slots(usage);
  const limited = usage.limitedUntil() !== null;
  const view = (window: UsageWindow | null): Json | null =>
    window && {
      used_percent: Math.round(window.usedPercent),
      limit_window_seconds: window.windowMs / 1000,
      reset_after_seconds: Math.max(0, seconds(window.resetsAt - now)),
      reset_at: seconds(window.resetsAt),
    };
  return {
    rate_limit: {
      allowed: !limited,
      limit_reached: limited,
      primary_window: view(first),
      secondary_window: view(second),
    },
    code_review_rate_limit: null,
    additional_rate_limits: [],
    credits: {
      has_credits: false,
      unlimited: false,
      balance: "0",
      approx_local_messages: [],
      approx_cloud_messages: [],
    },
    rate_limit_reset_credits: { available_count: 0 },
    rate_limit_reached_type: limited ? "rate_limit_reached" : null,
    rate_limit_upsell: null,
    spend_control: null,
  };
}

/** The `codex.rate_limits` frame of a WebSocket turn. */
export function usageEvent(usage: Usage, plan: string): Json {
  const { first, second } = slots(usage);
  const limited = usage.limitedUntil() !== null;
  const view = (window: UsageWindow | null): Json | null =>
    window && {
      used_percent: Number(percentText(window.usedPercent)),
      window_minutes: window.windowMs / 60_000,
      reset_at: seconds(window.resetsAt),
    };
  return {
    type: "codex.rate_limits",
    plan_type: plan,
    rate_limits: { allowed: !limited, limit_reached: limited, primary: view(first), secondary: view(second) },
    credits: { has_credits: false, unlimited: false, balance: "0" },
  };
}

/** A plan without the 5 h window has its weekly one in the primary slot: seen live on Plus accounts. */
function slots(usage: Usage): { readonly first: UsageWindow | null; readonly second: UsageWindow | null } {
  const primary = usage.primary();
  const secondary = usage.secondary();
  return primary === null ? { first: secondary, second: null } : { first: primary, second: secondary };
}

function percentText(percent: number): string {
  return String(Math.round(percent * 100) / 100);
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
