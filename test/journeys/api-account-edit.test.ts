// What the operator says of an account, does with it and takes out of it over /api.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { parse } from "yaml";

import * as faults from "../../src/sandbox/faults/fault.ts";
import { chat } from "../support/asks.ts";
import { type SignedIn, signIn } from "../support/api-client.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
let api: SignedIn;
let ada: string;
let ben: string;

beforeAll(async () => {
  world = await startWorld({
    accounts: 2,
    config: {
      "claude-api-key": [{ "api-key": "cl-config-key", headers: { "X-Team": "blue" } }],
      "openai-compatibility": [
        { name: "router", "base-url": "http://127.0.0.1:9/v1", "api-key-entries": ["r-1", { "api-key": "r-2" }] },
      ],
    },
  });
  api = await signIn(world);
  const { accounts } = await api.call("get", "/api/accounts", { query: {} });
  [ada = "", ben = ""] = accounts.map(({ account_id }) => account_id);
});
afterAll(() => world[Symbol.asyncDispose]());

const details = (account_id: string) => api.call("get", "/api/accounts/{account_id}", { params: { account_id } });
const patch = (account_id: string, json: object) =>
  api.call("patch", "/api/accounts/{account_id}", { params: { account_id }, json });
const refusedPatch = (account_id: string, body: unknown) =>
  api.refused("PATCH", `/api/accounts/${account_id}`, { body });

async function configKey(provider: string): Promise<string> {
  const { accounts } = await api.call("get", "/api/accounts", { query: { provider } });
  return accounts[0]?.account_id ?? "";
}

describe("fields", () => {
  test("are set, shown, kept in the auth file, and taken back with null", async () => {
    const said = {
      alias: "Main",
      note: "the first",
      priority: 7,
      concurrency: 3,
      prefix: "team-a",
      proxy_url: "http://user:secret@127.0.0.1:9",
      excluded_models: ["*-mini"],
      model_aliases: [{ name: "gpt-5.5", alias: "fast", fork: true }],
      headers: { "X-Team": "blue" },
    };
    expect(await patch(ada, said)).toMatchObject({
      account_id: ada,
      display_name: "Main",
      alias: "Main",
      note: "the first",
      priority: 7,
      concurrency: 3,
      prefix: "team-a",
      proxy_url: "http://***@127.0.0.1:9",
      excluded_models: ["*-mini"],
      model_aliases: [{ name: "gpt-5.5", alias: "fast", fork: true }],
      header_names: ["x-team"],
    });
    const [first] = world.accounts;
    if (first === undefined) throw new Error("ada");
    expect(await world.authFile(first)).toMatchObject({ label: "Main", proxy_url: said.proxy_url, priority: 7 });
    const none = {
      ...{ alias: null, note: null, priority: null, concurrency: null, prefix: null, proxy_url: null },
      ...{ excluded_models: null, model_aliases: null, headers: { "x-team": "" } },
    };
    expect(await patch(ada, none)).toMatchObject({
      display_name: "ada@example.com",
      alias: null,
      note: null,
      priority: 0,
      concurrency: null,
      prefix: null,
      proxy_url: null,
      excluded_models: [],
      model_aliases: [],
      header_names: [],
    });
  });

  test("that are wrong or unknown are named, and nothing is changed", async () => {
    const before = await details(ada);
    for (const [body, name] of [
      [{}, "at least one field"],
      [{ colour: "red" }, "colour"],
      [{ priority: "high" }, "priority"],
      [{ prefix: "a b" }, "prefix"],
      [{ proxy_url: "ftp://x" }, "proxy_url"],
      [{ alias: "Fine", base_url: "nowhere" }, "base_url"],
      [{ headers: { "bad name": "x" } }, "headers"],
    ] as const) {
      const refusal = await refusedPatch(ada, body);
      expect(refusal).toMatchObject({
        status: 422,
        code: "validation_error",
        message: expect.stringContaining(name),
      });
    }
    expect(await details(ada)).toEqual(before);
    expect(await refusedPatch("acc_0", { note: "x" })).toMatchObject({ status: 404, code: "account_not_found" });
  });

  test("of a key in config.yaml are written there; what it does not have is refused by name", async () => {
    const key = await configKey("claude");
    const said = { priority: 3, prefix: "c", excluded_models: ["claude-opus-*"], headers: { "x-TEAM": "red" } };
    expect(await patch(key, said)).toMatchObject({
      account_id: key,
      priority: 3,
      prefix: "c",
      excluded_models: ["claude-opus-*"],
      header_names: ["x-team"],
    });
    const config = parse(await Bun.file(world.configFile).text()) as { "claude-api-key": unknown };
    expect(config["claude-api-key"]).toEqual([
      {
        "api-key": "cl-config-key",
        headers: { "X-Team": "red" },
        priority: 3,
        prefix: "c",
        "excluded-models": ["claude-opus-*"],
      },
    ]);
    for (const name of ["alias", "note", "concurrency", "project_id"]) {
      const refusal = await refusedPatch(key, { [name]: name === "concurrency" ? 2 : "x" });
      expect(refusal).toMatchObject({
        status: 409,
        code: "account_field_not_supported",
        message: expect.stringContaining(name),
      });
    }
    const shared = await configKey("router");
    expect(await patch(shared, { proxy_url: "direct" })).toMatchObject({ proxy_url: "direct" });
    expect(await refusedPatch(shared, { priority: 1 })).toMatchObject({ code: "account_field_not_supported" });
  });
});

describe("the probe", () => {
  test("goes through the very account, paused as it may be, and leaves a record", async () => {
    const params = { account_id: ben };
    await api.call("post", "/api/accounts/{account_id}/pause", { params });
    const probe = await api.call("post", "/api/accounts/{account_id}/probe", { params, json: { model: "gpt-5.5" } });
    expect(probe).toMatchObject({ ok: true, model: "gpt-5.5", http_status: 200, error: null, status: "paused" });
    expect(await world.record(probe.request_id)).toMatchObject({ accountId: ben, outcome: "ok", clientKey: null });
    const settings = { sticky_threads_enabled: true, prefer_earlier_reset_accounts: false };
    await api.call("put", "/api/settings", { json: { ...settings, api_key_auth_enabled: true } });
    const keyless = await api.call("post", "/api/accounts/{account_id}/probe", { params, json: {} });
    expect(keyless.ok).toBe(true);
    await api.call("put", "/api/settings", { json: { ...settings, api_key_auth_enabled: false } });
    await api.call("post", "/api/accounts/{account_id}/reactivate", { params });
  });

  test("tells what a client would have been told, and rests an account that is refused", async () => {
    const params = { account_id: ben };
    world.fault({ account: "ben@example.com", fault: faults.usageLimitReached({ resetsInMs: 3_600_000 }) });
    const probe = await api.call("post", "/api/accounts/{account_id}/probe", { params, json: { model: "gpt-5.5" } });
    expect(probe).toMatchObject({ ok: false, http_status: 429, error: expect.any(String) });
    const rested = await details(ben);
    expect(rested.status).toBe("quota_exceeded");
    expect(rested.problem).toMatchObject({ kind: "quota_exceeded", until: expect.any(String) });
    const listed = await api.call("get", "/api/accounts", { query: { problem_only: "true" } });
    expect(listed.accounts.map(({ account_id }) => account_id)).toEqual([ben]);
    expect(await api.call("post", "/api/accounts/{account_id}/reset-cooldown", { params })).toEqual({
      status: "reset",
      reopened_models: [],
    });
    expect((await details(ben)).status).toBe("active");
  });

  test("of a model that the account does not serve says so, and sends nothing", async () => {
    const params = { account_id: await configKey("claude") };
    const before = world.exchanges().length;
    const probe = await api.call("post", "/api/accounts/{account_id}/probe", { params, json: { model: "gpt-5.5" } });
    expect(probe).toMatchObject({ ok: false, http_status: 404, error_code: "model_not_found" });
    expect(world.exchanges().length).toBe(before);
  });
});

describe("refreshing", () => {
  test("brings a new token, and what is left", async () => {
    const [first] = world.accounts;
    const params = { account_id: ada };
    const before = first?.sandbox.refreshes() ?? 0;
    const refreshed = await api.call("post", "/api/accounts/{account_id}/refresh-token", { params });
    expect(refreshed).toMatchObject({ status: "refreshed", expires_at: expect.any(String) });
    expect(first?.sandbox.refreshes()).toBe(before + 1);
    expect((await details(ada)).token).toMatchObject({ refreshable: true, expires_at: refreshed.expires_at });
    first?.sandbox.setUsage({ primary: 40 });
    const quota = await api.call("post", "/api/accounts/{account_id}/refresh-quota", { params });
    expect(quota).toMatchObject({ status: "observed", usage: { primary_remaining_percent: 60 } });
  });

  test("is not for keys", async () => {
    const key = await configKey("claude");
    expect(await api.refused("POST", `/api/accounts/${key}/refresh-token`)).toMatchObject({
      status: 409,
      code: "account_not_refreshable",
    });
    const params = { account_id: key };
    expect(await api.call("post", "/api/accounts/{account_id}/refresh-quota", { params })).toMatchObject({
      status: "not_offered",
    });
  });
});

describe("export", () => {
  test("hands out the file and Codex's own form, to the operator alone, and the audit tells", async () => {
    const [first] = world.accounts;
    if (first === undefined) throw new Error("ada");
    const file = await api.raw("GET", `/api/accounts/${ada}/export`);
    expect(file.body).toEqual(await world.authFile(first));
    expect(file.headers.get("content-disposition")).toContain("attachment");
    expect(file.headers.get("cache-control")).toBe("no-store");
    const codex = await api.raw("GET", `/api/accounts/${ada}/export?format=codex_auth_json`);
    expect(codex.body).toMatchObject({
      auth_mode: "chatgpt",
      OPENAI_API_KEY: null,
      tokens: { access_token: first.sandbox.accessToken(), account_id: first.sandbox.accountId },
    });
    const key = await configKey("claude");
    expect((await api.raw("GET", `/api/accounts/${key}/export`)).body).toEqual({
      type: "claude",
      api_key: "cl-config-key",
    });
    expect(await api.refused("GET", `/api/accounts/${key}/export?format=codex_auth_json`)).toMatchObject({
      status: 409,
      code: "export_not_possible",
    });
    expect(await api.refused("GET", `/api/accounts/${ada}/export?format=tar`)).toMatchObject({ status: 422 });
    const viewer = await signIn(world, "viewer");
    expect(await viewer.refused("GET", `/api/accounts/${ada}/export`)).toMatchObject({
      status: 403,
      code: "read_only_access",
    });
  });
});

describe("batches", () => {
  test("do one thing with many, and tell what failed for which", async () => {
    const batch = await api.call("post", "/api/accounts/batch", {
      json: { account_ids: [ada, "acc_0", ben, ada], action: "pause" },
    });
    expect(batch).toMatchObject({ succeeded: 2, failed: 1 });
    expect(batch.results).toEqual([
      { account_id: ada, ok: true, error: null },
      { account_id: "acc_0", ok: false, error: { code: "account_not_found", message: "Account not found" } },
      { account_id: ben, ok: true, error: null },
    ]);
    const refused = await world.post("/v1/chat/completions", chat("hello"));
    expect(refused.status).toBe(503);
    const back = await api.call("post", "/api/accounts/batch", {
      json: { filter: { provider: "codex", status: "paused" }, action: "reactivate" },
    });
    expect(back).toMatchObject({ succeeded: 2, failed: 0 });
    const edited = await api.call("post", "/api/accounts/batch", {
      json: { filter: { provider: "codex" }, action: "edit", fields: { note: "all of them" } },
    });
    expect(edited.succeeded).toBe(2);
    expect((await details(ben)).note).toBe("all of them");
    const noted = await api.call("post", "/api/accounts/batch", {
      json: { account_ids: [ben], action: "append_note", note: " and ben " },
    });
    expect(noted).toMatchObject({ succeeded: 1, failed: 0 });
    expect((await details(ben)).note).toBe("all of them\nand ben");
    expect((await details(ada)).note).toBe("all of them");
    const quotas = await api.call("post", "/api/accounts/batch", {
      json: { filter: { provider: "codex" }, action: "refresh_quota" },
    });
    expect(quotas).toMatchObject({ succeeded: 2, failed: 0 });
  });

  test("are one entry of the audit, which names whom they were done to", async () => {
    await api.call("post", "/api/accounts/batch", {
      json: { account_ids: [ada, "acc_0", ben], action: "append_note", note: "together" },
    });
    const { entries } = await api.call("get", "/api/audit", { query: { action: "account.batch", limit: 1 } });
    const names = ["ada", "ben"].map(
      (name, index) => `${name}@example.com (${[ada, ben][index]?.slice("acc_".length)})`,
    );
    expect(entries[0]?.detail).toBe(`append_note: 2 of 3 accounts: ${names.join(", ")}`);
  });

  test.each([
    [{ action: "pause" }, "account_ids"],
    [{ action: "pause", account_ids: ["a"], filter: {} }, "account_ids"],
    [{ action: "edit", filter: {} }, "fields"],
    [{ action: "pause", filter: {}, fields: { note: "x" } }, "fields"],
    [{ action: "append_note", filter: {} }, "note"],
    [{ action: "append_note", filter: {}, note: "  " }, "note"],
    [{ action: "pause", filter: {}, note: "x" }, "note"],
    [{ action: "dance", filter: {} }, "action"],
    [{ action: "pause", filter: { colour: "red" } }, "colour"],
  ])("refuse %p and say why", async (body, name) => {
    expect(await api.refused("POST", "/api/accounts/batch", { body })).toMatchObject({
      status: 422,
      code: "validation_error",
      message: expect.stringContaining(name),
    });
  });
});
