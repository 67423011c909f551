import { expect, test } from "bun:test";

import { median, percentile, slope } from "./statistics.ts";

test("the median is the middle one, or between the two in the middle", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([9, 1, 5, 6])).toBe(5.5);
  expect(median([])).toBeNaN();
});

test("a percentile is a value that was measured, and no more than the share asked for lies above it", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile(hundred, 0.99)).toBe(99);
  expect(percentile(hundred, 1)).toBe(100);
  expect(percentile([7], 0.01)).toBe(7);
  expect(percentile([], 0.5)).toBeNaN();
});

test("the slope is the rise for each unit, whatever the order", () => {
  expect(
    slope([
      { x: 2, y: 7 },
      { x: 0, y: 3 },
      { x: 1, y: 5 },
    ]),
  ).toBe(2);
  expect(slope([{ x: 1, y: 5 }])).toBeNaN();
});
