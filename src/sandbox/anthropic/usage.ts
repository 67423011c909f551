// What a Claude subscription has used of its windows: fractions in the headers of every answer, percent in /api/oauth/usage.

import type { Clock } from "../../domain/ports.ts";
import { createUsageWindow, DAY_MS, HOUR_MS, type UsageWindow, type WindowChange } from "../accounts/usage-window.ts";
import type { Json } from "../json.ts";
import { rfc3339 } from "../rfc3339.ts";

export interface ClaudeUsageChange {
  /** The 5 h window, 0..100. */
  readonly fiveHour?: WindowChange;
  /** The weekly window. */
  readonly sevenDay?: WindowChange;
  /** The weekly window of the Opus models alone; null, the default, for a plan without it. */
  readonly sevenDayOpus?: WindowChange;
  /** The weekly window of the Fable models alone; null, the default, for a plan without it. */
  readonly sevenDayFable?: WindowChange;
}

export interface ClaudeUsage {
  set(change: ClaudeUsageChange): void;
  /** One request more for the model. */
  creep(model: string): void;
  /** The windows a request for the model counts in; all of them for null. */
  windows(model: string | null): readonly NamedWindow[];
}

export interface NamedWindow extends UsageWindow {
  /** As `representative-claim` and /api/oauth/usage name it. */
  readonly claim: "five_hour" | "seven_day" | "seven_day_opus" | "seven_day_overage_included";
  /** As the headers name it. */
  readonly header: "5h" | "7d" | "7d_opus" | "7d_oi";
}

const WARNING_PERCENT = 90;

/** The usage of one subscription; a window whose reset passes starts again at 0. */
export function createClaudeUsage(clock: Clock, start: ClaudeUsageChange): ClaudeUsage {
  const fiveHour = createUsageWindow(clock, 5 * HOUR_MS, start.fiveHour);
  const sevenDay = createUsageWindow(clock, 7 * DAY_MS, start.sevenDay);
  const sevenDayOpus = createUsageWindow(clock, 7 * DAY_MS, start.sevenDayOpus ?? null);
  const sevenDayFable = createUsageWindow(clock, 7 * DAY_MS, start.sevenDayFable ?? null);
  const named = (window: UsageWindow | null, name: Pick<NamedWindow, "claim" | "header">): readonly NamedWindow[] =>
    window === null ? [] : [{ ...window, ...name }];
  return {
    set(change) {
      fiveHour.set(change.fiveHour);
      sevenDay.set(change.sevenDay);
      sevenDayOpus.set(change.sevenDayOpus);
      sevenDayFable.set(change.sevenDayFable);
    },
    creep(model) {
      fiveHour.creep(1);
      sevenDay.creep(0.1);
      if (isOf("opus", model)) sevenDayOpus.creep(0.3);
      if (isOf("fable", model)) sevenDayFable.creep(0.3);
    },
    windows: (model) => [
      ...named(fiveHour.now(), { claim: "five_hour", header: "5h" }),
      ...named(sevenDay.now(), { claim: "seven_day", header: "7d" }),
      ...(isOf("opus", model) ? named(sevenDayOpus.now(), { claim: "seven_day_opus", header: "7d_opus" }) : []),
      // Its header stands for "overage included"; clients know it as Fable's.
      ...(isOf("fable", model)
        ? named(sevenDayFable.now(), { claim: "seven_day_overage_included", header: "7d_oi" })
        : []),
    ],
  };
}

/** The used-up window of a request for the model that lasts longest; null while there is something left. */
export function usedUpWindow(usage: ClaudeUsage, model: string | null): NamedWindow | null {
  const full = usage.windows(model).filter((window) => window.usedPercent >= 100);
  return full.toSorted((one, other) => other.resetsAt - one.resetsAt)[0] ?? null;
}

/** The anthropic-ratelimit-unified-* headers of an answer. */
export function unifiedHeaders(usage: ClaudeUsage, model: string | null): Record<string, string> {
  const windows = usage.windows(model);
  const full = usedUpWindow(usage, model);
  const fullest = windows.toSorted((one, other) => other.usedPercent - one.usedPercent)[0];
  const told = full ?? (fullest !== undefined && fullest.usedPercent >= WARNING_PERCENT ? fullest : windows[0]);
  if (told === undefined) return {};
  const headers: Record<string, string> = {
    "anthropic-ratelimit-unified-status": statusOf(told),
    "anthropic-ratelimit-unified-reset": String(seconds(told.resetsAt)),
    "anthropic-ratelimit-unified-representative-claim": told.claim,
    "anthropic-ratelimit-unified-fallback-percentage": "0.5",
    "anthropic-ratelimit-unified-overage-status": "rejected",
    "anthropic-ratelimit-unified-overage-disabled-reason": "org_level_disabled",
  };
  for (const window of windows) {
    const name = `anthropic-ratelimit-unified-${window.header}`;
    headers[`${name}-status`] = statusOf(window);
    headers[`${name}-reset`] = String(seconds(window.resetsAt));
    headers[`${name}-utilization`] = String(Math.round(window.usedPercent * 100) / 10_000);
  }
  return headers;
}

/** The body of `GET /api/oauth/usage`. */
export function oauthUsageBody(usage: ClaudeUsage): Json {
  const windows = usage.windows(null);
  const view = (claim: NamedWindow["claim"]): Json | null => {
    const window = windows.find((candidate) => candidate.claim === claim);
    if (window === undefined) return null;
    return { utilization: Math.round(window.usedPercent * 10) / 10, resets_at: rfc3339(window.resetsAt) };
  };
  const limit = (kind: string, claim: NamedWindow["claim"], scope: Json | null): readonly Json[] => {
    const window = view(claim);
    if (window === null) return [];
    const { utilization: percent, resets_at } = window;
    return [{ kind, group: kind.split("_")[0], percent, severity: "normal", resets_at, scope, is_active: false }];
  };
  const fable = { model: { id: null, display_name: "Fable" }, surface: null };
  return {
    five_hour: view("five_hour"),
    seven_day: view("seven_day"),
    seven_day_oauth_apps: null,
    seven_day_opus: view("seven_day_opus"),
    seven_day_sonnet: null,
    extra_usage: { is_enabled: false, monthly_limit: null, used_credits: null, utilization: null },
    // What came later than Opus and Sonnet has no member of its own and is told here alone.
    limits: [
      ...limit("session", "five_hour", null),
      ...limit("weekly_all", "seven_day", null),
      ...limit("weekly_scoped", "seven_day_overage_included", fable),
    ],
    spend: {},
  };
}

function statusOf(window: UsageWindow): string {
  if (window.usedPercent >= 100) return "rejected";
  return window.usedPercent >= WARNING_PERCENT ? "allowed_warning" : "allowed";
}

/** null is every model. */
function isOf(family: string, model: string | null): boolean {
  return model === null || model.includes(family);
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
