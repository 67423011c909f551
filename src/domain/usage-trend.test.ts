import { expect, test } from "bun:test";

import type { QuotaSample } from "./ports.ts";
import { trendFrom, usageTrend } from "./usage-trend.ts";

const HOUR_MS = 3_600_000;
const NOW = 500_000 * HOUR_MS + 1234;
const THIS_HOUR = 500_000 * HOUR_MS;
const PLUS = { primary: 225, secondary: 7560 };

function sample(hoursAgo: number, primary: number | null, secondary: number | null = null): QuotaSample {
  return {
    accountId: "acc",
    observedAt: THIS_HOUR - hoursAgo * HOUR_MS,
    primaryUsedPercent: primary,
    primaryResetsAt: null,
    secondaryUsedPercent: secondary,
    secondaryResetsAt: null,
  };
}

test("without samples there is no trend, and none of a window that was never seen", () => {
  expect(usageTrend([], "primary", { capacity: PLUS, now: NOW })).toEqual([]);
  expect(usageTrend([sample(2, 10)], "secondary", { capacity: PLUS, now: NOW })).toEqual([]);
});

test("an hour has its last sample, and an hour without one carries the value before it", () => {
  const samples = [sample(3, 10), sample(2.5, 20), sample(0, 40)];
  expect(usageTrend(samples, "primary", { capacity: PLUS, now: NOW })).toEqual([
    { at: THIS_HOUR - 3 * HOUR_MS, value: 180 },
    { at: THIS_HOUR - 2 * HOUR_MS, value: 180 },
    { at: THIS_HOUR - HOUR_MS, value: 180 },
    { at: THIS_HOUR, value: 135 },
  ]);
});

test("where the capacity is not known the value is the remaining percent", () => {
  expect(usageTrend([sample(0, 12.5)], "primary", { capacity: null, now: NOW })).toEqual([
    { at: THIS_HOUR, value: 87.5 },
  ]);
});

test("seven days are 168 hours, and a sample from before them carries in", () => {
  const samples = [sample(190, 50), sample(10, null, 3)];
  expect(samples[0]?.observedAt).toBeGreaterThanOrEqual(trendFrom(NOW));
  const points = usageTrend(samples, "primary", { capacity: null, now: NOW });
  expect(points).toHaveLength(168);
  expect(points[0]).toEqual({ at: THIS_HOUR - 167 * HOUR_MS, value: 50 });
  expect(points.at(-1)).toEqual({ at: THIS_HOUR, value: 50 });
});
