// How long things are remembered, over a real gateway: what is old goes, its room goes back to the disk, nobody waits for it.

import { expect, test } from "bun:test";
import { statSync } from "node:fs";
import { join } from "node:path";

import { signIn } from "../support/api-client.ts";
import { sampleRecord } from "../support/sample-record.ts";
import { seedRecords } from "../support/seeded-records.ts";
import { startWorld } from "../support/world.ts";

const DAY_MS = 86_400_000;
const NOW = Date.now();
const COUNT = 30_000;

/** One a quarter of an hour over the last year would be as many. */
const past = () =>
  Array.from({ length: COUNT }, (_, index) =>
    sampleRecord({
      id: `req_past${String(index).padStart(10, "0")}`,
      startedAt: NOW - 60 * DAY_MS + 100_000 + (index * 60 * DAY_MS) / COUNT,
    }),
  );

test("pruning lets old records go and the file get smaller, while serving goes on and sums stay", async () => {
  await using world = await startWorld({ accounts: 1, prepare: (place) => seedRecords(place, past()) });
  const api = await signIn(world);
  const file = join(world.dataDir, "switchyard.db");
  const before = await api.call("get", "/api/storage");
  expect(before).toMatchObject({
    database: "sqlite",
    records: COUNT,
    records_days: 30,
    pruning: false,
    last_pruned_at: null,
  });
  expect(before.bytes).toBeGreaterThan(10_000_000);
  const range = { from: new Date(NOW - 61 * DAY_MS).toISOString(), to: new Date(NOW + DAY_MS).toISOString() };
  const sums = await api.call("get", "/api/usage", { query: { by: "account", ...range } });

  const pruning = api.call("post", "/api/storage/prune", { json: {} });
  let isOver = false;
  void pruning.finally(() => (isOver = true));
  const waits: number[] = [];
  while (!isOver) {
    const startedAt = performance.now();
    await (await world.get("/health/ready")).text();
    waits.push(performance.now() - startedAt);
  }
  const pruned = await pruning;
  expect(pruned.records_removed).toBe(COUNT / 2);
  expect(pruned).toMatchObject({ records: COUNT / 2, bytes_before: before.bytes });
  expect(pruned.bytes).toBeLessThan(before.bytes * 0.65);
  expect(Date.parse(pruned.oldest_record_at ?? "")).toBeGreaterThan(NOW - 30.1 * DAY_MS);
  // Serving was never held up for long: most answers came as quickly as ever.
  expect(waits.length).toBeGreaterThan(10);
  expect(waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.95)]).toBeLessThan(100);
  const after = await api.call("get", "/api/usage", { query: { by: "account", ...range } });
  expect(after.total).toEqual(sums.total);

  const all = await api.call("post", "/api/storage/prune", { json: { records_older_than_days: 0 } });
  expect(all).toMatchObject({ records: 0, oldest_record_at: null });
  await world.stop();
  // The last checkpoint cuts the file to what it holds.
  expect(statSync(file).size).toBeLessThan(before.bytes * 0.2);
}, 60_000);

test("a viewer does not prune, and a wrong age is refused", async () => {
  await using world = await startWorld({ accounts: 1 });
  const api = await signIn(world);
  expect(await api.refused("POST", "/api/storage/prune", { body: { records_older_than_days: -1 } })).toMatchObject({
    status: 422,
  });
  const viewer = await signIn(world, "viewer");
  expect(await viewer.refused("POST", "/api/storage/prune", { body: {} })).toMatchObject({ code: "read_only_access" });
});
