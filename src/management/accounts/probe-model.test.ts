import { expect, test } from "bun:test";

import { priceOf, type PriceTable } from "../../domain/price.ts";
import { probeModel } from "./probe-model.ts";

const price = (output: number) => ({ input: 1, cachedInput: 1, output });
const table: PriceTable = { asOf: "2026-01-01", models: { large: price(30), small: price(1) } };
const prices = { table, priceOf };

test("the usual small model is taken where the account serves it, under its prefix as well", () => {
  expect(probeModel({ names: ["large", "small", "usual"], usual: "usual" }, prices)).toBe("usual");
  expect(probeModel({ names: ["team/large", "team/usual"], usual: "usual" }, prices)).toBe("team/usual");
});

test("else the cheapest with a known price, else the first, else none", () => {
  expect(probeModel({ names: ["a", "large", "team/small"], usual: "usual" }, prices)).toBe("team/small");
  expect(probeModel({ names: ["a", "b"], usual: null }, prices)).toBe("a");
  expect(probeModel({ names: [], usual: "usual" }, prices)).toBeNull();
});
