// What every store promises of the sums over all requests that ever ended. Part of the store laws.

import { expect, test } from "bun:test";

import type { RequestOutcome, RequestRecord } from "../../src/domain/request-record.ts";
import { UNKNOWN_MODEL } from "../../src/domain/usage-totals.ts";
import type { Store } from "../../src/store/open-store.ts";
import { openRecord, sampleRecord } from "../support/sample-record.ts";

const HOUR_MS = 3_600_000;
const NOON = Date.UTC(2026, 0, 1, 12);

interface World {
  store(): Store;
  nextId(): string;
}

export function usageLaws({ store, nextId }: World): void {
  const usage = {
    inputTokens: 1000,
    cachedInputTokens: 600,
    cacheWriteTokens: 0,
    outputTokens: 50,
    reasoningTokens: 20,
  };
  const write = async (...changes: readonly Partial<RequestRecord>[]): Promise<void> =>
    store().records.write(changes.map((change) => sampleRecord({ id: nextId(), ...change })));

  test("usage sums count each ended request once, by route and model, by hour, and by account", async () => {
    const outcomes: readonly RequestOutcome[] = ["ok", "error", "cancelled", "interrupted"];
    await write(...outcomes.map((outcome) => ({ outcome })));
    await write({ startedAt: NOON + HOUR_MS, accountId: "acc_bob", route: "POST /v1/messages", usage: null });
    const ended = sampleRecord({ id: nextId(), modelServed: "o9" });
    await store().records.write([openRecord({ id: ended.id })]);
    for (let times = 0; times < 3; times += 1) await store().records.write([ended]);
    const { routes, hours } = await store().usageTotals.overview();
    const none = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0 };
    const four = { ...none, inputTokens: 4000, cachedInputTokens: 2400, outputTokens: 200, reasoningTokens: 80 };
    expect(routes).toEqual([
      { route: "POST /v1/messages", model: "gpt-5.5-2026-01", requests: 1, succeeded: 1, usage: none },
      { route: "POST /v1/responses", model: "gpt-5.5-2026-01", requests: 4, succeeded: 1, usage: four },
      { route: "POST /v1/responses", model: "o9", requests: 1, succeeded: 1, usage },
    ]);
    expect(hours.map(({ hour, requests, succeeded }) => [hour, requests, succeeded])).toEqual([
      [NOON, 5, 2],
      [NOON + HOUR_MS, 1, 1],
    ]);
    const accounts = await store().usageTotals.byAccount();
    expect([...accounts].map(([id, { requests, succeeded }]) => [id, requests, succeeded])).toEqual(
      expect.arrayContaining([
        ["acc_ada", 5, 2],
        ["acc_bob", 1, 1],
      ]),
    );
    expect(accounts.size).toBe(2);
  });

  test("a model that no upstream was asked for is counted as unknown, whatever clients call it", async () => {
    const unserved = { provider: null, accountId: null, outcome: "error" as const };
    await write({ ...unserved, modelServed: "made-up-1" }, { ...unserved, modelServed: "made-up-2" });
    const { routes } = await store().usageTotals.overview();
    expect(routes.map(({ model, requests }) => [model, requests])).toEqual([[UNKNOWN_MODEL, 2]]);
    const newest = await store().usageTotals.newest({ route: "POST /v1/responses", model: UNKNOWN_MODEL, limit: 9 });
    expect(newest).toHaveLength(2);
  });

  test("the newest requests of a route and model come newest first, as many as asked for, and only ended ones", async () => {
    const records = Array.from({ length: 5 }, () => sampleRecord({ id: nextId() }));
    await store().records.write(records);
    await store().records.write([openRecord({ id: nextId(), modelServed: "gpt-5.5-2026-01", provider: "codex" })]);
    await write({ route: "POST /v1/messages" }, { modelServed: "o9" });
    const of = { route: "POST /v1/responses", model: "gpt-5.5-2026-01" };
    const newest = await store().usageTotals.newest({ ...of, limit: 3 });
    expect(newest.map(({ id }) => id)).toEqual(
      records
        .map(({ id }) => id)
        .toReversed()
        .slice(0, 3),
    );
    expect(newest[0]).toEqual({
      ...{ id: records[4]?.id ?? "", startedAt: NOON + HOUR_MS / 2, outcome: "ok", accountId: "acc_ada" },
      ...{ accountLabel: "ada@example.com", totalMs: 900, usage },
    });
  });

  test("a model's name of any length is summed and found", async () => {
    const long = "m".repeat(20_000);
    await write({ modelServed: long });
    const { routes } = await store().usageTotals.overview();
    expect(routes.map(({ model }) => model)).toEqual([long.slice(0, 200)]);
    const of = { route: "POST /v1/responses", model: long.slice(0, 200), limit: 9 };
    expect(await store().usageTotals.newest(of)).toHaveLength(1);
  });

  test("usage sums count what was interrupted, and outlive the records", async () => {
    await write({ startedAt: NOON });
    await store().records.write([openRecord({ id: nextId(), startedAt: NOON })]);
    await store().records.closeInterrupted(NOON + 1);
    await store().prune({ records: NOON + HOUR_MS, samples: 0, slots: 0 });
    expect(await store().records.list({ limit: 9, before: null })).toEqual([]);
    const { hours } = await store().usageTotals.overview();
    expect(hours.map(({ requests, succeeded }) => [requests, succeeded])).toEqual([[2, 1]]);
  });
}
