// What a page of the requests costs among a million, by each filter, and what writing them does.
//   bin/bun bench/records/run.ts [records] [sqlite path, kept | postgres url]

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { EVERY_REQUEST, type RequestFilter } from "../../src/domain/request-search.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { fill, MONTH_MS } from "./fill.ts";

const count = Number(process.argv[2] ?? 1_000_000);
const given = process.argv[3];
const folder = mkdtempSync(join(tmpdir(), "switchyard-bench-"));
const url = given ?? join(folder, "switchyard.db");
const NOW = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;
const LIMIT = 50;

const terms = { errorText: "", idPrefix: null, accountIds: [], models: [] };
const FILTERS: Readonly<Record<string, Partial<RequestFilter>>> = {
  "no filter": {},
  "a day, two weeks ago": { from: NOW - 14 * DAY_MS, to: NOW - 13 * DAY_MS },
  "one account": { accountIds: ["acc_3"] },
  "ten accounts": { accountIds: Array.from({ length: 10 }, (_, index) => `acc_${index}`) },
  "an account with 4 requests": { accountIds: ["acc_rare"] },
  "a client key": { clientKeys: ["key-3"] },
  "a client key with 4 requests": { clientKeys: ["rare-key"] },
  "a model": { models: ["gpt-5.5"] },
  "a model with 4 requests": { models: ["rare-model"] },
  "a provider": { providers: ["codex"] },
  "a provider with 4 requests": { providers: ["kimi"] },
  "a route": { route: "POST /v1/messages" },
  "a route with 4 requests": { route: "POST /v1/audio/transcriptions" },
  ok: { verdicts: ["ok"] },
  error: { verdicts: ["error"] },
  quota: { verdicts: ["quota"] },
  "interrupted (none)": { verdicts: ["interrupted"] },
  "an error code": { errorCode: "usage_limit_reached" },
  "at least 30 s": { leastMs: 30_000 },
  "at least 10 min (4 requests)": { leastMs: 600_000 },
  "text of an error": { search: { ...terms, errorText: "said no" } },
  "text of one error": { search: { ...terms, errorText: "case 500007" } },
  "a model and a verdict": { models: ["gpt-5.5"], verdicts: ["error"] },
  "account, key, provider, 20 s": {
    accountIds: ["acc_3"],
    clientKeys: ["key-3"],
    providers: ["codex"],
    leastMs: 20_000,
  },
};

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function measureFilter(store: Store, filter: RequestFilter): Promise<string> {
  const first: number[] = [];
  let found = 0;
  let longest = 0;
  let pages = 0;
  let after: Awaited<ReturnType<Store["requestSearch"]["page"]>>["next"] = null;
  for (; pages < 20; pages += 1) {
    const startedAt = performance.now();
    const page: Awaited<ReturnType<Store["requestSearch"]["page"]>> = await store.requestSearch.page(filter, {
      limit: LIMIT,
      after,
    });
    const took = performance.now() - startedAt;
    first.push(took);
    longest = Math.max(longest, took);
    found += page.records.length;
    after = page.next;
    if (after === null) break;
  }
  return `${(first[0] ?? 0).toFixed(1).padStart(8)}${longest.toFixed(1).padStart(10)}${String(found).padStart(8)}${String(first.length).padStart(7)}`;
}

const isFilled = given !== undefined && existsSync(given);
const store = await openStore({ url });
if (!isFilled) console.log(`${count} records: ${(await fill(store, count, NOW)).toFixed(1)} µs a record written`);
console.log(
  `${"ms a page of 50".padEnd(34)}${"first".padStart(8)}${"longest".padStart(10)}${"found".padStart(8)}${"pages".padStart(7)}`,
);
for (const [name, filter] of Object.entries(FILTERS)) {
  console.log(`${name.padEnd(34)}${await measureFilter(store, { ...EVERY_REQUEST, ...filter })}`);
}
const month = { from: NOW - MONTH_MS, to: NOW };
const ROLL_UPS: Readonly<Record<string, () => Promise<unknown>>> = {
  "by day, a month": () => store.usageHistory.series({ ...month, origin: 0, stepMs: DAY_MS }),
  "by 5 minutes, a month": () => store.usageHistory.recent({ ...month, origin: 0, stepMs: 300_000 }),
  "by account, a month": () => store.usageHistory.byName("account", month),
  "percentiles, a month": () => store.usageHistory.latency("total", month),
  "names of models": () => store.usageHistory.names("model", month.from),
};
for (const [name, ask] of Object.entries(ROLL_UPS)) {
  await ask();
  console.log(`${name.padEnd(34)}${(await timed(ask)).toFixed(1).padStart(8)}`);
}
await store.close();
rmSync(folder, { recursive: true, force: true });
