import { expect, test } from "bun:test";

import type { Account } from "../../domain/account.ts";
import type { AuthFileJson } from "../../domain/auth-file-shelf.ts";
import { nameWorkspaces, type WorkspaceAccount } from "./name-workspaces.ts";

interface Input {
  readonly person: string;
  readonly id: string;
  readonly plan?: string;
  readonly workspace?: string | null;
}

function login({ person, id, plan = "team", workspace = null }: Input): WorkspaceAccount {
  const credentials = { kind: "oauth", upstreamAccountId: id };
  const account = {
    provider: "codex",
    identityKey: `${person}::${id}`,
    fileName: `${id}.json`,
    paused: false,
    credentials,
  };
  return { account: account as Account, plan, workspace };
}

function world(names: Readonly<Record<string, string | null>> | null) {
  const asked: string[] = [];
  const files = new Map<string, AuthFileJson>();
  return {
    asked,
    files,
    deps: {
      async ask({ identityKey }: Account) {
        asked.push(identityKey);
        return names === null ? null : new Map(Object.entries(names));
      },
      shelf: {
        async edit(fileName: string, change: (json: AuthFileJson) => AuthFileJson) {
          files.set(fileName, change(files.get(fileName) ?? { keeps: "this" }));
          return "edited" as const;
        },
      },
    },
  };
}

test("a person with several accounts is asked for once, and each workspace's file gets its name", async () => {
  const { deps, asked, files } = world({ a: "Acme", b: "Beta", p: null });
  const own = [
    login({ person: "u", id: "a" }),
    login({ person: "u", id: "b" }),
    login({ person: "u", id: "p", plan: "plus" }),
  ];
  expect(await nameWorkspaces(deps, own)).toBe(2);
  expect(asked).toEqual(["u::a"]);
  expect([...files]).toEqual([
    ["a.json", { keeps: "this", account_name: "Acme" }],
    ["b.json", { keeps: "this", account_name: "Beta" }],
  ]);
});

test("nobody is asked where no name is wanting: one account alone, none of a company, all of them named", async () => {
  const { deps, asked } = world({});
  await nameWorkspaces(deps, [
    login({ person: "alone", id: "a" }),
    login({ person: "private", id: "b", plan: "plus" }),
    login({ person: "private", id: "c", plan: "free" }),
    login({ person: "named", id: "d", workspace: "Acme" }),
    login({ person: "named", id: "e", plan: "plus" }),
  ]);
  expect(asked).toEqual([]);
});

test("no answer changes nothing", async () => {
  const { deps, files } = world(null);
  expect(await nameWorkspaces(deps, [login({ person: "u", id: "a" }), login({ person: "u", id: "b" })])).toBe(0);
  expect(files.size).toBe(0);
});

test("a name that is gone is taken away, one that is not told of stays", async () => {
  const { deps, files } = world({ a: null, c: "Gamma" });
  files.set("a.json", { account_name: "Acme" });
  const own = [login({ person: "u", id: "a", workspace: "Acme" }), login({ person: "u", id: "b", workspace: "Beta" })];
  await nameWorkspaces(deps, [...own, login({ person: "u", id: "c" })]);
  expect(Object.fromEntries(files)).toEqual({ "a.json": {}, "c.json": { keeps: "this", account_name: "Gamma" } });
});
