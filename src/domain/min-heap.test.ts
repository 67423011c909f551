import { expect, test } from "bun:test";

import fc from "fast-check";

import { createMinHeap } from "./min-heap.ts";

test("gives what it was given, the least first", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (items) => {
      const heap = createMinHeap<number>((a, b) => a < b);
      for (const item of items) heap.push(item);
      const given: number[] = [];
      for (let next = heap.pop(); next !== undefined; next = heap.pop()) given.push(next);
      expect(given).toEqual(items.toSorted((a, b) => a - b));
      expect(heap.peek()).toBeUndefined();
    }),
  );
});
