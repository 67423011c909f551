// What an account has used of its windows, said in the three ways the backend says it: headers, wham/usage, WebSocket event.

import type { Clock } from "../../domain/ports.ts";
import type { Json } from "../json.ts";

export interface UsageSetting {
  /** 0..100 */
  readonly usedPercent?: number;
  readonly resetsInMs?: number;
}

export interface UsageChange {
  /** The 5 h window: a percentage, a percentage with its reset, or null for a plan without this window. */
  readonly primary?: number | UsageSetting | null;
  /** The weekly window, in the same forms. */
  readonly secondary?: number | UsageSetting | null;
}

export interface UsageWindow {
  readonly usedPercent: number;
  readonly windowMs: number;
  /** Epoch ms. */
  readonly resetsAt: number;
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

const HOUR_MS = 3_600_000;
const PRIMARY_WINDOW_MS = 5 * HOUR_MS;
const SECONDARY_WINDOW_MS = 7 * 24 * HOUR_MS;
const CREEP_CEILING = 95;
const CREEP_SHARE = 0.002;

/** The usage of one account; a window whose reset passes starts again at 0. */
export function createUsage(clock: Clock, start: UsageChange): Usage {
  const fresh = (windowMs: number): UsageWindow => ({
    usedPercent: 0,
    windowMs,
    resetsAt: clock.now() + windowMs * 0.6,
  });
  let primary = changed(fresh(PRIMARY_WINDOW_MS), start.primary, clock.now());
  let secondary = changed(fresh(SECONDARY_WINDOW_MS), start.secondary, clock.now());
  const roll = (): void => {
    primary = rolled(primary, clock.now());
    secondary = rolled(secondary, clock.now());
  };
  return {
    set(change) {
      const now = clock.now();
      roll();
      if (change.primary !== undefined) primary = changed(primary ?? fresh(PRIMARY_WINDOW_MS), change.primary, now);
      if (change.secondary !== undefined) {
        secondary = changed(secondary ?? fresh(SECONDARY_WINDOW_MS), change.secondary, now);
      }
    },
    creep() {
      roll();
      primary = crept(primary, 1);
      secondary = crept(secondary, 0.1);
    },
    primary() {
      roll();
      return primary;
    },
    secondary() {
      roll();
      return secondary;
    },
    limitedUntil() {
      roll();
      const full = [primary, secondary].flatMap((window) =>
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

function changed(window: UsageWindow, change: UsageChange["primary"], now: number): UsageWindow | null {
  if (change === null) return null;
  const setting: UsageSetting = typeof change === "number" ? { usedPercent: change } : (change ?? {});
  return {
    ...window,
    usedPercent: setting.usedPercent ?? window.usedPercent,
    resetsAt: setting.resetsInMs === undefined ? window.resetsAt : now + setting.resetsInMs,
  };
}

function rolled(window: UsageWindow | null, now: number): UsageWindow | null {
  if (window === null || now < window.resetsAt) return window;
  const periods = Math.floor((now - window.resetsAt) / window.windowMs) + 1;
  return { ...window, usedPercent: 0, resetsAt: window.resetsAt + periods * window.windowMs };
}

function crept(window: UsageWindow | null, share: number): UsageWindow | null {
  if (window === null || window.usedPercent >= CREEP_CEILING) return window;
  const step = (CREEP_CEILING - window.usedPercent) * CREEP_SHARE * share;
  return { ...window, usedPercent: window.usedPercent + step };
}

function percentText(percent: number): string {
  return String(Math.round(percent * 100) / 100);
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
