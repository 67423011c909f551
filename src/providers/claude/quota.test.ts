import { describe, expect, test } from "bun:test";

import { quotaFromHeaders, readUsage } from "./quota.ts";

const NOW = Date.UTC(2026, 0, 1);
const SHORT_MS = 5 * 3_600_000;
const WEEK_MS = 7 * 24 * 3_600_000;
const RESET = NOW / 1000 + 600;
const AT = RESET * 1000;

function told(fields: Readonly<Record<string, string | number>>) {
  const named = Object.entries(fields).map(([name, value]) => [`anthropic-ratelimit-unified-${name}`, String(value)]);
  return quotaFromHeaders(new Headers(named), NOW);
}

describe("headers", () => {
  test("tell fractions of the shared windows and of a family's own", () => {
    const quota = told({
      status: "allowed_warning",
      reset: RESET,
      "representative-claim": "seven_day",
      "fallback-percentage": 0.5,
      "overage-utilization": 0.9,
      "5h-status": "allowed",
      "5h-utilization": 0.125,
      "5h-reset": RESET,
      "7d-status": "allowed_warning",
      "7d-utilization": 0.9156789,
      "7d-reset": RESET + 1,
      "7d-surpassed-threshold": 0.75,
      "7d_oi-utilization": 0.02,
      "7d_oi-reset": RESET + 2,
      "7d_sonnet-utilization": 0.5,
    });
    expect(quota).toEqual({
      primary: { usedPercent: 12.5, windowMs: SHORT_MS, resetsAt: AT },
      secondary: { usedPercent: 91.57, windowMs: WEEK_MS, resetsAt: AT + 1000 },
      models: [
        { model: "claude-fable-*", window: { usedPercent: 2, windowMs: WEEK_MS, resetsAt: AT + 2000 } },
        { model: "claude-sonnet-*", window: { usedPercent: 50, windowMs: WEEK_MS, resetsAt: null } },
      ],
      plan: null,
      allowed: true,
      observedAt: NOW,
    });
  });

  test("a window that is rejected is used up, with or without its number", () => {
    expect(told({ status: "rejected", "5h-status": "rejected", "7d-utilization": 1.01 })).toMatchObject({
      primary: { usedPercent: 100 },
      secondary: { usedPercent: 100 },
      allowed: false,
    });
  });

  test("a family's window that is used up does not end the account", () => {
    expect(told({ status: "rejected", "5h-status": "allowed", "7d_oi-status": "rejected" })).toMatchObject({
      primary: null,
      models: [{ model: "claude-fable-*", window: { usedPercent: 100 } }],
      allowed: null,
    });
  });

  test("limits of keys and headers without numbers are no news", () => {
    expect(quotaFromHeaders(new Headers({ "anthropic-ratelimit-requests-remaining": "3" }), NOW)).toBeNull();
    for (const fields of [{ status: "allowed" }, { status: "x", "5h-utilization": "" }, { "5h-status": "allowed" }]) {
      expect(told(fields)).toBeNull();
    }
  });
});

describe("the usage endpoint", () => {
  const window = (utilization: number, resets_at: string | null = new Date(AT).toISOString()) => ({
    utilization,
    resets_at,
  });

  test("tells percent, and families' windows in members of their own", () => {
    const body = {
      five_hour: window(37),
      seven_day: window(12.5),
      seven_day_oauth_apps: null,
      seven_day_opus: window(90),
      seven_day_sonnet: null,
      extra_usage: { is_enabled: false, utilization: null },
    };
    expect(readUsage(body, NOW)).toEqual({
      primary: { usedPercent: 37, windowMs: SHORT_MS, resetsAt: AT },
      secondary: { usedPercent: 12.5, windowMs: WEEK_MS, resetsAt: AT },
      models: [{ model: "claude-opus-*", window: { usedPercent: 90, windowMs: WEEK_MS, resetsAt: AT } }],
      plan: null,
      allowed: null,
      observedAt: NOW,
    });
  });

  test("tells them in limits as well, which speak where a member is silent", () => {
    const scoped = (display_name: string | null, percent: number | null, id: string | null = null) => ({
      kind: "weekly_scoped",
      percent,
      resets_at: null,
      scope: { model: { id, display_name } },
    });
    const limits = [
      { kind: "session", percent: 50, resets_at: new Date(AT).toISOString(), scope: null },
      { kind: "weekly_all", percent: 39, scope: null },
      scoped("Fable 5", 52),
      scoped("Fable", 51),
      scoped(null, 7, "claude-mythos-1-20260901"),
      scoped("Opus", 95),
      scoped("Ghost", null),
      { kind: "weekly_scoped", percent: 99, scope: { surface: { display_name: "Cowork" } } },
      { kind: "inactive_pool", percent: 100 },
      "junk",
    ];
    expect(readUsage({ five_hour: null, seven_day: null, seven_day_opus: window(33), limits }, NOW)).toMatchObject({
      primary: { usedPercent: 50, resetsAt: AT },
      secondary: { usedPercent: 39, resetsAt: null },
      models: [
        { model: "claude-opus-*", window: { usedPercent: 95 } },
        { model: "claude-fable-*", window: { usedPercent: 52 } },
        { model: "claude-mythos-*", window: { usedPercent: 7 } },
      ],
    });
  });

  test("a full window ends service, unless usage was bought", () => {
    const full = { five_hour: window(100), seven_day: window(3) };
    const bought = (fields: object) =>
      readUsage({ ...full, extra_usage: { is_enabled: true, ...fields } }, NOW)?.allowed;
    expect(readUsage(full, NOW)?.allowed).toBe(false);
    expect(bought({ utilization: 20 })).toBe(true);
    expect(bought({ utilization: null })).toBe(true);
    expect(bought({ utilization: 100 })).toBe(false);
  });

  test("an account without windows is known; what is no usage is not", () => {
    expect(readUsage({ five_hour: null, seven_day: null }, NOW)).toMatchObject({ primary: null, secondary: null });
    for (const body of [null, [], "x", {}, { limits: 3 }]) expect(readUsage(body, NOW)).toBeNull();
  });
});
