import { expect, test } from "bun:test";

import { capacityOf } from "./plan-capacity.ts";
import type { QuotaSample } from "./ports.ts";
import { priceOf, type PriceTable } from "./price.ts";
import { costKey, fitQuotaCosts, type UsedAccount, weightOf, weightPerHour } from "./quota-cost.ts";

const NOON = Date.UTC(2026, 0, 1, 12);
const HOUR_MS = 3_600_000;

const sample = (hours: number, primary: number | null, secondary: number | null): QuotaSample => ({
  accountId: "acc_ada",
  observedAt: NOON + hours * HOUR_MS,
  primaryUsedPercent: primary,
  primaryResetsAt: NOON + 4 * HOUR_MS,
  secondaryUsedPercent: secondary,
  secondaryResetsAt: NOON + 100 * HOUR_MS,
});
const account = (plan: string, samples: readonly QuotaSample[], weights: readonly number[]): UsedAccount => ({
  provider: "codex",
  capacity: capacityOf("codex", plan),
  samples,
  hours: weights.map((weight, index) => ({ hour: NOON + index * HOUR_MS, weight })),
});

test("what a request costs is the credits that were burnt over the weight that was served", () => {
  // 20 % of 225 = 45 credits and 1 % of 7560 = 75.6 credits for weight 3 + 6 = 9: 5 and 8.4 credits each.
  const costs = fitQuotaCosts([account("plus", [sample(0, 10, 5), sample(1, 20, 5.4), sample(2, 30, 6)], [3, 6])]);
  expect(costs.get(costKey("codex", "primary"))?.creditsPerWeight).toBeCloseTo(5, 9);
  expect(costs.get(costKey("codex", "secondary"))?.creditsPerWeight).toBeCloseTo(8.4, 9);
  expect(costs.get(costKey("codex", "primary"))).toMatchObject({ samples: 3, weight: 9 });
});

test("accounts of one provider are fitted together, by the size of their plans", () => {
  // plus: 10 % of 225 = 22.5 for weight 4; pro: 5 % of 1500 = 75 for weight 6. 97.5 / 10 = 9.75.
  const costs = fitQuotaCosts([
    account("plus", [sample(0, 0, null), sample(1, 10, null)], [4]),
    account("pro", [sample(0, 0, null), sample(1, 5, null)], [6]),
  ]);
  expect(costs.get(costKey("codex", "primary"))?.creditsPerWeight).toBeCloseTo(9.75, 9);
  expect(costs.has(costKey("codex", "secondary"))).toBe(false);
});

test("only the time that samples cover counts: part of an hour by its part", () => {
  // From 12:30 to 13:30: half of 4 and half of 8 = 6, for 10 % of 225 = 22.5. 22.5 / 6 = 3.75.
  const costs = fitQuotaCosts([account("plus", [sample(0.5, 10, null), sample(1.5, 20, null)], [4, 8])]);
  expect(costs.get(costKey("codex", "primary"))?.creditsPerWeight).toBeCloseTo(3.75, 9);
});

test("nothing is fitted where nothing was burnt, nothing was served or the plan has no such window", () => {
  expect(fitQuotaCosts([])).toEqual(new Map());
  expect(fitQuotaCosts([account("plus", [sample(0, 10, 10), sample(1, 10, 10)], [3])])).toEqual(new Map());
  expect(fitQuotaCosts([account("plus", [sample(0, 10, 10), sample(1, 20, 20)], [])])).toEqual(new Map());
  expect(fitQuotaCosts([account("free", [sample(0, 10, null), sample(1, 20, null)], [3])])).toEqual(new Map());
});

test("a request weighs what it costs at list price; a model without one the usual", () => {
  const prices: PriceTable = { asOf: "2026-01-01", models: { known: { input: 2, cachedInput: 1, output: 4 } } };
  const usage = {
    inputTokens: 1_000_000,
    cachedInputTokens: 400_000,
    cacheWriteTokens: 0,
    outputTokens: 100_000,
    reasoningTokens: 0,
  };
  // 0.6 × 2 + 0.4 × 1 + 0.1 × 4 = 2.0
  expect(weightOf(usage, "known", { prices, priceFor: priceOf })).toBeCloseTo(2, 9);
  // 0.6 × 1.25 + 0.4 × 0.125 + 0.1 × 10 = 1.8
  expect(weightOf(usage, "unheard-of", { prices, priceFor: priceOf })).toBeCloseTo(1.8, 9);
});

test("the weight an hour is the mean of the last hours, the running one whole", () => {
  const hours = [0, 1, 2, 3, 4, 5].map((index) => ({ hour: NOON + index * HOUR_MS, weight: 6 }));
  // At 17:30 five hours reach back to 12:30: half of the first hour (3), four whole (24), the running one (6): 33 / 5.
  const at = { now: NOON + 5.5 * HOUR_MS, windowMs: 5 * HOUR_MS };
  expect(weightPerHour(hours, at)).toBeCloseTo(6.6, 9);
  expect(weightPerHour([], at)).toBeNull();
  expect(weightPerHour(hours, { ...at, now: NOON + 48 * HOUR_MS })).toBeNull();
});
