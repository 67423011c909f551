// The configuration by way of the management API, over real HTTP: the whole, single settings, maps. What is refused changes
// nothing; what is changed is in force at once and keeps the file's comments.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";

import { SETTINGS } from "../../src/management/config/settings.ts";
import { chat } from "../support/asks.ts";
import { INVALID, type ManagedWorld, OK, startManagedWorld } from "../support/managed-world.ts";
import { manage, MANAGEMENT_KEY } from "../support/management-client.ts";
import { until } from "../support/until.ts";
import { startWorld } from "../support/world.ts";

let managed: ManagedWorld;
let call: ManagedWorld["call"];
let isRefused: ManagedWorld["isRefused"];

beforeAll(async () => {
  managed = await startManagedWorld();
  ({ call, isRefused } = managed);
});
beforeEach(() => managed.reset());
afterAll(() => managed[Symbol.asyncDispose]());

describe("single settings", () => {
  const settings: readonly (readonly [string, unknown, readonly unknown[]])[] = [
    ...SETTINGS.filter(({ type }) => type === "boolean").map(({ path }) => [path, null, ["true", 1, null]] as const),
    ...SETTINGS.filter(({ type }) => type === "number").map(({ path }) => [path, 5, ["5", true, null]] as const),
    ["/request-retry", 4, [1.5, -1, 1e9]],
    ["/proxy-url", "socks5://user:pass@127.0.0.1:1080", [true, "garbage", "ftp://x.example"]],
    ["/routing/strategy", "fill-first", [3]],
  ];

  for (const [path, given, wrong] of settings) {
    const name = path.split("/").at(-1) ?? "";
    test(`${path} is read, and written by PUT and PATCH`, async () => {
      const initially = ((await call(`GET ${path}`)).body as Record<string, unknown>)[name];
      expect(initially).toEqual(given === null ? expect.any(Boolean) : expect.anything());
      const other = given ?? initially === false;
      expect(await call(`PUT ${path}`, { body: { value: other } })).toMatchObject(OK);
      expect((await call(`GET ${path}`)).body).toEqual({ [name]: other });
      expect(await call(`PATCH ${path}`, { body: { Value: initially } })).toMatchObject(OK);
      expect((await call(`GET ${path}`)).body).toEqual({ [name]: initially });
    });

    for (const method of ["PUT", "PATCH"]) {
      test(`${method} ${path} refuses what is none`, async () => {
        for (const value of wrong) await isRefused(`${method} ${path}`, { value }, INVALID);
        for (const body of ["{", "", "[]", "null", {}, { value: { a: 1 } }]) {
          await isRefused(`${method} ${path}`, body, INVALID);
        }
      });
    }
  }

  test("DELETE /proxy-url clears it", async () => {
    await call("PUT /proxy-url", { body: { value: "http://127.0.0.1:3128" } });
    expect(await call("DELETE /proxy-url")).toMatchObject(OK);
    expect((await call("GET /proxy-url")).body).toEqual({ "proxy-url": "" });
  });

  test.each([
    ["rr", "round-robin"],
    ["ROUND_ROBIN", "round-robin"],
    ["fillfirst", "fill-first"],
    ["", "usage-weighted"],
  ])("routing/strategy takes '%s' for %s", async (value, strategy) => {
    expect(await call("PUT /routing/strategy", { body: { value } })).toMatchObject(OK);
    expect((await call("GET /routing/strategy")).body).toEqual({ strategy });
  });

  test("routing/strategy refuses what is no strategy", () =>
    isRefused("PUT /routing/strategy", { value: "best" }, { status: 400, body: { error: "invalid strategy" } }));

  test("an oversized body is refused", () =>
    isRefused("PUT /debug", `{"value":true,"pad":"${"x".repeat(5_000_000)}"}`, { status: 413 }));
});

describe("what is said of a provider's logins", () => {
  const maps = [
    {
      name: "oauth-excluded-models",
      word: "provider",
      member: "models",
      initially: ["*-mini"],
      given: [" a ", "b*", "a", ""],
      written: ["a", "b*"],
      wrong: [["a", 1], "a", { a: 1 }],
    },
    {
      name: "oauth-model-alias",
      word: "channel",
      member: "aliases",
      initially: [{ name: "gpt-long", alias: "fast", fork: true }],
      given: [
        { name: " n ", alias: "a" },
        { name: "x", alias: "A" },
        { name: "same", alias: "same" },
        { name: "", alias: "b" },
      ],
      written: [{ name: "n", alias: "a" }],
      wrong: [["a"], [{ name: 1, alias: "a" }], [{ name: "n", alias: "a", fork: "yes" }]],
    },
  ] as const;
  for (const { name, word, member, initially, given, written, wrong } of maps) {
    const read = async (): Promise<unknown> => ((await call(`GET /${name}`)).body as Record<string, unknown>)[name];

    test(`${name} is read, replaced, changed and removed provider by provider`, async () => {
      expect(await read()).toEqual({ codex: initially });
      expect(await call(`PATCH /${name}`, { body: { [word]: "Claude", [member]: given } })).toMatchObject(OK);
      expect(await read()).toEqual({ codex: initially, claude: written });
      expect(await call(`PATCH /${name}`, { body: { [word]: "codex", [member]: [] } })).toMatchObject(OK);
      expect(await read()).toEqual({ claude: written });
      expect(await call(`DELETE /${name}?${word}=claude`)).toMatchObject(OK);
      expect(await read()).toEqual({});
      expect(await call(`PUT /${name}`, { body: { codex: given, claude: [] } })).toMatchObject(OK);
      expect(await read()).toEqual({ codex: written });
    });

    test(`${name} refuses what is none`, async () => {
      for (const entries of wrong) {
        await isRefused(`PUT /${name}`, { codex: entries }, INVALID);
        await isRefused(`PATCH /${name}`, { [word]: "codex", [member]: entries }, INVALID);
      }
      for (const body of ["{", "[]", "null"]) {
        await isRefused(`PUT /${name}`, body, INVALID);
        await isRefused(`PATCH /${name}`, body, INVALID);
      }
      const unknown = { status: 404, body: { error: `${word} not found` } };
      await isRefused(`PATCH /${name}`, { [word]: "unknown", [member]: [] }, unknown);
      await isRefused(`DELETE /${name}?${word}=unknown`, undefined, unknown);
      await isRefused(`PATCH /${name}`, { [member]: given }, { status: 400, body: { error: `invalid ${word}` } });
      await isRefused(`DELETE /${name}`, undefined, { status: 400, body: { error: `missing ${word}` } });
    });
  }
});

describe("the whole", () => {
  test("GET /config has every key that the file can have, secrets of upstreams in full, and nothing about its own access", async () => {
    const { body } = await call("GET /config");
    expect(body).toMatchObject({
      debug: false,
      "proxy-url": "",
      "request-retry": 3,
      "api-keys": ["k1", "k2", "k3"],
      "generative-language-api-key": ["AI-1", "AI-2"],
      "codex-api-key": [{ "api-key": "sk-a" }, { "api-key": "sk-b", "base-url": "http://127.0.0.1:9/b/v1" }],
      "vertex-api-key": [],
      "openai-compatibility": [{ name: "router" }],
      routing: { strategy: "usage-weighted" },
      "oauth-excluded-models": { codex: ["*-mini"] },
    });
    for (const hidden of ["remote-management", "host", "port", "auth-dir"]) expect(body).not.toHaveProperty(hidden);
    expect(JSON.stringify(body)).not.toContain("[secret]");
  });

  test("GET /config.yaml is the file, byte by byte", async () => {
    const answer = await call("GET /config.yaml");
    expect(answer).toMatchObject({ status: 200, body: managed.rich });
    expect(answer.headers.get("content-type")).toBe("application/yaml; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("PUT /config.yaml puts the new file in force, and says what waits for a restart", async () => {
    const text = managed.rich.replace("# who may ask", "debug: true # for now\nport: 9999\n# who may ask");
    expect(await call("PUT /config.yaml", { body: text })).toEqual(
      expect.objectContaining({ status: 200, body: { ok: true, changed: ["config"], needs_restart: ["port"] } }),
    );
    expect(await managed.file()).toBe(text);
    expect((await call("GET /debug")).body).toEqual({ debug: true });
    expect((await call("PUT /config.yaml", { body: managed.rich })).body).toMatchObject({
      ok: true,
      changed: ["config"],
    });
  });

  test.each([
    ["broken YAML", "debug: ["],
    ["a value of the wrong type", "debug: perhaps"],
    ["one bad value among good ones", `debug: true\nrequest-retry: many`],
    ["a list", "- a"],
    ["nothing", " \n"],
    ["another key to manage with", "remote-management: { secret-key: mine }"],
    ["management from elsewhere", "remote-management: { allow-remote: true }"],
  ])("PUT /config.yaml refuses %s", (_what, text) =>
    isRefused("PUT /config.yaml", text, {
      status: 422,
      body: { error: "invalid_config", message: expect.any(String) },
    }),
  );

  test("PUT /config.yaml refuses what is no text", async () => {
    const response = await fetch(`${managed.world.url}/v0/management/config.yaml`, {
      method: "PUT",
      headers: { authorization: `Bearer ${MANAGEMENT_KEY}` },
      body: new Uint8Array([0xff, 0xfe, 0x00]),
    });
    expect(response.status).toBe(422);
    expect(await managed.file()).toBe(managed.rich);
  });

  test("a file that says nothing of the management key, or says it in plain text, keeps it", async () => {
    for (const text of ["debug: true\n", `remote-management:\n  secret-key: ${MANAGEMENT_KEY}\ndebug: true\n`]) {
      expect(await call("PUT /config.yaml", { body: text })).toMatchObject({ status: 200 });
      expect(await managed.file()).toContain("$2b$10$");
      expect(await call("GET /debug")).toMatchObject({ status: 200, body: { debug: true } });
    }
  });

  test("GET /latest-version is this one: nobody is asked", async () => {
    expect(await call("GET /latest-version")).toMatchObject({
      status: 200,
      body: { "latest-version": expect.stringMatching(/^v\d+\.\d+\.\d+/) },
    });
  });

  test("writers at once lose nothing of each other", async () => {
    const calls = [
      call("PUT /debug", { body: { value: true } }),
      call("PATCH /api-keys", { body: { index: 0, value: "one" } }),
      call("DELETE /codex-api-key?api-key=sk-a"),
      call("PATCH /gemini-api-key", { body: { match: "AI-2", value: { priority: 7 } } }),
      call("PUT /request-retry", { body: { value: 0 } }),
      ...Array.from({ length: 10 }, (_, index) =>
        call("PATCH /oauth-excluded-models", { body: { provider: `p${index}`, models: ["m"] } }),
      ),
    ];
    for (const answer of await Promise.all(calls)) expect(answer).toMatchObject(OK);
    const { body } = await call("GET /config");
    expect(body).toMatchObject({
      debug: true,
      "request-retry": 0,
      "api-keys": ["one", "k2", "k3"],
      "codex-api-key": [{ "api-key": "sk-b" }],
      "gemini-api-key": [{ "api-key": "AI-1" }, { "api-key": "AI-2", priority: 7 }],
    });
    const excluded = (body as Record<string, object>)["oauth-excluded-models"];
    expect(Object.keys(excluded ?? {})).toHaveLength(11);
  });

  test("a hand's edit is in force within a second, and an edit of the API right after it keeps it", async () => {
    await managed.world.editConfig(managed.rich.replace("# who may ask", "request-retry: 7\n# who may ask"));
    expect(await call("PUT /debug", { body: { value: true } })).toMatchObject(OK);
    expect((await call("GET /request-retry")).body).toEqual({ "request-retry": 7 });
    await managed.world.editConfig(managed.rich.replace("# who may ask", "request-retry: 8\n# who may ask"));
    await until(
      "the hand's edit",
      async () => JSON.stringify((await call("GET /request-retry")).body) === '{"request-retry":8}',
      1000,
    );
  });

  test("while the file is broken by a hand, edits are refused and the old settings stay", async () => {
    await managed.world.editConfig("debug: [");
    const answer = await call("PUT /debug", { body: { value: true } });
    expect(answer).toMatchObject({ status: 500, body: { error: expect.stringContaining("failed to save config: ") } });
    expect(await managed.file()).toBe("debug: [");
    expect((await call("GET /config.yaml")).body).toBe("debug: [");
    expect((await call("GET /debug")).body).toEqual({ debug: false });
  });
});

test("what changes while a stream runs leaves it as it began, and holds for the next request", async () => {
  await using world = await startWorld({
    accounts: 1,
    config: { "remote-management": { "secret-key": MANAGEMENT_KEY } },
  });
  const ask = manage(world);
  const stream = await world.post(
    "/v1/chat/completions",
    chat("long", { stream: true, model: "sandbox-stream-40x12" }),
  );
  expect(await ask("PUT /request-retry", { body: { value: 0 } })).toMatchObject(OK);
  expect(await ask("PUT /routing/strategy", { body: { value: "round-robin" } })).toMatchObject(OK);
  const yaml = String((await ask("GET /config.yaml")).body);
  expect(await ask("PUT /config.yaml", { body: `${yaml}api-key-auth-enabled: true\n` })).toMatchObject({ status: 200 });
  expect(await stream.text()).toEndWith("data: [DONE]\n\n");
  expect((await world.post("/v1/chat/completions", chat("next"))).status).toBe(401);
});
