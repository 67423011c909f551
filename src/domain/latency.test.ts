import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { latencyBucket, percentileOf } from "./latency.ts";

function countsOf(times: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const ms of times) counts.set(latencyBucket(ms), (counts.get(latencyBucket(ms)) ?? 0) + 1);
  return counts;
}

describe("a percentile from counts", () => {
  test("is right within a tenth, whatever the times", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3_600_000 }), { minLength: 1, maxLength: 300 }),
        fc.constantFrom(0.5, 0.95, 0.99, 1),
        (times, share) => {
          const exact = times.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(times.length * share) - 1)] ?? 0;
          const told = percentileOf(countsOf(times), share) ?? 0;
          expect(Math.abs(told - exact)).toBeLessThanOrEqual(Math.max(1, exact * 0.1));
        },
      ),
    );
  });

  test("of nothing is unknown", () => expect(percentileOf(new Map(), 0.5)).toBeNull());

  test("takes what no clock shows", () => {
    for (const ms of [0, -5, 0.3, Number.NaN]) expect(latencyBucket(ms)).toBe(0);
    expect(latencyBucket(Number.POSITIVE_INFINITY)).toBe(latencyBucket(10 * 3_600_000));
  });
});
