// Models, providers and the keys of config.yaml over /api.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { parse } from "yaml";

import { type SignedIn, signIn } from "../support/api-client.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
let api: SignedIn;

beforeAll(async () => {
  world = await startWorld({
    accounts: 2,
    config: {
      "model-aliases": { fast: "gpt-5.6-luna", "deep(high)": "gpt-5.5" },
      "openai-compatibility": [
        {
          name: "router",
          "base-url": "http://user:secret@127.0.0.1:9/v1",
          "api-key-entries": ["r-1"],
          models: [{ name: "long/model", alias: "short" }],
        },
      ],
    },
  });
  api = await signIn(world);
});
afterAll(() => world[Symbol.asyncDispose]());

async function yaml(): Promise<Readonly<Record<string, unknown>>> {
  return parse(await Bun.file(world.configFile).text()) as Readonly<Record<string, unknown>>;
}

describe("models", () => {
  test("say who serves them now, at which price, and what an alias stands for", async () => {
    const { models, efforts } = await api.call("get", "/api/models", { query: {} });
    const named = (name: string) => models.find((model) => model.name === name);
    const counts = { total: 2, usable: 2, cooling: 0, paused: 0, out: 0 };
    expect(named("gpt-5.5")).toEqual({
      name: "gpt-5.5",
      alias_of: null,
      upstream_models: ["gpt-5.5"],
      served_by: ["codex"],
      accounts: counts,
      price: { input: 5, cached_input: 0.5, output: 30, cache_write: null },
    });
    expect(named("fast")).toMatchObject({ alias_of: "gpt-5.6-luna", served_by: ["codex"], accounts: counts });
    expect(named("short")).toMatchObject({ upstream_models: ["long/model"], served_by: ["router"], price: null });
    expect(efforts).toContain("high");
    const of = await api.call("get", "/api/models", { query: { provider: "router" } });
    expect(of.models.map(({ name }) => name)).toEqual(["short"]);
    const found = await api.call("get", "/api/models", { query: { search: "FAST" } });
    expect(found.models.map(({ name }) => name)).toContain("fast");
  });

  test("count a paused account as such", async () => {
    const { accounts } = await api.call("get", "/api/accounts", { query: {} });
    const params = { account_id: accounts[0]?.account_id ?? "" };
    await api.call("post", "/api/accounts/{account_id}/pause", { params });
    const { models } = await api.call("get", "/api/models", { query: { search: "gpt-5.5" } });
    expect(models[0]?.accounts).toEqual({ total: 2, usable: 1, cooling: 0, paused: 1, out: 0 });
    await api.call("post", "/api/accounts/{account_id}/reactivate", { params });
  });
});

test("providers are shown with where their accounts come from", async () => {
  const { providers } = await api.call("get", "/api/providers");
  expect(providers.find(({ upstream }) => upstream === "codex")).toMatchObject({
    name: "ChatGPT (Codex)",
    base_url: `${world.sandboxUrl}/backend-api`,
    accounts: { total: 2, usable: 2 },
    from_auth_files: 2,
    from_config: 0,
    login_flows: ["browser", "device"],
    takes_keys: true,
  });
  expect(providers.find(({ upstream }) => upstream === "router")).toMatchObject({
    provider: "openai-compatibility",
    base_url: "http://***@127.0.0.1:9/v1",
    accounts: { total: 1 },
    from_config: 1,
    models: 1,
  });
  expect(providers.find(({ upstream }) => upstream === "qwen")).toMatchObject({
    accounts: { total: 0 },
    login_note: expect.stringContaining("April 2026"),
    takes_keys: false,
  });
});

describe("vendors' keys", () => {
  test("are added, changed and removed in config.yaml, and serve at once; the key itself is never shown", async () => {
    const added = await api.call("post", "/api/provider-keys/{provider}", {
      params: { provider: "claude" },
      json: { api_key: "cl-new-key", priority: 5, headers: { "X-Team": "blue" }, models: [{ name: "m", alias: "a" }] },
    });
    expect(added).toMatchObject({
      provider: "claude",
      key: expect.stringMatching(/^sk-.{5}\*\*\*.{4}$/),
      priority: 5,
      header_names: ["X-Team"],
      models: [{ name: "m", alias: "a" }],
      disabled: false,
    });
    const { account_id } = added;
    expect((await api.call("get", "/api/accounts", { query: { provider: "claude" } })).accounts).toMatchObject([
      { account_id, source: "config", priority: 5 },
    ]);
    const params = { provider: "claude", account_id } as const;
    const changed = await api.call("patch", "/api/provider-keys/{provider}/{account_id}", {
      params,
      json: { priority: null, models: null, disabled: true, excluded_models: ["*-mini"], headers: { "x-team": "" } },
    });
    expect(changed).toMatchObject({
      account_id,
      priority: 0,
      models: null,
      disabled: true,
      excluded_models: ["*-mini"],
      header_names: [],
    });
    const moved = await api.call("patch", "/api/provider-keys/{provider}/{account_id}", {
      params,
      json: { base_url: "http://127.0.0.1:9/relay", disabled: false },
    });
    expect(moved.account_id).not.toBe(account_id);
    expect(JSON.stringify(await api.call("get", "/api/provider-keys"))).not.toContain("cl-new-key");
    expect((await yaml())["claude-api-key"]).toMatchObject([
      { "api-key": "cl-new-key", "base-url": "http://127.0.0.1:9/relay", "excluded-models": ["*-mini"] },
    ]);
    await api.call("delete", "/api/provider-keys/{provider}/{account_id}", {
      params: { provider: "claude", account_id: moved.account_id },
    });
    expect((await api.call("get", "/api/provider-keys")).keys).toEqual([]);
  });

  test("that are there already, unknown or wrong are refused, and nothing is changed", async () => {
    const params = { provider: "gemini" } as const;
    const json = { api_key: "AI-1", base_url: "http://127.0.0.1:9/x" };
    await api.call("post", "/api/provider-keys/{provider}", { params, json });
    const before = await yaml();
    const again = { body: { ...json, base_url: "http://127.0.0.1:9/x/" } };
    expect(await api.refused("POST", "/api/provider-keys/gemini", again)).toMatchObject({
      status: 409,
      code: "provider_key_exists",
    });
    for (const [path, body, name] of [
      ["/api/provider-keys/gemini", {}, "api_key"],
      ["/api/provider-keys/gemini", { api_key: "a b" }, "api_key"],
      ["/api/provider-keys/gemini", { api_key: "k", base_url: "nowhere" }, "base-url"],
      ["/api/provider-keys/gemini", { api_key: "k", proxy_url: "ftp://x" }, "proxy-url"],
      ["/api/provider-keys/gemini", { api_key: "k", colour: "red" }, "colour"],
      ["/api/provider-keys/pigeon", { api_key: "k" }, "provider"],
    ] as const) {
      expect(await api.refused("POST", path, { body })).toMatchObject({
        status: 422,
        message: expect.stringContaining(name),
      });
    }
    for (const method of ["PATCH", "DELETE"]) {
      const body = method === "PATCH" ? { body: { priority: 1 } } : {};
      expect(await api.refused(method, "/api/provider-keys/gemini/acc_0", body)).toMatchObject({
        status: 404,
        code: "provider_key_not_found",
      });
    }
    expect(await yaml()).toEqual(before);
  });
});

describe("compatible upstreams", () => {
  test("are added with their keys, changed, given another key, and removed", async () => {
    const added = await api.call("post", "/api/compatible-upstreams", {
      json: { name: "lab", base_url: "http://127.0.0.1:9/lab/v1", keys: [{ api_key: "l-1" }], models: [{ name: "x" }] },
    });
    expect(added).toMatchObject({ name: "lab", keys: [{ key: expect.any(String), disabled: false }] });
    const params = { name: "lab" };
    const more = await api.call("post", "/api/compatible-upstreams/{name}/keys", {
      params,
      json: { api_key: "l-2", proxy_url: "direct" },
    });
    expect(more.keys.map(({ proxy_url }) => proxy_url)).toEqual([null, "direct"]);
    expect((await api.call("get", "/api/accounts", { query: { provider: "lab" } })).total).toBe(2);
    const changed = await api.call("patch", "/api/compatible-upstreams/{name}", {
      params,
      json: { name: "laboratory", priority: 2 },
    });
    expect(changed).toMatchObject({ name: "laboratory", priority: 2 });
    await api.call("delete", "/api/compatible-upstreams/{name}", { params: { name: "laboratory" } });
    const { upstreams } = await api.call("get", "/api/provider-keys");
    expect(upstreams.map(({ name }) => name)).toEqual(["router"]);
  });

  test("that are there already or not there are refused", async () => {
    const taken = { body: { name: "router", base_url: "http://127.0.0.1:9" } };
    expect(await api.refused("POST", "/api/compatible-upstreams", taken)).toMatchObject({
      status: 409,
      code: "upstream_exists",
    });
    const key = { body: { api_key: "r-1" } };
    expect(await api.refused("POST", "/api/compatible-upstreams/router/keys", key)).toMatchObject({
      status: 409,
      code: "provider_key_exists",
    });
    for (const [method, path, body] of [
      ["PATCH", "/api/compatible-upstreams/nobody", { priority: 1 }],
      ["DELETE", "/api/compatible-upstreams/nobody", undefined],
      ["POST", "/api/compatible-upstreams/nobody/keys", { api_key: "k" }],
    ] as const) {
      const ask = body === undefined ? {} : { body };
      expect(await api.refused(method, path, ask)).toMatchObject({ status: 404, code: "upstream_not_found" });
    }
  });
});
