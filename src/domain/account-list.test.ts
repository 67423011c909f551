import { describe, expect, test } from "bun:test";

import { type ListedAccount, matchingAccounts, numberedAccounts } from "./account-list.ts";

const PROVIDERS = ["codex", "claude"];

function account(id: string, more: Partial<ListedAccount> = {}): ListedAccount {
  return {
    id: `acc_${id}`,
    authIndex: id,
    provider: "codex",
    identityKey: `user-${id}::${id}`,
    email: `${id}@example.com`,
    alias: null,
    workspace: null,
    plan: "plus",
    keyMask: null,
    isActive: false,
    ...more,
  };
}

const numbersOf = (accounts: readonly ListedAccount[]): readonly string[] =>
  numberedAccounts(accounts, PROVIDERS).map(({ number, account: { authIndex } }) => `${number} ${authIndex}`);

describe("the order", () => {
  test("is by provider as given, unknown ones last, then by e-mail", () => {
    const accounts = [
      account("z", { provider: "zeta" }),
      account("c", { provider: "claude" }),
      account("b"),
      account("a"),
    ];
    expect(numbersOf(accounts)).toEqual(["1 a", "2 b", "3 c", "4 z"]);
  });

  test("of one e-mail is: the active one, workspaces, personal plans, keys", () => {
    const email = "ada@example.com";
    const accounts = [
      account("key", { email, plan: null, keyMask: "sk-7f3c1***42ce" }),
      account("pro", { email, plan: "pro" }),
      account("team", { email, plan: "team" }),
      account("free", { email, plan: "free", isActive: true }),
    ];
    expect(numbersOf(accounts)).toEqual(["1 free", "2 team", "3 pro", "4 key"]);
  });

  test("does not depend on the order in which accounts come", () => {
    const accounts = ["b", "a", "c"].map((id) => account(id, { email: "same@example.com" }));
    expect(numbersOf(accounts)).toEqual(numbersOf(accounts.toReversed()));
  });
});

describe("a selector", () => {
  const accounts = numberedAccounts(
    [
      account("a", { email: "ada@example.com", alias: "Work 2" }),
      account("b", { email: "ben@example.com", workspace: "Acme" }),
      account("2", { email: "cleo@example.com", keyMask: "sk-7f3c1***42ce" }),
    ],
    PROVIDERS,
  );
  const found = (query: string): readonly string[] =>
    matchingAccounts(accounts, query).map(({ account: { authIndex } }) => authIndex);

  test.each([
    ["acc_b", ["b"]],
    ["b", ["b"]],
    ["user-b::b", ["b"]],
    ["1", ["a"]],
    ["01", ["a"]],
    ["3: cleo", ["2"]],
    ["ACME", ["b"]],
    ["example", ["a", "b", "2"]],
    ["7f3c1", ["2"]],
    ["work", ["a"]],
    ["nobody", []],
    ["  ", []],
    ["9", []],
  ])("%j means %j", (query, ids) => {
    expect(found(query)).toEqual(ids);
  });

  test("that is a handle wins over a number, a number over a piece of text", () => {
    expect(found("2")).toEqual(["2"]);
    expect(found("02")).toEqual(["b"]);
  });
});
