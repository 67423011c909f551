import { describe, expect, test } from "bun:test";

import { costOf, createPriceLookup, type ModelPrice, priceOf, type PriceTable, withOwnPrices } from "./price.ts";
import { NO_USAGE } from "./usage.ts";

const price = (input: number): ModelPrice => ({ input, cachedInput: input / 10, output: input * 4 });
const TABLE: PriceTable = {
  asOf: "2026-01-01",
  models: { "gpt-5": price(1), "gpt-*": price(2), "gpt-5*": price(3), "gpt-5-mini*": price(4) },
};

describe("the price of a model", () => {
  test.each([
    ["gpt-5", 1],
    ["gpt-4.1", 2],
    ["gpt-5.5", 3],
    ["gpt-5-mini-2026-01-01", 4],
  ])("of %s is that of the longest name that matches", (model, input) => {
    expect(priceOf(TABLE, model)?.input).toBe(input);
  });

  test("of an unknown model is unknown, even where it is named like a member of every object", () => {
    for (const model of ["claude", "", "constructor", "__proto__", "toString"])
      expect(priceOf(TABLE, model)).toBeNull();
  });

  test("is the operator's own where they name one, however exactly the table does", () => {
    const own = withOwnPrices(TABLE, new Map([["gpt-*", price(7)]]));
    expect(priceOf(own, "gpt-5")?.input).toBe(7);
    expect(priceOf(withOwnPrices(TABLE, new Map([["o9", price(7)]])), "gpt-5")?.input).toBe(1);
    expect(withOwnPrices(TABLE, new Map())).toBe(TABLE);
  });

  test("looked up twice is the same, and follows the table", () => {
    const lookup = createPriceLookup();
    expect(lookup(TABLE, "gpt-5.5")).toBe(priceOf(TABLE, "gpt-5.5"));
    expect(lookup(TABLE, "gpt-5.5")).toBe(priceOf(TABLE, "gpt-5.5"));
    expect(lookup({ ...TABLE, models: { "*": price(9) } }, "gpt-5.5")?.input).toBe(9);
    for (let index = 0; index < 3000; index += 1) expect(lookup(TABLE, `x${index}`)).toBeNull();
    expect(lookup(TABLE, "gpt-5.5")?.input).toBe(3);
  });
});

describe("the cost of an exchange", () => {
  const million = { ...NO_USAGE, inputTokens: 1_000_000, outputTokens: 1_000_000 };

  test("counts cached input at its own price", () => {
    expect(costOf(price(10), million)).toBeCloseTo(50);
    expect(costOf(price(10), { ...million, cachedInputTokens: 500_000 })).toBeCloseTo(5 + 0.5 + 40);
  });

  test("counts writing to the cache at its price, or at that of input where it has none", () => {
    const usage = { ...million, cacheWriteTokens: 1_000_000, outputTokens: 0 };
    expect(costOf(price(10), usage)).toBeCloseTo(10);
    expect(costOf({ ...price(10), cacheWrite: 12.5 }, usage)).toBeCloseTo(12.5);
  });

  test("is never negative, whatever an upstream counts", () => {
    const absurd = { ...NO_USAGE, inputTokens: 10, cachedInputTokens: 99, cacheWriteTokens: 99 };
    expect(costOf(price(10), absurd)).toBeGreaterThanOrEqual(0);
  });
});
