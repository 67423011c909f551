// The lists of keys by way of the management API, over real HTTP: the clients' and the upstreams'.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";

import { INVALID, type ManagedWorld, NOT_FOUND, OK, startManagedWorld } from "../support/managed-world.ts";

let managed: ManagedWorld;
let call: ManagedWorld["call"];
let isRefused: ManagedWorld["isRefused"];

beforeAll(async () => {
  managed = await startManagedWorld();
  ({ call, isRefused } = managed);
});
beforeEach(() => managed.reset());
afterAll(() => managed[Symbol.asyncDispose]());

describe("the lists of bare keys", () => {
  const lists = [
    { name: "api-keys", keys: ["k1", "k2", "k3"] },
    { name: "generative-language-api-key", keys: ["AI-1", "AI-2"] },
  ] as const;
  for (const { name, keys } of lists) {
    const read = async (): Promise<unknown> => ((await call(`GET /${name}`)).body as Record<string, unknown>)[name];
    const [first, second] = keys;

    test(`GET /${name}`, async () => expect(await read()).toEqual([...keys]));

    test.each([
      ["a raw list", ["n1", second], ["n1", second]],
      ["items", { items: ["n1", "n2"] }, ["n1", "n2"]],
      ["nothing", [], []],
    ])(`PUT /${name} takes %s`, async (_what, body, expected) => {
      expect(await call(`PUT /${name}`, { body })).toMatchObject(OK);
      expect(await read()).toEqual(expected);
    });

    test(`PUT /${name} refuses what is no list of keys`, async () => {
      for (const body of [
        "{",
        "",
        "null",
        '"k"',
        {},
        { items: [] },
        { items: "k" },
        [1],
        ["k", null],
        [""],
        ["two words"],
      ]) {
        await isRefused(`PUT /${name}`, body, INVALID);
      }
    });

    test.each([
      [{ old: second, new: "n2" }, [first, "n2", ...keys.slice(2)]],
      [{ index: 0, value: "n1" }, ["n1", ...keys.slice(1)]],
      [{ index: 99, value: "x", old: first, new: "n1" }, ["n1", ...keys.slice(1)]],
    ])(`PATCH /${name} takes %j`, async (body, expected) => {
      expect(await call(`PATCH /${name}`, { body })).toMatchObject(OK);
      expect(await read()).toEqual(expected);
    });

    test.each([
      [{ old: "unknown", new: "n" }, NOT_FOUND],
      [{ index: 99, value: "n" }, NOT_FOUND],
      [{ index: -1, value: "n" }, NOT_FOUND],
      [{ index: 0 }, { status: 400, body: { error: "missing fields" } }],
      [{ old: first }, { status: 400, body: { error: "missing fields" } }],
      [{}, { status: 400, body: { error: "missing fields" } }],
      [{ index: "0", value: "n" }, INVALID],
      [{ index: 0.5, value: "n" }, INVALID],
      [{ index: 0, value: 1 }, INVALID],
      [{ index: 0, value: "" }, INVALID],
      ["[", INVALID],
      [[], INVALID],
    ])(`PATCH /${name} refuses %j`, (body, answer) => isRefused(`PATCH /${name}`, body, answer));

    test.each([
      [`?value=${first}`, keys.slice(1)],
      [`?value=%20${first}%20`, keys.slice(1)],
      ["?index=0", keys.slice(1)],
      [`?index=99&value=${first}`, keys.slice(1)],
    ])(`DELETE /${name}%s`, async (query, expected) => {
      expect(await call(`DELETE /${name}${query}`)).toMatchObject(OK);
      expect(await read()).toEqual([...expected]);
    });

    test.each([
      ["?value=unknown", NOT_FOUND],
      ["?index=99", NOT_FOUND],
      ["?index=-1", NOT_FOUND],
      ["?index=x", { status: 400, body: { error: "missing index or value" } }],
      ["?value=", { status: 400, body: { error: "missing index or value" } }],
      ["", { status: 400, body: { error: "missing index or value" } }],
    ])(`DELETE /${name}%s is refused`, (query, answer) => isRefused(`DELETE /${name}${query}`, undefined, answer));
  }

  test("a client's key made by the API serves at once, a removed one no longer", async () => {
    const models = async (key: string): Promise<number> =>
      (await managed.world.get("/v1/models", { headers: { authorization: `Bearer ${key}` } })).status;
    await call("PUT /config.yaml", { body: `${managed.rich}api-key-auth-enabled: true\n` });
    expect([await models("fresh"), await models("k3")]).toEqual([401, 200]);
    await call("PATCH /api-keys", { body: { old: "k3", new: "fresh" } });
    expect([await models("fresh"), await models("k3")]).toEqual([200, 401]);
  });

  test("what else is said of a key that stays, stays", async () => {
    await call("PUT /api-keys", { body: ["k2", "k1", "new"] });
    expect(await managed.file()).toContain("  # the build server\n  - key: k2\n    name: ci\n  - k1 # Ada\n  - new\n");
    await call("PUT /generative-language-api-key", { body: ["AI-new", "AI-1", "AI-1"] });
    expect((await call("GET /gemini-api-key")).body).toMatchObject({
      "gemini-api-key": [{ "api-key": "AI-new" }, { "api-key": "AI-1", headers: { "X-Custom": "one" }, weight: 3 }],
    });
  });
});

describe("the lists of upstreams' keys", () => {
  const names = ["gemini", "claude", "codex", "vertex", "kimi", "xai"].map((provider) => `${provider}-api-key`);
  const read = async (name: string): Promise<unknown> =>
    ((await call(`GET /${name}`)).body as Record<string, unknown>)[name];

  test.each([...names, "openai-compatibility"])("GET /%s has a list, be it empty", async (name) => {
    expect(await read(name)).toBeArray();
  });

  test("an entry is shown in full, with its account's handle", async () => {
    expect(await read("gemini-api-key")).toEqual([
      {
        "api-key": "AI-1",
        "base-url": "http://127.0.0.1:9/one",
        "proxy-url": "",
        headers: { "X-Custom": "one" },
        weight: 3,
        "auth-index": expect.stringMatching(/^[0-9a-f]{16}$/),
      },
      { "api-key": "AI-2", "base-url": "", "proxy-url": "", "auth-index": expect.any(String) },
    ]);
    expect(await read("claude-api-key")).toEqual([
      {
        "api-key": "cl-a",
        "base-url": "",
        "proxy-url": "",
        models: [
          { name: "claude-long", alias: "claude-short" },
          { name: "claude-plain", alias: "" },
        ],
        "auth-index": expect.any(String),
      },
    ]);
    expect(await read("openai-compatibility")).toEqual([
      {
        name: "router",
        "base-url": "http://127.0.0.1:9/router/v1",
        "api-key-entries": [
          { "api-key": "ro-1", "proxy-url": "", "auth-index": expect.any(String) },
          { "api-key": "ro-2", "proxy-url": "", "auth-index": expect.any(String) },
        ],
        models: [{ name: "m", alias: "a" }],
      },
    ]);
  });

  for (const name of names) {
    const entries = [
      { "api-key": "n-1", "base-url": "http://127.0.0.1:9/n", "proxy-url": "direct", headers: { "X-A": "1" } },
      { "api-key": " n-2 ", "base-url": "", "proxy-url": "", models: null, "auth-index": "shown only" },
    ];
    const written = [entries[0], { "api-key": "n-2", "base-url": "", "proxy-url": "" }];

    test.each([
      ["a raw list", entries],
      ["items", { items: entries }],
    ])(`PUT /${name} takes %s`, async (_what, body) => {
      expect(await call(`PUT /${name}`, { body })).toMatchObject(OK);
      expect(await read(name)).toMatchObject(written);
      expect(await call(`PUT /${name}`, { body: [] })).toMatchObject(OK);
      expect(await read(name)).toEqual([]);
    });

    test(`PUT /${name} refuses a list that is none, and one with a bad entry`, async () => {
      const good = { "api-key": "n-1" };
      for (const body of [
        "{",
        "null",
        {},
        { items: [] },
        ["k"],
        [good, {}],
        [good, { "api-key": "" }],
        [{ "api-key": 5 }],
      ]) {
        await isRefused(`PUT /${name}`, body, INVALID);
      }
      for (const bad of [
        { "base-url": "nowhere" },
        { "proxy-url": "x" },
        { headers: [1] },
        { models: "m" },
        { priority: "1" },
      ]) {
        await isRefused(`PUT /${name}`, [good, { "api-key": "n-2", ...bad }], INVALID);
      }
    });

    test(`PATCH /${name} changes what is said, by index and by key`, async () => {
      await call(`PUT /${name}`, { body: entries });
      const byIndex = { index: 1, value: { "proxy-url": "socks5://proxy.example.com:1080", "base-url": null } };
      expect(await call(`PATCH /${name}`, { body: byIndex })).toMatchObject(OK);
      expect(
        await call(`PATCH /${name}`, { body: { match: "n-1", value: { priority: 2, "api-key": "n-9" } } }),
      ).toMatchObject(OK);
      expect(await read(name)).toMatchObject([
        {
          "api-key": "n-9",
          "base-url": "http://127.0.0.1:9/n",
          "proxy-url": "direct",
          headers: { "X-A": "1" },
          priority: 2,
        },
        { "api-key": "n-2", "base-url": "", "proxy-url": "socks5://proxy.example.com:1080" },
      ]);
    });

    test(`PATCH /${name} refuses what matches nothing, and what would take the key away`, async () => {
      await call(`PUT /${name}`, { body: entries });
      const value = { priority: 1 };
      for (const which of [{ index: 9 }, { index: -1 }, { match: "unknown" }, { match: "" }, {}]) {
        await isRefused(`PATCH /${name}`, { ...which, value }, NOT_FOUND);
      }
      for (const wrong of [
        undefined,
        null,
        [],
        "x",
        { "api-key": "" },
        { "api-key": null },
        { "base-url": "nowhere" },
      ]) {
        await isRefused(`PATCH /${name}`, { index: 0, value: wrong }, INVALID);
      }
      for (const index of ["0", 0.5]) await isRefused(`PATCH /${name}`, { index, value }, INVALID);
      for (const body of ["", "[1]", "null"]) await isRefused(`PATCH /${name}`, body, INVALID);
    });

    test(`DELETE /${name} takes one out, by key or index`, async () => {
      await call(`PUT /${name}`, { body: entries });
      expect(await call(`DELETE /${name}?api-key=n-1`)).toMatchObject(OK);
      expect(await read(name)).toMatchObject([{ "api-key": "n-2" }]);
      expect(await call(`DELETE /${name}?index=0`)).toMatchObject(OK);
      expect(await read(name)).toEqual([]);
    });

    test.each([
      ["?api-key=unknown", NOT_FOUND],
      ["?index=99", NOT_FOUND],
      ["?index=-1", NOT_FOUND],
      ["?api-key=", { status: 400, body: { error: "missing api-key or index" } }],
      ["?index=x", { status: 400, body: { error: "missing api-key or index" } }],
      ["", { status: 400, body: { error: "missing api-key or index" } }],
    ])(`DELETE /${name}%s is refused`, (query, answer) => isRefused(`DELETE /${name}${query}`, undefined, answer));

    test(`of one key at two addresses, base-url says which is meant in /${name}`, async () => {
      const twice = [{ "api-key": "t" }, { "api-key": "t", "base-url": "http://127.0.0.1:9/t" }];
      await call(`PUT /${name}`, { body: twice });
      await isRefused(`DELETE /${name}?api-key=t`, undefined, {
        status: 400,
        body: { error: "multiple items match api-key; base-url is required" },
      });
      await isRefused(
        `PATCH /${name}`,
        { match: "t", value: { priority: 1 } },
        {
          status: 400,
          body: { error: "multiple items match; index is required" },
        },
      );
      expect(await call(`DELETE /${name}?api-key=t&base-url=http://127.0.0.1:9/t/`)).toMatchObject(OK);
      expect(await read(name)).toMatchObject([{ "api-key": "t", "base-url": "" }]);
    });
  }

  test("a list that is read, changed in one place and written back keeps the comments of all the rest", async () => {
    const shown = (await read("gemini-api-key")) as readonly object[];
    const body = [
      ...shown.map((entry, index) => (index === 1 ? { ...entry, priority: 4 } : entry)),
      { "api-key": "AI-3" },
    ];
    expect(await call("PUT /gemini-api-key", { body })).toMatchObject(OK);
    const compatible = await read("openai-compatibility");
    expect(await call("PUT /openai-compatibility", { body: compatible })).toMatchObject(OK);
    const added = "  - api-key: AI-2\n    priority: 4\n  - api-key: AI-3\n";
    expect(await managed.file()).toBe(managed.rich.replace("  - api-key: AI-2\n", added));
  });

  describe("openai-compatibility", () => {
    const path = "/openai-compatibility";
    const entry = {
      name: "n",
      "base-url": "http://127.0.0.1:9/n/v1",
      "api-key-entries": [{ "api-key": "sk", "proxy-url": "" }],
      models: [{ name: "m", alias: "a" }],
    };

    test("PUT takes a list, and the older form of its keys", async () => {
      expect(await call(`PUT ${path}`, { body: [entry] })).toMatchObject(OK);
      expect(await read("openai-compatibility")).toMatchObject([entry]);
      const older = { name: "o", "base-url": "http://127.0.0.1:9/o", "api-keys": ["x", " y ", "", "x"] };
      expect(await call(`PUT ${path}`, { body: { items: [older] } })).toMatchObject(OK);
      const [shown] = (await read("openai-compatibility")) as readonly unknown[];
      expect(shown).toMatchObject({ "api-key-entries": [{ "api-key": "x" }, { "api-key": "y" }], models: [] });
      expect(shown).not.toHaveProperty("api-keys");
    });

    test("PUT refuses an entry without name or address", async () => {
      for (const wrong of [
        { name: "" },
        { "base-url": "" },
        { name: 5 },
        { "base-url": "nowhere" },
        { "api-key-entries": "sk" },
      ]) {
        await isRefused(`PUT ${path}`, [{ ...entry, ...wrong }], INVALID);
      }
    });

    test("PATCH changes one by name and by index, and never takes it away", async () => {
      expect(await call(`PATCH ${path}`, { body: { name: "router", value: { prefix: "r" } } })).toMatchObject(OK);
      expect(await call(`PATCH ${path}`, { body: { index: 0, value: { disabled: true } } })).toMatchObject(OK);
      expect(await read("openai-compatibility")).toMatchObject([
        {
          name: "router",
          prefix: "r",
          disabled: true,
          "api-key-entries": [{ "api-key": "ro-1" }, { "api-key": "ro-2" }],
        },
      ]);
      await isRefused(`PATCH ${path}`, { name: "unknown", value: {} }, NOT_FOUND);
      await isRefused(`PATCH ${path}`, { index: 9, value: {} }, NOT_FOUND);
      for (const value of [undefined, { name: "" }, { "base-url": "" }, { "base-url": "nowhere" }]) {
        await isRefused(`PATCH ${path}`, { name: "router", value }, INVALID);
      }
    });

    test("DELETE takes one out by name or index", async () => {
      await isRefused(`DELETE ${path}?name=unknown`, undefined, NOT_FOUND);
      await isRefused(`DELETE ${path}?index=9`, undefined, NOT_FOUND);
      await isRefused(`DELETE ${path}`, undefined, { status: 400, body: { error: "missing name or index" } });
      expect(await call(`DELETE ${path}?name=router`)).toMatchObject(OK);
      expect(await read("openai-compatibility")).toEqual([]);
      await managed.reset();
      expect(await call(`DELETE ${path}?index=0`)).toMatchObject(OK);
      expect(await read("openai-compatibility")).toEqual([]);
    });
  });
});
