import { Database } from "bun:sqlite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { PGlite } from "@electric-sql/pglite";
import { Client } from "pg";

import { storeLaws } from "../../test/laws/store-laws.ts";
import { pgliteEngine } from "../../test/support/pglite-engine.ts";
import { openRecord, sampleRecord } from "../../test/support/sample-record.ts";
import { EVERY_REQUEST, type RequestFilter } from "../domain/request-search.ts";
import { LATEST_VERSION } from "./migrations.ts";
import { openStore, openStoreOn, type Store } from "./open-store.ts";
import { StoreUnavailable } from "./store-unavailable.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "switchyard-store-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What `openStore` says where it refuses. */
async function refusal(url: string): Promise<string> {
  try {
    const store = await openStore({ url });
    await store.close();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(StoreUnavailable);
    if (thrown instanceof StoreUnavailable) return thrown.message;
  }
  throw new Error(`${url} was opened`);
}

storeLaws("SQLite", () => openStore({ url: `sqlite:${join(folder, "switchyard.db")}` }));
storeLaws("SQLite in memory", () => openStore({ url: "sqlite::memory:" }));

const dropTable = (name: string): string => `drop table ${name}`;

/** What takes a database back to the schema before the sums over all requests. */
const BEFORE_SUMS = [
  "drop table usage_totals",
  ...["time", "error"].map((name) => `drop index request_records_${name}`),
  "create index request_records_started on request_records (started_at)",
  "create index request_records_account on request_records (account_id, started_at)",
  "alter table request_records drop column session",
  ...[
    "dashboard_credentials",
    "dashboard_sessions",
    "audit",
    "usage_slots",
    "latency_slots",
    "usage_pending",
    "usage_notes",
  ].map(dropTable),
  ...["client_keys", "client_key_names", "client_key_ledgers"].map(dropTable),
  ...["inspection_runs", "inspection_results", "inspection_pauses", "action_candidates"].map(dropTable),
  "delete from schema_version where version > 1",
];

/** The sums of a store that had records before it knew sums equal those it would have kept. */
async function expectSumsSoFar(store: Store, reopen: () => Promise<Store>): Promise<void> {
  await store.records.write([
    sampleRecord({ id: "req_1" }),
    sampleRecord({ id: "req_2", outcome: "error", usage: null, accountId: "acc_bob" }),
    sampleRecord({ id: "req_3", provider: null, accountId: null, modelServed: "made-up", outcome: "error" }),
  ]);
  const kept = [await store.usageTotals.overview(), await store.usageTotals.byAccount()] as const;
  await store.close();
  const upgraded = await reopen();
  expect(await upgraded.usageTotals.overview()).toEqual(kept[0]);
  expect(await upgraded.usageTotals.byAccount()).toEqual(kept[1]);
  await upgraded.close();
}

/** What takes a database back to the schema before requests were found along the time. */
const BEFORE_TIME_INDEX = [
  "insert into usage_pending (id, is_summed) select id, 0 from request_records where outcome <> 'open'",
  ...["usage_slots", "usage_totals", "usage_hourly", "latency_slots"].map((table) => `delete from ${table}`),
  dropTable("usage_notes"),
  "drop index request_records_time",
  "create index request_records_started on request_records (started_at)",
  "create index request_records_account on request_records (account_id, started_at)",
  "create index request_records_used on request_records (route, substr(model_served, 1, 200), id)",
  "create index request_records_unserved on request_records (route, id)",
  "create index request_records_key on request_records (substr(client_key, 1, 200), started_at)",
  "create index request_records_model on request_records (substr(model_served, 1, 200), started_at)",
  "create index request_records_provider on request_records (provider, started_at)",
  "create index request_records_route on request_records (substr(route, 1, 200), started_at)",
  "delete from schema_version where version > 8",
];

/** Every question about requests is answered after the upgrade as it was before. */
async function expectAnswersKept(store: Store, reopen: () => Promise<Store>): Promise<void> {
  await store.records.write([
    sampleRecord({ id: "req_1" }),
    sampleRecord({ id: "req_2", outcome: "error", errorCode: "upstream_error", accountId: "acc_bob" }),
    sampleRecord({ id: "req_3", provider: null, accountId: null, modelServed: "made-up", clientKey: null }),
    openRecord({ id: "req_4", provider: "claude", accountId: "acc_eve" }),
  ]);
  const filters: readonly Partial<RequestFilter>[] = [
    {},
    { accountIds: ["acc_bob", "acc_eve"] },
    { clientKeys: ["laptop"] },
    { models: ["made-up"] },
    { providers: ["claude"] },
    { route: "POST /v1/responses", verdicts: ["ok"] },
    { errorCode: "upstream_error" },
  ];
  const answers = async (of: Store) => [
    ...(await Promise.all(
      filters.map((filter) => of.requestSearch.page({ ...EVERY_REQUEST, ...filter }, { limit: 9, after: null })),
    )),
    await of.usageTotals.newest({ route: "POST /v1/responses", model: "gpt-5.5-2026-01", limit: 9 }),
    await of.usageTotals.overview(),
    await of.usageHistory.byName("account", { from: 0, to: Date.UTC(2030, 0) }),
  ];
  const before = await answers(store);
  await store.close();
  const upgraded = await reopen();
  expect(await answers(upgraded)).toEqual(before);
  await upgraded.close();
}

describe("SQLite", () => {
  test("an older database answers every question about its requests as before", async () => {
    const path = join(folder, "switchyard.db");
    await expectAnswersKept(await openStore({ url: path }), () => {
      const older = new Database(path);
      for (const statement of BEFORE_TIME_INDEX) older.run(statement);
      older.close();
      return openStore({ url: path });
    });
  });

  test("an older database's sums begin with the records that it has", async () => {
    const path = join(folder, "switchyard.db");
    await expectSumsSoFar(await openStore({ url: path }), () => {
      const older = new Database(path);
      for (const statement of BEFORE_SUMS) older.run(statement);
      older.close();
      return openStore({ url: path });
    });
  });

  test("makes the folder and a file that only its owner reads", async () => {
    const path = join(folder, "new", "folder", "switchyard.db");
    const store = await openStore({ url: path });
    await store.records.write([sampleRecord({ id: "req_1" })]);
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600);
    await store.close();
    expect(() => statSync(`${path}-wal`)).toThrow();
  });

  test("closes a file that was left open to others", async () => {
    const path = join(folder, "switchyard.db");
    writeFileSync(path, "");
    chmodSync(path, 0o644);
    await (await openStore({ url: path })).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("remembers from one opening to the next", async () => {
    const url = join(folder, "switchyard.db");
    const first = await openStore({ url });
    await first.records.write([sampleRecord({ id: "req_1" })]);
    await first.close();
    const second = await openStore({ url });
    expect(await second.records.find("req_1")).toEqual(sampleRecord({ id: "req_1" }));
    await second.close();
  });

  test("a state that does not parse is an account that begins afresh, attempts that do not parse are left out", async () => {
    const path = join(folder, "switchyard.db");
    const store = await openStore({ url: path });
    await store.records.write([sampleRecord({ id: "req_1" }), sampleRecord({ id: "req_2" })]);
    const other = new Database(path);
    other.run("insert into account_states (account_id, health) values ('acc_a', '{'), ('acc_b', '{\"condition\":1}')");
    other.run("update request_records set attempts = '[{}, 1]' where id = 'req_1'");
    other.run("update request_records set attempts = 'x', outcome = 'sideways' where id = 'req_2'");
    other.close();
    expect((await store.accountStates.load()).size).toBe(0);
    expect((await store.records.find("req_1"))?.attempts).toEqual([]);
    expect(await store.records.find("req_2")).toMatchObject({ attempts: [], outcome: "error" });
    await store.close();
  });

  test("refuses a newer schema and leaves the file as it is", async () => {
    const path = join(folder, "switchyard.db");
    const newer = new Database(path, { create: true });
    newer.run("create table schema_version (version integer not null primary key)");
    newer.run("insert into schema_version values (1), (99)");
    newer.close();
    const before = readFileSync(path);
    expect(await refusal(path)).toBe(
      `the database ${path} has schema version 99, this Switchyard knows ${LATEST_VERSION} at most: start the newer Switchyard that wrote it`,
    );
    expect(readFileSync(path)).toEqual(before);
  });

  test("refuses another program's database and leaves it as it is", async () => {
    const path = join(folder, "places.sqlite");
    const foreign = new Database(path, { create: true });
    foreign.run("create table bookmarks (id integer)");
    foreign.close();
    const before = readFileSync(path);
    expect(await refusal(path)).toBe(`the database ${path} belongs to another program: it holds the table bookmarks`);
    expect(readFileSync(path)).toEqual(before);
  });

  test("says in one line why a file cannot be used", async () => {
    const text = join(folder, "notes.txt");
    writeFileSync(text, "These are notes, and long enough to be taken for the header of a database. ".repeat(20));
    expect(await refusal(text)).toBe(`cannot use the database ${text}: the file is not a SQLite database`);
    expect(await refusal(folder)).toBe(`cannot use the database ${folder}: it is a folder, not a file`);
    expect(await refusal(join(text, "x", "y.db"))).toContain("a part of its path is not a folder");
    expect(await refusal("mysql://localhost/x")).toContain("begins with mysql://");
    expect(await refusal("sqlite:")).toContain("names no file");
  });

  test("processes that start at once on a new file all come up", async () => {
    const path = join(folder, "switchyard.db");
    const program = `
      const { openStore } = await import(${JSON.stringify(join(import.meta.dir, "open-store.ts"))});
      const store = await openStore({ url: ${JSON.stringify(path)} });
      await store.ping();
      await store.close();`;
    const started = Array.from({ length: 5 }, () =>
      Bun.spawn([process.execPath, "-e", program], { stdout: "inherit", stderr: "inherit" }),
    );
    expect(await Promise.all(started.map((child) => child.exited))).toEqual([0, 0, 0, 0, 0]);
  });

  test("what had ended before a crash and was in no sum yet is added by the next process, once", async () => {
    const path = join(folder, "switchyard.db");
    const dead = await openStore({ url: path });
    await dead.records.write([sampleRecord({ id: "req_1" }), sampleRecord({ id: "req_2" })]);
    await dead.records.write([sampleRecord({ id: "req_3" })]);
    await dead.records.write([sampleRecord({ id: "req_4" })]);
    // As schemas before left them: a note a request, which one of them had in the sums by hour and the totals at once.
    const other = new Database(path);
    other.run("delete from usage_notes where id in ('req_3', 'req_4')");
    other.run("insert into usage_pending (id, is_summed) values ('req_3', 0), ('req_4', 1)");
    other.close();
    await dead.close();
    const next = await openStore({ url: path });
    const sums = async () => [
      (await next.records.hourly({ from: 0, to: Date.UTC(2030, 0) })).map(({ requests }) => requests),
      (await next.usageTotals.overview()).hours.map(({ requests }) => requests),
      (await next.usageHistory.byName("account", { from: 0, to: Date.UTC(2030, 0) })).map(({ requests }) => requests),
    ];
    expect(await sums()).toEqual([[3], [3], [4]]);
    expect(await sums()).toEqual([[3], [3], [4]]);
    await next.close();
  });

  test("a batch that fails leaves nothing of itself behind", async () => {
    const path = join(folder, "switchyard.db");
    const store = await openStore({ url: path });
    const other = new Database(path);
    other.run("create trigger no_notes before insert on usage_notes begin select raise(abort, 'no'); end");
    await expect(store.records.write([sampleRecord({ id: "req_1" })])).rejects.toThrow("no");
    expect(await store.records.find("req_1")).toBeNull();
    other.run("drop trigger no_notes");
    other.close();
    await store.records.write([sampleRecord({ id: "req_1" })]);
    expect(await store.records.find("req_1")).not.toBeNull();
    await store.close();
  });
});

describe("PGlite", () => {
  let pglite: PGlite;
  beforeAll(async () => {
    pglite = await PGlite.create();
  });
  afterAll(() => pglite.close());
  storeLaws("PGlite", async () => {
    await pglite.exec("drop schema public cascade; create schema public");
    return openStoreOn(pgliteEngine(pglite));
  });

  test("an older database answers every question about its requests as before", async () => {
    await pglite.exec("drop schema public cascade; create schema public");
    await expectAnswersKept(await openStoreOn(pgliteEngine(pglite)), async () => {
      await pglite.exec(BEFORE_TIME_INDEX.join("; "));
      return openStoreOn(pgliteEngine(pglite));
    });
  });

  test("an older database's sums begin with the records that it has", async () => {
    await pglite.exec("drop schema public cascade; create schema public");
    await expectSumsSoFar(await openStoreOn(pgliteEngine(pglite)), async () => {
      await pglite.exec(BEFORE_SUMS.join("; "));
      return openStoreOn(pgliteEngine(pglite));
    });
  });
});

const SERVER = process.env["SWITCHYARD_TEST_POSTGRES_URL"];

describe.skipIf(SERVER === undefined)("PostgreSQL", () => {
  const server = SERVER ?? "";
  let admin: Client;
  let schemas = 0;
  beforeAll(async () => {
    admin = new Client({ connectionString: server });
    await admin.connect();
  });
  afterAll(() => admin.end());

  /** The server's URL with a new schema of its own, so that tests do not meet. */
  const freshUrl = async (): Promise<string> => {
    const schema = `store_test_${process.pid}_${(schemas += 1)}`;
    await admin.query(`drop schema if exists ${schema} cascade`);
    await admin.query(`create schema ${schema}`);
    const url = new URL(server);
    url.searchParams.set("options", `-c search_path=${schema}`);
    return url.href;
  };

  storeLaws("PostgreSQL", async () => openStore({ url: await freshUrl() }));

  test("processes that start at once on an empty database all come up", async () => {
    const url = await freshUrl();
    const stores = await Promise.all(Array.from({ length: 6 }, () => openStore({ url })));
    for (const store of stores) await store.close();
  });

  test("replicas that write the same hours at the same time lose nothing", async () => {
    const url = await freshUrl();
    const [one, two] = await Promise.all([openStore({ url }), openStore({ url })]);
    const batch = (from: string) =>
      Array.from({ length: 40 }, (_, index) =>
        sampleRecord({ id: `req_${from}${index}`, accountId: `acc_${(index * 7) % 10}` }),
      );
    const writes = Array.from({ length: 10 }, (_, round) => [
      one.records.write(batch(`a${round}_`)),
      two.records.write(batch(`b${round}_`).toReversed()),
    ]);
    await Promise.all(writes.flat());
    const hours = await one.records.hourly({ from: 0, to: Date.UTC(2030, 0) });
    expect(hours.reduce((sum, { requests }) => sum + requests, 0)).toBe(800);
    await one.close();
    await two.close();
  });

  test("refuses a newer schema and leaves it as it is", async () => {
    const url = await freshUrl();
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query("create table schema_version (version integer); insert into schema_version values (99)");
    expect(await refusal(url)).toContain("has schema version 99");
    const tables = await client.query("select tablename from pg_tables where schemaname = current_schema()");
    expect(tables.rows).toEqual([{ tablename: "schema_version" }]);
    await client.end();
  });

  test("a connection that the server drops is replaced", async () => {
    const url = await freshUrl();
    const store = await openStore({ url });
    await store.ping();
    await admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'switchyard' and pid <> pg_backend_pid()",
    );
    for (let tries = 0; ; tries += 1) {
      const answered = await store.ping().then(
        () => true,
        () => false,
      );
      if (answered) break;
      expect(tries).toBeLessThan(10);
    }
    await store.close();
  });

  test("says in one line, without the password, why the server cannot be used", async () => {
    const wrongPassword = new URL(server);
    wrongPassword.password = "wrong-password";
    const wrongDatabase = new URL(server);
    wrongDatabase.pathname = "/no_such_database";
    const noSchema = new URL(server);
    noSchema.searchParams.set("options", "-c search_path=no_such_schema");
    expect(await refusal(wrongPassword.href)).toMatch(/^cannot use the database postgres:.*the user or the password$/);
    expect(await refusal(wrongPassword.href)).not.toContain("wrong-password");
    expect(await refusal(wrongDatabase.href)).toContain("the server has no such database");
    expect(await refusal(noSchema.href)).toContain("the search path names no schema");
  });
});

test("says so where no PostgreSQL listens", async () => {
  const reserved = createServer();
  await new Promise<void>((resolve) => reserved.listen(0, "127.0.0.1", resolve));
  const address = reserved.address();
  const port = typeof address === "object" ? address?.port : null;
  await new Promise((resolve) => reserved.close(resolve));
  expect(await refusal(`postgres://ada:secret@127.0.0.1:${port}/switchyard`)).toBe(
    `cannot use the database postgres://ada@127.0.0.1:${port}/switchyard: nothing listens there`,
  );
});
