import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openStore } from "../open-store.ts";
import { glanceAtStates } from "./glance-at-states.ts";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "switchyard-glance-"));
  path = join(folder, "switchyard.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const STATE = {
  health: { condition: { kind: "healthy" as const }, failuresInARow: 2, closedModels: {} },
  quota: null,
  lastUsedAt: 1_700_000_000_000,
};

test("a glance says what the store says, also while a gateway has it open, and leaves nothing beside the file", async () => {
  const store = await openStore({ url: path });
  await store.accountStates.save(new Map([["acc_a", STATE]]));
  expect(glanceAtStates(path)).toEqual(await store.accountStates.load());
  await store.close();
  expect(glanceAtStates(`sqlite:${path}`)).toEqual(new Map([["acc_a", STATE]]));
  expect(readdirSync(folder)).toEqual(["switchyard.db"]);
});

test("where the store has something to do or to say, a glance says nothing and makes nothing", async () => {
  expect(glanceAtStates(path)).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
  expect(glanceAtStates("postgres://ada@127.0.0.1:1/x")).toBeNull();
  expect(glanceAtStates("sqlite:")).toBeNull();

  const foreign = new Database(path, { create: true });
  foreign.run("create table bookmarks (id integer)");
  expect(glanceAtStates(path)).toBeNull();
  foreign.run("create table schema_version (version integer not null primary key)");
  expect(glanceAtStates(path)).toBeNull();
  foreign.run("insert into schema_version values (99)");
  foreign.close();
  expect(glanceAtStates(path)).toBeNull();
});
