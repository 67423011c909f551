// The accounts API over a real gateway (seed accounts-api): every call, its success and each of its errors.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { chat } from "../support/asks.ts";
import { type SignedIn, signIn } from "../support/api-client.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";

const UNKNOWN = "acc_0000000000000000";
const GONE = { status: 404, code: "account_not_found", message: "Account not found" };

let world: World;
let api: SignedIn;

beforeAll(async () => {
  world = await startWorld({
    accounts: [{ plan: "plus" }, { plan: "pro" }, { plan: "free", file: { label: "Spare", note: "for tests" } }],
    config: {
      "claude-api-key": [{ "api-key": "cl-config-key", prefix: "team" }],
      "openai-compatibility": [
        { name: "router", "base-url": "http://127.0.0.1:9/v1", "api-key-entries": ["r-1", "r-2"], models: ["m"] },
      ],
    },
  });
  api = await signIn(world);
});
afterAll(() => world[Symbol.asyncDispose]());

async function idOf(email: string): Promise<string> {
  const { accounts } = await api.call("get", "/api/accounts", { query: {} });
  const found = accounts.find((account) => account.email === email);
  if (found === undefined) throw new Error(`no ${email}`);
  return found.account_id;
}

function authForm(json: unknown): FormData {
  const form = new FormData();
  form.set("auth_json", new File([typeof json === "string" ? json : JSON.stringify(json)], "auth.json"));
  return form;
}

async function statusOf(id: string): Promise<string> {
  return (await api.call("get", "/api/accounts/{account_id}", { params: { account_id: id } })).status;
}

describe("the list", () => {
  test("has every field of the contract, by e-mail, with what is left by the window's length", async () => {
    const { accounts } = await until("quotas are known", async () => {
      const list = await api.call("get", "/api/accounts", { query: {} });
      return list.accounts.slice(0, 3).every((one) => one.quota_observed_at !== null) ? list : null;
    });
    expect(accounts.map(({ email }) => email)).toEqual([
      "ada@example.com",
      "ben@example.com",
      "cleo@example.com",
      "",
      "",
      "",
    ]);
    const [ada, ben, cleo] = accounts;
    expect(ada).toMatchObject({
      account_id: expect.stringMatching(/^acc_[0-9a-f]{16}$/),
      display_name: "ada@example.com",
      plan_type: "plus",
      status: "active",
      window_minutes_primary: 300,
      window_minutes_secondary: 10_080,
      capacity_credits_primary: 225,
      capacity_credits_secondary: 7560,
      deactivation_reason: null,
      problem: null,
    });
    expect(ada?.remaining_credits_primary).toBe(Math.round(225 * (ada?.usage.primary_remaining_percent ?? 0)) / 100);
    expect(ben).toMatchObject({ plan_type: "pro", capacity_credits_primary: 1500, capacity_credits_secondary: 50_400 });
    expect(cleo).toMatchObject({ display_name: "Spare", alias: "Spare", note: "for tests", plan_type: "free" });
  });

  test("shows keys of config.yaml beside, and never a key", async () => {
    const answer = await api.raw("GET", "/api/accounts");
    const text = JSON.stringify(answer.body);
    expect(text).toContain('"source":"config"');
    for (const secret of ["cl-config-key", "r-1", "r-2", world.accounts[0]?.sandbox.accessToken() ?? "?"]) {
      expect(text).not.toContain(`"${secret}`);
    }
  });

  test("is filtered, ordered and paged", async () => {
    const list = async (query: Record<string, string | number>) =>
      (await api.call("get", "/api/accounts", { query })).accounts.map((one) => one.email || one.upstream);
    expect(await list({ provider: "claude" })).toEqual(["claude"]);
    expect(await list({ provider: "router" })).toEqual(["router", "router"]);
    expect(await list({ plan: "pro" })).toEqual(["ben@example.com"]);
    expect(await list({ search: "SPARE" })).toEqual(["cleo@example.com"]);
    expect(await list({ search: "for tests" })).toEqual(["cleo@example.com"]);
    expect(await list({ status: "paused" })).toEqual([]);
    expect(await list({ problem_only: "true" })).toEqual([]);
    expect(await list({ provider: "codex", order: "desc" })).toEqual([
      "cleo@example.com",
      "ben@example.com",
      "ada@example.com",
    ]);
    expect(await list({ limit: 1, offset: 1 })).toEqual(["ben@example.com"]);
    const page = await api.call("get", "/api/accounts", { query: { limit: 1 } });
    expect(page).toMatchObject({ total: 6, broken_files: [] });
  });

  test.each([
    ["?colour=red", "colour"],
    ["?status=happy", "status"],
    ["?limit=0", "limit"],
    ["?sort=luck", "sort"],
    ["?problem_only=maybe", "problem_only"],
  ])("refuses %s and names it", async (query, name) => {
    const refusal = await api.refused("GET", `/api/accounts${query}`);
    expect(refusal).toMatchObject({ status: 422, code: "validation_error", message: expect.stringContaining(name) });
  });
});

describe("pausing", () => {
  test("counts for the next request and is undone by reactivating alone", async () => {
    const [ada, ben, cleo] = await Promise.all(world.accounts.map(({ email }) => idOf(email)));
    if (ada === undefined || ben === undefined || cleo === undefined) throw new Error("three accounts");
    for (const account_id of [ben, cleo]) {
      const params = { account_id };
      expect(await api.call("post", "/api/accounts/{account_id}/pause", { params })).toEqual({ status: "paused" });
    }
    const served = await world.post("/v1/chat/completions", chat("hello"));
    expect(served.status).toBe(200);
    expect((await world.record(served)).accountId).toBe(ada);
    expect(await statusOf(ben)).toBe("paused");
    for (const account_id of [ben, cleo]) {
      const params = { account_id };
      expect(await api.call("post", "/api/accounts/{account_id}/reactivate", { params })).toEqual({
        status: "reactivated",
      });
    }
    expect(await statusOf(ben)).toBe("active");
  });

  test("of a key in config.yaml is written there, and its sister keys go on", async () => {
    const { accounts } = await api.call("get", "/api/accounts", { query: { provider: "router" } });
    const [first, second] = accounts;
    if (first === undefined || second === undefined) throw new Error("two keys");
    await api.call("post", "/api/accounts/{account_id}/pause", { params: { account_id: first.account_id } });
    expect(await statusOf(first.account_id)).toBe("paused");
    expect(await statusOf(second.account_id)).toBe("active");
    await api.call("post", "/api/accounts/{account_id}/reactivate", { params: { account_id: first.account_id } });
    expect(await statusOf(first.account_id)).toBe("active");
  });
});

describe("import", () => {
  test("takes Codex's own file; a known identity is a conflict, left alone, or given the tokens", async () => {
    const member = world.sandbox.addAccount({ email: "dara@example.com", plan: "team" });
    const imported = await api.call("post", "/api/accounts/import", { query: {}, form: authForm(member.authJson()) });
    expect(imported).toMatchObject({
      email: "dara@example.com",
      plan_type: "team",
      status: "active",
      outcome: "imported",
    });
    const again = await api.refused("POST", "/api/accounts/import", { body: authForm(member.authJson()) });
    expect(again).toMatchObject({ status: 409, code: "duplicate_identity_conflict" });

    const wanted = await api.call("get", "/api/settings");
    await api.call("put", "/api/settings", { json: { ...wanted, import_without_overwrite: true } });
    const left = await api.call("post", "/api/accounts/import", { query: {}, form: authForm(member.authJson()) });
    expect(left).toMatchObject({ account_id: imported.account_id, outcome: "unchanged", status: "active" });
    await api.call("put", "/api/settings", { json: { ...wanted, import_without_overwrite: false } });
  });

  test("a new sign-in of a dead account heals it with ?overwrite=true", async () => {
    const member = world.sandbox.addAccount({ email: "emil@example.com", plan: "plus" });
    const { account_id } = await api.call("post", "/api/accounts/import", {
      query: {},
      form: authForm(member.authJson()),
    });
    member.revokeLogin();
    const params = { account_id };
    const refused = await api.refused("POST", `/api/accounts/${account_id}/refresh-token`);
    expect(refused).toMatchObject({ status: 502, code: "token_refresh_failed" });
    expect(await statusOf(account_id)).toBe("reauth_required");
    expect(await api.refused("POST", `/api/accounts/${account_id}/reactivate`)).toMatchObject({
      status: 409,
      code: "account_state_transition_invalid",
    });
    const { userId, accountId } = member;
    const anew = world.sandbox.addAccount({ email: "emil@example.com", plan: "plus", userId, accountId });
    const healed = await api.call("post", "/api/accounts/import", {
      query: { overwrite: "true" },
      form: authForm(anew.authJson()),
    });
    expect(healed).toMatchObject({ account_id, outcome: "updated", status: "active" });
    expect(await api.call("post", "/api/accounts/{account_id}/refresh-token", { params })).toMatchObject({
      status: "refreshed",
    });
  });

  test.each([
    ["no JSON", "{", "it is not valid JSON"],
    ["nothing", "", "it is empty"],
    ["a list", "[]", "it holds a list"],
    ["no access token", { tokens: { id_token: "x" } }, "access_token is missing"],
    ["no id token", { tokens: { access_token: "x" } }, "id_token is missing"],
    ["something else", { type: "pigeon" }, 'accounts of type "pigeon" are not known'],
  ])("says what is wrong with a file that holds %s", async (_, json, reason) => {
    const before = readdirSync(join(world.dataDir, "auths"));
    const refusal = await api.refused("POST", "/api/accounts/import", { body: authForm(json) });
    expect(refusal).toMatchObject({ status: 400, code: "invalid_auth_json", message: expect.stringContaining(reason) });
    expect(readdirSync(join(world.dataDir, "auths"))).toEqual(before);
  });

  test("wants one part, a file, and no more", async () => {
    const noFile = new FormData();
    noFile.set("auth_json", "{}");
    const more = authForm({});
    more.set("colour", "red");
    for (const [form, name] of [
      [new FormData(), "auth_json"],
      [noFile, "auth_json"],
      [more, "colour"],
    ] as const) {
      const refusal = await api.refused("POST", "/api/accounts/import", { body: form });
      expect(refusal).toMatchObject({ status: 422, code: "validation_error", message: expect.stringContaining(name) });
    }
    expect(await api.refused("POST", "/api/accounts/import", { body: {} })).toMatchObject({ status: 415 });
    const huge = authForm(" ".repeat(11 * 1024 * 1024));
    expect(await api.refused("POST", "/api/accounts/import", { body: huge })).toMatchObject({ status: 413 });
  });

  test("takes many at once, rehearsed or for real, and reports on each", async () => {
    const fay = world.sandbox.addAccount({ email: "fay@example.com" });
    const gus = world.sandbox.addAccount({ email: "gus@example.com" });
    const text = JSON.stringify([fay.authJson(), fay.authJson(), { type: "pigeon" }]);
    const rehearsed = await api.call("post", "/api/accounts/import-text", { json: { text, dry_run: true } });
    expect(rehearsed.items.map(({ outcome }) => outcome)).toEqual(["imported", "unchanged", "refused"]);
    expect((await api.call("get", "/api/accounts", { query: { search: "fay" } })).total).toBe(0);
    const done = await api.call("post", "/api/accounts/import-text", { json: { text } });
    expect(done.items.map(({ outcome, item }) => [outcome, item])).toEqual([
      ["imported", 1],
      ["unchanged", 2],
      ["refused", 3],
    ]);

    const form = new FormData();
    form.append("files", new File([JSON.stringify(fay.authJson())], "fay.json"));
    form.append("files", new File(["{"], "broken.json"));
    form.append("files", new File([" ".repeat(11 * 1024 * 1024)], "huge.json"));
    form.append("files", new File([`${JSON.stringify(gus.authJson())}\n${JSON.stringify(fay.authJson())}\n`], "lines"));
    const many = await api.call("post", "/api/accounts/import-many", { query: {}, form });
    expect(many.items.map(({ source, outcome, account }) => [source, outcome, account])).toEqual([
      ["fay.json", "unchanged", "fay@example.com"],
      ["broken.json", "refused", null],
      ["huge.json", "refused", null],
      ["lines", "imported", "gus@example.com"],
      ["lines", "unchanged", "fay@example.com"],
    ]);
  });

  test("reads other programs' exports: each account of them is an item of its own", async () => {
    const ida = world.sandbox.addAccount({ email: "ida@example.com" });
    const { tokens } = ida.authJson() as { tokens: Record<string, unknown> };
    const sub2api = {
      accounts: [
        { platform: "openai", type: "oauth", credentials: tokens },
        { platform: "pigeon", credentials: {} },
      ],
    };
    const { items } = await api.call("post", "/api/accounts/import-text", { json: { text: JSON.stringify(sub2api) } });
    expect(items.map(({ outcome, item, account }) => [outcome, item, account])).toEqual([
      ["imported", 1, "ida@example.com"],
      ["refused", 2, null],
    ]);
  });
});

describe("deleting", () => {
  test("takes the account out of the pool at once; its records stay, labelled", async () => {
    const member = world.sandbox.addAccount({ email: "hana@example.com" });
    const { account_id } = await api.call("post", "/api/accounts/import", {
      query: {},
      form: authForm(member.authJson()),
    });
    const params = { account_id };
    const probe = await api.call("post", "/api/accounts/{account_id}/probe", { params, json: {} });
    expect(probe).toMatchObject({ ok: true, http_status: 200, error: null, status: "active" });
    expect(await api.call("delete", "/api/accounts/{account_id}", { params })).toEqual({ status: "deleted" });
    expect((await api.call("get", "/api/accounts", { query: { search: "hana" } })).total).toBe(0);
    expect(readdirSync(join(world.dataDir, "auths")).filter((name) => name.includes("hana"))).toEqual([]);
    expect(await world.record(probe.request_id)).toMatchObject({
      accountId: account_id,
      accountLabel: "hana@example.com",
      route: "POST /api/accounts/{account_id}/probe",
    });
  });

  test("of a key in config.yaml takes its entry out, and the last key takes its upstream along", async () => {
    const { accounts } = await api.call("get", "/api/accounts", { query: { provider: "router" } });
    for (const { account_id } of accounts) {
      await api.call("delete", "/api/accounts/{account_id}", { params: { account_id } });
    }
    expect((await api.call("get", "/api/accounts", { query: { provider: "router" } })).total).toBe(0);
    const text = await Bun.file(world.configFile).text();
    expect(text).not.toContain("router");
    expect(text).toContain("cl-config-key");
  });
});

test.each([
  ["GET", ""],
  ["DELETE", ""],
  ["GET", "/trends"],
  ["GET", "/samples"],
  ["GET", "/export"],
  ["POST", "/pause"],
  ["POST", "/reactivate"],
  ["POST", "/refresh-token"],
  ["POST", "/refresh-quota"],
  ["POST", "/reset-cooldown"],
])("%s of an account that is not there%s is 404", async (method, path) => {
  expect(await api.refused(method, `/api/accounts/${UNKNOWN}${path}`)).toEqual(GONE);
});

test("trends are what was left, hour by hour", async () => {
  const account_id = await idOf("ada@example.com");
  const trends = await api.call("get", "/api/accounts/{account_id}/trends", { params: { account_id } });
  expect(trends.account_id).toBe(account_id);
  const { remaining_credits_primary, remaining_credits_secondary } = await api.call(
    "get",
    "/api/accounts/{account_id}",
    { params: { account_id } },
  );
  expect(trends.primary.at(-1)).toEqual({
    t: expect.stringMatching(/T\d\d:00:00/),
    v: remaining_credits_primary ?? -1,
  });
  expect(trends.secondary.at(-1)?.v).toBe(remaining_credits_secondary ?? -1);
  const { samples } = await api.call("get", "/api/accounts/{account_id}/samples", {
    params: { account_id },
    query: {},
  });
  expect(samples.length).toBeGreaterThan(0);
});
