import { expect, test } from "bun:test";

import { labelPlaces, topOf } from "../../dashboard/features/usage/nice-scale.ts";

test.each([
  [[867, 12], 1000],
  [[100], 100],
  [[0.0031], 0.004],
  [[], 1],
  [[0, 0], 1],
])("the scale of %p ends at %p", (values, top) => {
  expect(topOf(values)).toBeCloseTo(top, 10);
});

test("labels are spread evenly and are never more than asked for", () => {
  expect(labelPlaces(8, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(labelPlaces(24, 8)).toEqual([0, 3, 6, 9, 12, 15, 18, 21]);
  for (const count of [1, 7, 24, 30, 90, 91]) expect(labelPlaces(count, 8).length).toBeLessThanOrEqual(8);
});
