import { expect, test } from "bun:test";

import type { QuotaSample } from "../../domain/ports.ts";
import type { HourlyUsage } from "../../domain/request-record.ts";
import type { LiveAccount } from "../../pool/live-account.ts";
import { gatherEvidence } from "./gather-evidence.ts";

const HOUR_MS = 3_600_000;
const FROM = Date.UTC(2026, 0, 1, 12);
const PRICES = { asOf: "2026-01-01", models: { known: { input: 2, cachedInput: 1, output: 4 } } };
const ADA = { id: "acc_ada", quota: null, account: { provider: "codex", plan: "plus" } } as LiveAccount;

const sample = (at: number): QuotaSample => ({
  accountId: "acc_ada",
  observedAt: at,
  primaryUsedPercent: 1,
  primaryResetsAt: null,
  secondaryUsedPercent: null,
  secondaryResetsAt: null,
});
const hour = (at: number, accountId: string | null, inputTokens: number): HourlyUsage => ({
  hour: at,
  accountId,
  model: "known",
  clientKey: null,
  requests: 1,
  failures: 0,
  cancelled: 0,
  usage: { inputTokens, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0 },
  costUsd: 0,
});

function gather(to: number, samples: readonly QuotaSample[], hours: readonly HourlyUsage[] = []) {
  return gatherEvidence(
    {
      samples: {
        list: async (_, from, until = Number.POSITIVE_INFINITY) =>
          samples.filter(({ observedAt }) => observedAt >= from && observedAt < until),
      },
      records: {
        hourly: async (range) => hours.filter(({ hour: at }) => at >= range.from && at < range.to),
      },
      prices: () => PRICES,
    },
    [ADA],
    { from: FROM, to },
  );
}

test("samples of a stretch of several days come once, the first and the last included", async () => {
  const at = [0, 1, 23.999, 24, 24.001, 60, 72].map((hours) => FROM + hours * HOUR_MS);
  const outside = [FROM - 1, FROM + 72 * HOUR_MS + 1];
  const [ada] = await gather(FROM + 72 * HOUR_MS, [...at, ...outside].toSorted().map(sample));
  // Those around 24 h stand so close that the last of them speaks for all.
  expect(ada?.samples.map(({ observedAt }) => (observedAt - FROM) / HOUR_MS)).toEqual([0, 1, 24.001, 60, 72]);
});

test("of a busy account no more samples are held than a page could show", async () => {
  const busy = Array.from({ length: 10_000 }, (_, index) => sample(FROM + index * 30_000));
  const [ada] = await gather(FROM + 10_000 * 30_000, busy);
  expect(ada?.samples.length).toBeLessThanOrEqual(2001);
  expect(ada?.samples.at(-1)).toEqual(busy.at(-1) ?? sample(0));
});

test("what was served weighs hour by hour, models added up, other accounts left out", async () => {
  const [ada] = await gather(
    FROM + 2 * HOUR_MS,
    [],
    [
      hour(FROM, "acc_ada", 1_000_000),
      hour(FROM, "acc_ada", 500_000),
      hour(FROM, "acc_ben", 700_000),
      hour(FROM + HOUR_MS, null, 700_000),
      hour(FROM + HOUR_MS, "acc_ada", 250_000),
    ],
  );
  // 2 USD a million.
  expect(ada?.hours).toEqual([
    { hour: FROM, weight: 3 },
    { hour: FROM + HOUR_MS, weight: 0.5 },
  ]);
});
