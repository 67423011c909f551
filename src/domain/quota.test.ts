import { describe, expect, test } from "bun:test";

import {
  exhaustedUntil,
  isExhausted,
  type Quota,
  type QuotaWindow,
  usedPercentAt,
  windowsByDuration,
} from "./quota.ts";

const NOW = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const window = (hours: number, usedPercent = 10, resetsAt: number | null = NOW + HOUR_MS): QuotaWindow => ({
  usedPercent,
  windowMs: hours * HOUR_MS,
  resetsAt,
});
const quota = (primary: QuotaWindow | null, secondary: QuotaWindow | null): Quota => ({
  primary,
  secondary,
  plan: null,
  allowed: null,
  observedAt: NOW,
});

describe("windows are told apart by their length", () => {
  const [short, week, month] = [window(5), window(168), window(720)];
  test.each([
    ["in the usual slots", [short, week], short, week],
    ["swapped", [week, short], short, week],
    ["weekly alone, in the first slot", [week, null], null, week],
    ["monthly alone counts as the long one", [month, null], null, month],
    ["none", [null, null], null, null],
  ])("%s", (...[, given, primary, secondary]) => expect(windowsByDuration(given)).toEqual({ primary, secondary }));

  test("a window of a whole day is a long one", () => {
    expect(windowsByDuration([window(24)])).toEqual({ primary: null, secondary: window(24) });
  });

  test("of two for the same place the fuller one counts", () => {
    expect(windowsByDuration([window(168, 20), window(720, 80)]).secondary?.usedPercent).toBe(80);
    expect(windowsByDuration([window(720, 80), window(168, 20)]).secondary?.usedPercent).toBe(80);
  });
});

describe("usage now", () => {
  test("a window whose reset has passed counts as unused", () => {
    expect(usedPercentAt(window(5, 80, NOW), NOW)).toBe(0);
    expect(usedPercentAt(window(5, 80, NOW + 1), NOW)).toBe(80);
    expect(usedPercentAt(window(5, 80, null), NOW)).toBe(80);
    expect(usedPercentAt(null, NOW)).toBeNull();
  });

  test("either window used up exhausts the account, until the later of their resets", () => {
    expect(isExhausted(quota(window(5, 100), window(168, 3)), NOW)).toBe(true);
    expect(isExhausted(quota(window(5, 3), window(168, 100)), NOW)).toBe(true);
    expect(isExhausted(quota(window(5, 99.9), null), NOW)).toBe(false);
    expect(isExhausted(quota(window(5, 100, NOW), null), NOW)).toBe(false);
    expect(exhaustedUntil(quota(window(5, 100, NOW + 1), window(168, 100, NOW + 9)), NOW)).toBe(NOW + 9);
    expect(exhaustedUntil(quota(window(5, 100, NOW + 1), window(168, 3, NOW + 9)), NOW)).toBe(NOW + 1);
    expect(exhaustedUntil(quota(window(5, 100, null), null), NOW)).toBeNull();
    expect(exhaustedUntil(quota(window(5, 3), null), NOW)).toBeNull();
  });
});
