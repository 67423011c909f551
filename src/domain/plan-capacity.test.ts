import { expect, test } from "bun:test";

import { capacityOf, windowLeft } from "./plan-capacity.ts";
import type { Quota, QuotaWindow } from "./quota.ts";

const NOW = 1_000_000_000_000;
const HOUR_MS = 3_600_000;
const FIVE_HOURS: QuotaWindow = { usedPercent: 24.5, windowMs: 5 * HOUR_MS, resetsAt: NOW + HOUR_MS };

function quota(windows: Partial<Pick<Quota, "primary" | "secondary">>): Quota {
  return { primary: null, secondary: null, plan: null, allowed: null, observedAt: NOW, ...windows };
}

test.each([
  ["free", 0, 1134],
  ["plus", 225, 7560],
  ["team", 225, 7560],
  ["business", 225, 7560],
  ["edu", 225, 7560],
  ["prolite", 1125, 37_800],
  ["pro", 1500, 50_400],
  ["Enterprise", 1500, 50_400],
])("%s has %p credits in five hours and %p in a week", (plan, primary, secondary) => {
  expect(capacityOf("codex", plan)).toEqual({ primary, secondary });
});

test("a plan that nobody knows, or of another vendor, has no capacity", () => {
  expect(capacityOf("codex", "galactic")).toBeNull();
  expect(capacityOf("codex", null)).toBeNull();
  expect(capacityOf("claude", "pro")).toBeNull();
});

test("what remains is the capacity times what is not used", () => {
  const at = { capacity: capacityOf("codex", "plus"), now: NOW };
  // 225 * (1 - 0.245) = 169.875
  expect(windowLeft(quota({ primary: FIVE_HOURS }), "primary", at)).toEqual({
    remainingPercent: 75.5,
    resetsAt: NOW + HOUR_MS,
    windowMs: 5 * HOUR_MS,
    capacityCredits: 225,
    remainingCredits: 169.88,
  });
});

test("a window that is not there is unknown, not full", () => {
  const at = { capacity: capacityOf("codex", "plus"), now: NOW };
  expect(windowLeft(null, "primary", at)).toBeNull();
  expect(windowLeft(quota({ primary: FIVE_HOURS }), "secondary", at)).toBeNull();
});

test("a window whose reset has passed is whole again, and says no reset", () => {
  const over = { ...FIVE_HOURS, usedPercent: 100, resetsAt: NOW };
  expect(windowLeft(quota({ primary: over }), "primary", { capacity: null, now: NOW })).toMatchObject({
    remainingPercent: 100,
    resetsAt: null,
    capacityCredits: null,
    remainingCredits: null,
  });
});
