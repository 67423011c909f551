import { describe, expect, test } from "bun:test";

import { quotaFromEvent, quotaFromHeaders, readUsage } from "./quota.ts";

const NOW = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const SHORT_MS = 5 * HOUR_MS;
const WEEK_MS = 7 * 24 * HOUR_MS;
const RESET = NOW / 1000 + 600;

describe("headers", () => {
  test("tell both windows and the plan", () => {
    const headers = new Headers({
      "x-codex-primary-used-percent": "12.5",
      "x-codex-primary-window-minutes": "300",
      "x-codex-primary-reset-at": String(RESET),
      "x-codex-secondary-used-percent": "140",
      "x-codex-secondary-window-minutes": "10080",
      "x-codex-secondary-reset-after-seconds": "60",
      "x-codex-plan-type": "Plus",
    });
    expect(quotaFromHeaders(headers, NOW)).toEqual({
      primary: { usedPercent: 12.5, windowMs: SHORT_MS, resetsAt: RESET * 1000 },
      secondary: { usedPercent: 100, windowMs: WEEK_MS, resetsAt: NOW + 60_000 },
      plan: "plus",
      allowed: null,
      observedAt: NOW,
    });
  });

  test("a weekly window in the primary slot is the weekly window", () => {
    const headers = new Headers({ "x-codex-primary-used-percent": "29", "x-codex-primary-window-minutes": "10080" });
    expect(quotaFromHeaders(headers, NOW)).toMatchObject({
      primary: null,
      secondary: { usedPercent: 29, resetsAt: null },
    });
  });

  test("no numbers, zeros without a length and limits of single features are no news", () => {
    expect(quotaFromHeaders(new Headers(), NOW)).toBeNull();
    expect(quotaFromHeaders(new Headers({ "x-codex-primary-used-percent": "0" }), NOW)).toBeNull();
    const feature = {
      "x-codex-bengalfox-primary-used-percent": "99",
      "x-codex-bengalfox-primary-window-minutes": "300",
    };
    expect(quotaFromHeaders(new Headers(feature), NOW)).toBeNull();
  });
});

describe("the codex.rate_limits event", () => {
  const event = (limits: object, more: object = {}) => ({ type: "codex.rate_limits", rate_limits: limits, ...more });
  const week = { used_percent: 100, window_minutes: 10080, reset_at: RESET };

  test("tells windows and whether requests are served", () => {
    const quota = quotaFromEvent(event({ allowed: false, limit_reached: true, primary: week, secondary: null }), NOW);
    expect(quota).toMatchObject({
      primary: null,
      secondary: { usedPercent: 100, resetsAt: RESET * 1000 },
      allowed: false,
    });
  });

  test("credits keep an account serving beyond its windows", () => {
    const credits = { has_credits: true, unlimited: false, balance: "12.5" };
    expect(quotaFromEvent(event({ allowed: false, primary: week }, { credits }), NOW)?.allowed).toBe(true);
  });

  test("other events and limits of single features are not the account's", () => {
    expect(quotaFromEvent({ type: "response.created" }, NOW)).toBeNull();
    expect(
      quotaFromEvent(event({ allowed: false, primary: week }, { metered_limit_name: "codex_bengalfox" }), NOW),
    ).toBeNull();
    expect(quotaFromEvent(event({}), NOW)).toBeNull();
  });
});

describe("the usage endpoint", () => {
  const week = { used_percent: 29, limit_window_seconds: 604_800, reset_after_seconds: 600, reset_at: RESET };
  const usage = (limit: object | null, more: object = {}) => ({ plan_type: "plus", rate_limit: limit, ...more });

  test("a live Plus account with the weekly window in the primary slot", () => {
    const quota = readUsage(
      usage({ allowed: true, limit_reached: false, primary_window: week, secondary_window: null }),
      NOW,
    );
    expect(quota).toEqual({
      primary: null,
      secondary: { usedPercent: 29, windowMs: WEEK_MS, resetsAt: RESET * 1000 },
      plan: "plus",
      allowed: true,
      observedAt: NOW,
    });
  });

  test("a limit that is reached ends service, unless credits are left", () => {
    const reached = { allowed: true, limit_reached: true, primary_window: week };
    expect(readUsage(usage(reached), NOW)?.allowed).toBe(false);
    expect(readUsage(usage(reached, { credits: { has_credits: true, balance: "0" } }), NOW)?.allowed).toBe(false);
    expect(readUsage(usage(reached, { credits: { unlimited: true } }), NOW)?.allowed).toBe(true);
  });

  test("a plan without limits is known; what is no usage is not", () => {
    expect(readUsage(usage(null), NOW)).toMatchObject({ primary: null, secondary: null, plan: "plus", allowed: null });
    for (const body of [null, [], "x", {}, { rate_limit: 3 }]) expect(readUsage(body, NOW)).toBeNull();
  });
});
