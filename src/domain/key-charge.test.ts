import { expect, test } from "bun:test";

import { sampleRecord } from "../../test/support/sample-record.ts";
import { chargeOf, expectedAmounts } from "./key-charge.ts";

const USAGE = { inputTokens: 1000, cachedInputTokens: 600, cacheWriteTokens: 0, outputTokens: 50, reasoningTokens: 20 };
const ended = (changes: Partial<Parameters<typeof sampleRecord>[0]>) =>
  chargeOf(sampleRecord({ id: "req_1", usage: USAGE, costUsd: 0.25, ...changes })).amounts;

test("an answer counts as one request with what the record says of tokens and cost", () => {
  expect(ended({})).toEqual({ requests: 1, tokens: 1050, cost_usd: 0.25 });
});

test("an answer that broke off or whose client left counts with the usage seen so far", () => {
  for (const outcome of ["error", "cancelled"] as const) {
    expect(ended({ outcome, firstByteMs: 10 })).toEqual({ requests: 1, tokens: 1050, cost_usd: 0.25 });
  }
});

test("an answer whose usage nobody told leaves what was reserved standing", () => {
  expect(ended({ usage: null, costUsd: null })).toEqual({ requests: 1, tokens: null, cost_usd: null });
});

test("a request that was refused counts nothing, one whose client left before the answer counts as a request", () => {
  const unanswered = { usage: null, costUsd: null, firstByteMs: null };
  expect(ended({ ...unanswered, outcome: "error" })).toEqual({ requests: 0, tokens: 0, cost_usd: 0 });
  expect(ended({ ...unanswered, outcome: "cancelled", attempts: [] }).requests).toBe(0);
  expect(ended({ ...unanswered, outcome: "cancelled" })).toEqual({ requests: 1, tokens: 0, cost_usd: 0 });
});

test("a model without a known price costs what the dearest usual ones cost", () => {
  expect(ended({ costUsd: null }).cost_usd).toBeCloseTo((400 * 5 + 600 * 0.5 + 50 * 30) / 1_000_000, 10);
});

test("a request is expected to use no less than its body can hold and what it asks for, within reason", () => {
  const price = { input: 2, cachedInput: 0.2, output: 10, cacheWrite: 2.5 };
  expect(expectedAmounts({ bodyBytes: 300, maxOutputTokens: 50, price })).toEqual({
    requests: 1,
    tokens: 150,
    cost_usd: (100 * 2.5 + 50 * 10) / 1_000_000,
  });
  expect(expectedAmounts({ bodyBytes: 0, maxOutputTokens: null, price }).tokens).toBe(4096);
  expect(expectedAmounts({ bodyBytes: 1e9, maxOutputTokens: 1e9, price: null }).tokens).toBe(328_000);
});
