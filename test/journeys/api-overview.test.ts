// The state of things at a glance, over a real gateway whose past is known.

import { expect, test } from "bun:test";

import type { RequestRecord } from "../../src/domain/request-record.ts";
import { chat } from "../support/asks.ts";
import { signIn } from "../support/api-client.ts";
import { sampleRecord } from "../support/sample-record.ts";
import { seedRecords } from "../support/seeded-records.ts";
import { until } from "../support/until.ts";
import { startWorld } from "../support/world.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.now();

function ago(ms: number, index: number, changes: Partial<RequestRecord> = {}): RequestRecord {
  return sampleRecord({ id: `req_ago${String(index).padStart(12, "0")}`, startedAt: NOW - ms, ...changes });
}

test("an overview sums the timeframe and the one before it, names the top error, and leaves the cancelled out of the rate", async () => {
  const failed = { outcome: "error", status: 502, errorCode: "upstream_error" } as const;
  const records = [
    // The last hour: four that went well, one failed, one cancelled.
    ...[5, 15, 25, 35].map((minutes, index) =>
      ago(minutes * MINUTE_MS, index, { firstByteMs: 100 * (index + 1), totalMs: 1000 }),
    ),
    ago(36 * MINUTE_MS, 10, failed),
    ago(37 * MINUTE_MS, 11, { outcome: "cancelled", status: 499 }),
    // The hour before: two. Then yesterday, last week, last month.
    ...[70, 80].map((minutes, index) => ago(minutes * MINUTE_MS, 20 + index)),
    ago(30 * HOUR_MS, 30),
    ago(10 * DAY_MS, 40, { outcome: "error", status: 429, errorCode: "rate_limited" }),
    ago(40 * DAY_MS, 50),
  ];
  await using world = await startWorld({ accounts: 2, prepare: (place) => seedRecords(place, records) });
  const api = await signIn(world);
  const of = (timeframe: "1h" | "1d" | "7d" | "30d") => api.call("get", "/api/overview", { query: { timeframe } });

  const hour = await of("1h");
  expect(hour.totals).toMatchObject({ requests: 6, failures: 1, cancelled: 1, error_rate: 0.2, cached_share: 0.6 });
  expect(hour.totals.tokens).toEqual({ input: 6000, cached_input: 3600, cache_write: 0, output: 300, reasoning: 120 });
  expect(hour.totals.cost_usd).toBeCloseTo(1.5);
  expect(hour.before.requests).toBe(2);
  expect(hour.top_error).toEqual({ code: "upstream_error", requests: 1 });
  expect(hour.buckets).toHaveLength(12);
  expect(hour.buckets.reduce((sum, { requests }) => sum + requests, 0)).toBe(6);
  // Hand-made: 100, 200, 300, 400 ms; half of them took 200 at most, and nineteen of twenty 400.
  expect(hour.latency.first_byte.p50_ms).toBeGreaterThan(180);
  expect(hour.latency.first_byte.p50_ms).toBeLessThan(220);
  expect(hour.latency.first_byte.p95_ms).toBeGreaterThan(360);
  expect(hour.latency.first_byte.p95_ms).toBeLessThan(440);

  expect(hour.health).toHaveLength(144);
  expect(hour.health.reduce((sum, { requests }) => sum + requests, 0)).toBe(8);
  expect(hour.health.reduce((sum, { failures }) => sum + failures, 0)).toBe(1);

  expect((await of("1d")).totals.requests).toBe(8);
  expect((await of("1d")).before.requests).toBe(1);
  expect((await of("7d")).totals.requests).toBe(9);
  expect((await of("7d")).before.requests).toBe(1);
  const month = await of("30d");
  expect(month.totals.requests).toBe(10);
  expect(month.before.requests).toBe(1);
  expect(month.buckets).toHaveLength(30);
});

test("an overview shows what is left by provider, who needs a hand, and a request the moment it has ended", async () => {
  await using world = await startWorld({
    accounts: [
      { plan: "plus", primaryUsedPercent: 40, secondaryUsedPercent: 10 },
      { plan: "pro", primaryUsedPercent: 20, secondaryUsedPercent: 30 },
      { file: { disabled: true } },
    ],
    config: { "misspelt-key": 1 },
    prepare: ({ addAuthFile }) => addAuthFile("broken.json", { type: "codex" }),
  });
  const api = await signIn(world);
  const overview = await until("quotas are known", async () => {
    const seen = await api.call("get", "/api/overview", { query: {} });
    return seen.pools[0]?.primary?.accounts === 2 ? seen : null;
  });
  const [pool] = overview.pools;
  expect(pool).toMatchObject({ provider: "codex", accounts: 3, usable: 2 });
  // 60 % of 225 and 80 % of 1500 credits: 1335 of 1725.
  expect(pool?.primary).toMatchObject({ capacity_credits: 1725, remaining_credits: 1335 });
  expect(pool?.primary?.remaining_percent).toBeCloseTo((1335 / 1725) * 100, 6);
  // 90 % of 7560 and 70 % of 50400: 42084 of 57960.
  expect(pool?.secondary).toMatchObject({ capacity_credits: 57_960, remaining_credits: 42_084 });
  expect(pool?.primary?.next_resets.length).toBeGreaterThan(0);
  expect(overview.accounts_by_status).toEqual({ active: 2, paused: 1 });
  expect(overview.attention).toContainEqual(expect.objectContaining({ kind: "auth_file", subject: "broken.json" }));
  expect(overview.attention).toContainEqual(
    expect.objectContaining({ kind: "config", problem: expect.stringContaining("misspelt-key") }),
  );
  await (await world.post("/v1/chat/completions", chat("hello"))).text();
  const after = await api.call("get", "/api/overview", { query: { timeframe: "1h" } });
  expect(after.totals.requests).toBe(1);
  expect(after.in_flight).toBe(0);
});

test("an account that was refused is in need of a hand until it heals", async () => {
  await using world = await startWorld({ accounts: 1, config: { "request-retry": 0 } });
  const api = await signIn(world);
  world.fault({ fault: { kind: "usage-limit", resetsInMs: HOUR_MS } });
  await (await world.post("/v1/chat/completions", chat("hello"))).text();
  const { attention, accounts_by_status } = await api.call("get", "/api/overview", { query: {} });
  expect(attention).toMatchObject([
    {
      kind: "account",
      subject: "ada@example.com",
      account_problem: "quota_exceeded",
      code: "usage_limit_reached",
      until: expect.any(String),
    },
  ]);
  expect(accounts_by_status).toEqual({ quota_exceeded: 1 });
});

test("an unknown timeframe is refused", async () => {
  await using world = await startWorld({ accounts: 1 });
  const api = await signIn(world);
  expect(await api.refused("GET", "/api/overview?timeframe=2d")).toMatchObject({
    status: 422,
    code: "validation_error",
  });
});
