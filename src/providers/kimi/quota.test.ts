import { expect, test } from "bun:test";

import { readQuota } from "./quota.ts";

const NOW = Date.UTC(2026, 10, 21);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

test("the week and the five hours are told by counts that are texts", () => {
  const reset = "2026-11-23T18:21:20.060947Z";
  const detail = { limit: "100", used: "11", remaining: "89", resetTime: "2026-11-21T09:21:20.060947Z" };
  const body = {
    user: { membership: { level: "LEVEL_INTERMEDIATE" } },
    usage: { limit: "100", remaining: "95", resetTime: reset },
    limits: [{ window: { duration: 300, timeUnit: "TIME_UNIT_MINUTE" }, detail }, { window: {}, detail }, 3],
  };
  expect(readQuota(body, NOW)).toEqual({
    primary: { usedPercent: 11, windowMs: 5 * HOUR_MS, resetsAt: Date.parse(detail.resetTime) },
    secondary: { usedPercent: 5, windowMs: 7 * DAY_MS, resetsAt: Date.parse(reset) },
    plan: "intermediate",
    allowed: null,
    observedAt: NOW,
  });
});

test("newer plans tell shares, and counts of nothing beside them (akitaonrails/ai-usagebar#199)", () => {
  const nothing = { limit: "0", used: "0", remaining: "0", resetTime: "2026-09-16T20:11:32.979529Z" };
  const body = {
    limits: [{ window: { duration: 300, timeUnit: "TIME_UNIT_MINUTE" }, detail: nothing }],
    usages: {
      limit_5h: { used_ratio: 0.25, reset_time: "2026-09-16T20:11:32Z" },
      limit_month_total: { used_ratio: 0.5, reset_time: "2026-10-16T00:00:00Z" },
      limit_month_code: { used_ratio: 1.5, reset_time: "2026-10-17T00:00:00Z" },
    },
  };
  expect(readQuota(body, NOW)).toMatchObject({
    primary: { usedPercent: 25, resetsAt: Date.UTC(2026, 8, 16, 20, 11, 32) },
    secondary: { usedPercent: 100, windowMs: 30 * DAY_MS, resetsAt: Date.UTC(2026, 9, 17) },
  });
});

test("what tells no window is no news", () => {
  for (const body of [null, [], "x", {}, { usage: {} }, { limits: 3 }, { usages: { limit_5h: 1 } }]) {
    expect(readQuota(body, NOW)).toBeNull();
  }
});
