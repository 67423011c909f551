// What was used, over a real gateway: equal to the records while they are there, there still when they are gone.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { RequestRecord } from "../../src/domain/request-record.ts";
import { chat } from "../support/asks.ts";
import { type SignedIn, signIn } from "../support/api-client.ts";
import { sampleRecord } from "../support/sample-record.ts";
import { seedRecords } from "../support/seeded-records.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";

const HOUR_MS = 3_600_000;
/** A Saturday; on Sunday, the 29th, Berlin puts its clocks forward at 01:00 UTC. */
const NOON = Date.UTC(2026, 2, 28, 12);
const RANGE = { from: "2026-03-27T23:00:00Z", to: "2026-03-30T22:00:00Z" };

function past(): readonly RequestRecord[] {
  return Array.from({ length: 48 }, (_, index) =>
    sampleRecord({
      id: `req_past${String(index).padStart(10, "0")}`,
      startedAt: NOON + index * HOUR_MS,
      outcome: index % 8 === 3 ? "error" : index % 8 === 5 ? "cancelled" : "ok",
      accountId: index % 3 === 0 ? "acc_gone" : "acc_other",
      accountLabel: index % 3 === 0 ? "=gone@example.com" : "other@example.com",
      clientKey: index % 2 === 0 ? null : "laptop",
      costUsd: index % 6 === 0 ? null : 0.5,
    }),
  );
}

let world: World;
let api: SignedIn;
beforeAll(async () => {
  world = await startWorld({ accounts: 1, prepare: (place) => seedRecords(place, past()) });
  api = await signIn(world);
});
afterAll(() => world[Symbol.asyncDispose]());

describe("usage", () => {
  test.each(["account", "model", "key", "provider", "route", "hour", "day"] as const)(
    "by %s adds up to what the records say",
    async (by) => {
      const usage = await api.call("get", "/api/usage", { query: { by, ...RANGE } });
      expect(usage.total).toMatchObject({
        requests: 48,
        failures: 6,
        cancelled: 6,
        unpriced_requests: 8,
        cost_usd: 20,
      });
      expect(usage.total.tokens).toEqual({
        input: 48_000,
        cached_input: 28_800,
        cache_write: 0,
        output: 2400,
        reasoning: 960,
      });
      expect(usage.rows.reduce((sum, { requests }) => sum + requests, 0)).toBe(48);
    },
  );

  test("by account names those that are gone as they were last called", async () => {
    const { rows } = await api.call("get", "/api/usage", { query: { by: "account", ...RANGE } });
    expect(rows.map(({ name, label, requests }) => [name, label, requests])).toEqual([
      ["acc_other", "other@example.com", 32],
      ["acc_gone", "=gone@example.com", 16],
    ]);
  });

  test("by key has what came without one under no name", async () => {
    const { rows } = await api.call("get", "/api/usage", { query: { by: "key", ...RANGE } });
    expect(rows.map(({ name, requests }) => [name, requests])).toEqual([
      ["", 24],
      ["laptop", 24],
    ]);
  });

  test("by day goes by the days of a time zone, also where one has 23 hours", async () => {
    const berlin = await api.call("get", "/api/usage", { query: { by: "day", ...RANGE, timezone: "Europe/Berlin" } });
    // Noon in UTC is 13:00 in Berlin: 11 hours are left of the 28th, the 29th has 23, the rest is the 30th's.
    expect(berlin.rows.map(({ name, requests }) => [name, requests])).toEqual([
      ["2026-03-28", 11],
      ["2026-03-29", 23],
      ["2026-03-30", 14],
    ]);
    const india = await api.call("get", "/api/usage", { query: { by: "day", ...RANGE, timezone: "Asia/Kolkata" } });
    expect(india.rows.map(({ name, requests }) => [name, requests])).toEqual([
      ["2026-03-28", 7],
      ["2026-03-29", 24],
      ["2026-03-30", 17],
      ["2026-03-31", 0],
    ]);
  });

  test("by hour fills the gaps", async () => {
    const query = { by: "hour", from: "2026-03-28T10:00:00Z", to: "2026-03-28T14:00:00Z" } as const;
    const { rows } = await api.call("get", "/api/usage", { query });
    expect(rows.map(({ label, requests }) => [label, requests])).toEqual([
      ["2026-03-28 10:00", 0],
      ["2026-03-28 11:00", 0],
      ["2026-03-28 12:00", 1],
      ["2026-03-28 13:00", 1],
    ]);
  });

  test("is saved as a file that no spreadsheet runs", async () => {
    const { body, headers } = await api.raw("GET", `/api/usage.csv?by=account&from=${RANGE.from}&to=${RANGE.to}`);
    expect(headers.get("content-disposition")).toBe('attachment; filename="usage-by-account.csv"');
    const lines = String(body).trimEnd().split("\r\n");
    expect(lines[0]).toStartWith("account,label,requests,failures,cancelled,input_tokens");
    expect(lines[2]).toStartWith("acc_gone,'=gone@example.com,16,");
  });

  test.each([
    ["by=week", "by"],
    ["by=day&timezone=Mars/Olympus", "timezone"],
    ["by=day&from=2026-03-28T10:00:00Z&to=2026-03-28T09:00:00Z", "from"],
    ["by=hour&from=2024-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", "at most 62 days"],
    ["", "by"],
  ])("refuses ?%s, naming %s", async (query, named) => {
    const refused = await api.refused("GET", `/api/usage?${query}`);
    expect(refused).toMatchObject({ status: 422, code: "validation_error" });
    expect(refused.message).toContain(named);
  });
});

test("a price of the operator's own counts for what comes from then on, and a model without one is named", async () => {
  const ask = async () => {
    const answer = await world.post("/v1/chat/completions", chat("hello"));
    await answer.text();
    return world.record(answer);
  };
  const before = await ask();
  expect(before.costUsd).toBeGreaterThan(0);
  await world.editConfig({ prices: { "gpt-5.5*": { input: 0, output: 0 } } });
  await until("the new price counts", async () => (await ask()).costUsd === 0);
  const { prices, as_of } = await api.call("get", "/api/prices");
  expect(prices[0]).toEqual({
    ...{ model: "gpt-5.5*", source: "config" },
    ...{ input: 0, cached_input: 0, cache_write: 0, output: 0 },
  });
  expect(prices).toContainEqual(expect.objectContaining({ model: "gpt-5.4*", source: "built_in", input: 2.5 }));
  expect(as_of).toMatch(/^\d{4}-\d\d-\d\d$/);
});

test("a price is set and taken back by a call, in config.yaml and at once; one that is not there is not taken back", async () => {
  const own = async () => {
    const { prices } = await api.call("get", "/api/prices");
    return prices.filter(({ model }) => model === "team/model.1");
  };
  const price = { input: 1, output: 2, cached_input: null };
  await api.call("put", "/api/prices", { json: { model: "team/model.1", price } });
  expect(await own()).toEqual([
    { model: "team/model.1", source: "config", input: 1, cached_input: 1, cache_write: 1, output: 2 },
  ]);
  await api.call("put", "/api/prices", { json: { model: "team/model.1", price: { ...price, cache_write: 3 } } });
  expect(await own()).toMatchObject([{ cache_write: 3 }]);
  await api.call("put", "/api/prices", { json: { model: "team/model.1", price: null } });
  expect(await own()).toEqual([]);
  expect(await api.refused("PUT", "/api/prices", { body: { model: "team/model.1", price: null } })).toMatchObject({
    status: 404,
    code: "price_not_found",
  });
  expect(
    await api.refused("PUT", "/api/prices", { body: { model: "x", price: { input: -1, output: 0 } } }),
  ).toMatchObject({ status: 422, code: "validation_error" });
  const { entries } = await api.call("get", "/api/audit", { query: { action: "price.change" } });
  expect(entries.map(({ subject }) => subject)).toContain("team/model.1");
});

test("usage tells what half of the requests and nineteen of twenty kept within", async () => {
  const to = new Date().toISOString();
  const { latency } = await api.call("get", "/api/usage", { query: { by: "model", to } });
  expect(latency.total.p50_ms).toBeGreaterThan(0);
  expect(latency.total.p95_ms ?? 0).toBeGreaterThanOrEqual(latency.total.p50_ms ?? 0);
  const named = await api.call("get", "/api/usage", { query: { by: "model", to, latency: "names" } });
  const [busiest] = named.rows;
  expect(busiest?.latency?.total.p50_ms).toBeGreaterThan(0);
  expect(busiest?.latency?.total.p95_ms ?? 0).toBeGreaterThanOrEqual(busiest?.latency?.total.p50_ms ?? 0);
  const byDay = await api.call("get", "/api/usage", { query: { by: "day", to, latency: "names" } });
  expect(byDay.rows.every((row) => row.latency === null)).toBe(true);
  const file = (await api.raw("GET", `/api/usage.csv?by=model&to=${to}&latency=names`)).body as string;
  const [head = "", first = ""] = file.split("\r\n");
  expect(Number(first.split(",")[head.split(",").indexOf("p95_total_ms")])).toBeGreaterThan(0);
  const { latency: none } = await api.call("get", "/api/usage", { query: { by: "model", to: "2026-01-01T00:00:00Z" } });
  expect(none).toEqual({ first_byte: { p50_ms: null, p95_ms: null }, total: { p50_ms: null, p95_ms: null } });
});
