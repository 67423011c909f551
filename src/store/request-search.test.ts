import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openRecord, sampleRecord } from "../../test/support/sample-record.ts";
import { EVERY_REQUEST, type RequestFilter } from "../domain/request-search.ts";
import { openStore, type Store } from "./open-store.ts";

const NOON = Date.UTC(2026, 0, 1, 12);
const DAY_MS = 86_400_000;
const MANY = 70_000;

let folder = "";
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "switchyard-search-"));
  store = await openStore({ url: join(folder, "switchyard.db") });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Copies of a request a day later, a millisecond apart. */
async function writeMany(): Promise<void> {
  await store.records.write([sampleRecord({ id: "req_model" })]);
  const other = new Database(join(folder, "switchyard.db"));
  const columns = other.query<{ name: string }, []>("select name from pragma_table_info('request_records')").all();
  const copied = columns.map(({ name }) => {
    if (name === "id") return "printf('req_n%09d', value)";
    return name === "started_at" ? `${NOON + DAY_MS} + value` : name;
  });
  other.run(`with recursive numbers(value) as (select 1 union all select value + 1 from numbers where value < ${MANY})
    insert into request_records (${columns.map(({ name }) => name).join(", ")})
    select ${copied.join(", ")} from numbers, request_records where id = 'req_model'`);
  other.close();
}

const page = (filter: Partial<RequestFilter>) =>
  store.requestSearch.page({ ...EVERY_REQUEST, ...filter }, { limit: 5, after: null });
const idsOf = async (filter: Partial<RequestFilter>) => (await page(filter)).records.map(({ id }) => id);

test("a page looks at so many requests and no more, and its cursor leads on from there", async () => {
  await store.records.write([sampleRecord({ id: "req_slow", startedAt: NOON, totalMs: 999_999 })]);
  await writeMany();
  const first = await page({ leastMs: 999_999 });
  expect(first.records).toEqual([]);
  expect(first.next?.startedAt).toBeGreaterThan(NOON + DAY_MS);
  let { next } = first;
  const found: string[] = [];
  while (next !== null) {
    const more = await store.requestSearch.page({ ...EVERY_REQUEST, leastMs: 999_999 }, { limit: 5, after: next });
    found.push(...more.records.map(({ id }) => id));
    next = more.next;
  }
  expect(found).toEqual(["req_slow"]);
}, 30_000);

test("a name that was last in use before very many other requests is found with the first page", async () => {
  const names = { accountId: "acc_rare", accountLabel: "rare@example.com", clientKey: "rare", modelServed: "rare" };
  const rare = { ...names, provider: "kimi", route: "GET /rare" };
  await store.records.write([
    sampleRecord({ id: "req_rare_1", startedAt: NOON, ...rare }),
    openRecord({ id: "req_rare_2", startedAt: NOON + 1, ...rare }),
  ]);
  await writeMany();
  const both = ["req_rare_2", "req_rare_1"];
  expect(await idsOf({ accountIds: ["acc_rare"] })).toEqual(both);
  expect(await idsOf({ clientKeys: ["rare", "nobody"] })).toEqual(both);
  expect(await idsOf({ models: ["rare"] })).toEqual(both);
  expect(await idsOf({ providers: ["kimi"], verdicts: ["ok"] })).toEqual(["req_rare_1"]);
  expect(await idsOf({ route: "GET /rare", accountIds: ["acc_ada", "acc_rare"] })).toEqual(both);
  expect(await page({ accountIds: ["acc_nobody"] })).toEqual({ records: [], next: null });
  expect([...(await store.requestSearch.accountLabels(["acc_rare"])).values()]).toEqual(["rare@example.com"]);
  const newest = await store.usageTotals.newest({ route: "GET /rare", model: "rare", limit: 9 });
  expect(newest.map(({ id }) => id)).toEqual(["req_rare_1"]);
}, 30_000);

test("what a filter by names looks at is in the index alone", () => {
  const reader = new Database(join(folder, "switchyard.db"), { readonly: true });
  const plan = reader
    .query<{ detail: string }, []>(
      `explain query plan select id from request_records
        where started_at >= 1 and started_at <= 2 and (started_at, id) < (2, 'x') and outcome <> 'open'
          and substr(account_id, 1, 200) in ('a', 'b') and substr(client_key, 1, 200) in ('c')
          and substr(model_served, 1, 200) in ('d') and substr(provider, 1, 200) in ('e')
          and substr(route, 1, 200) in ('f') and error_code is null and total_ms >= 1
        order by started_at desc, id desc limit 5`,
    )
    .all();
  reader.close();
  expect(plan.map(({ detail }) => detail.split(" (")[0])).toEqual([
    "SEARCH request_records USING COVERING INDEX request_records_time",
  ]);
});
