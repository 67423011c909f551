// Bad days of an operator who changes things over the management API, over real HTTP: the process is killed in the middle of a
// write, two write at once, and requests run through it all.

import { describe, expect, test } from "bun:test";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { parseConfig } from "../../src/config/parse-config.ts";
import { chat } from "../support/asks.ts";
import { manage, type Manage, type ManagementAnswer, MANAGEMENT_KEY } from "../support/management-client.ts";
import { until } from "../support/until.ts";
import { ranked, startWorld, type World } from "../support/world.ts";

const KEYED = { "remote-management": { "secret-key": MANAGEMENT_KEY } };
const OK = { status: 200, body: { status: "ok" } };
const KIMI = { type: "kimi", api_key: "sk-kimi-1", email: "kim@example.com" };

describe("a process that is killed in the middle of writes", () => {
  test("leaves whole files, with everything in them that it had answered for", async () => {
    await using world = await startWorld({ accounts: 0, config: KEYED });
    for (let round = 1; round <= 5; round += 1) {
      const call = manage(world);
      await call("POST /auth-files?name=kimi.json", { body: KIMI });
      const config = writes((index) => call("PUT /api-keys", { body: [`k${index}`] }));
      const file = writes((index) => call("PATCH /auth-files/fields", { body: { name: "kimi.json", weight: index } }));
      await until("writes under way", () => config.answered() >= round * 4 && file.answered() >= round * 4);
      await world.kill9();
      await Promise.all([config.ended, file.ended]);

      const parsed = parseConfig(await readFile(world.configFile, "utf8"), "config.yaml");
      const keys = parsed.kind === "ok" ? parsed.config.apiKeys.map(({ key: one }) => one.reveal()) : [];
      expect([[`k${config.answered()}`], [`k${config.answered() + 1}`]]).toContainEqual(keys);
      const text = await readFile(join(world.dataDir, "auths", "kimi.json"), "utf8");
      const { weight, ...rest } = JSON.parse(text) as Record<string, unknown>;
      expect([file.answered(), file.answered() + 1]).toContain(Number(weight));
      expect(rest).toEqual(KIMI);

      await world.start();
      expect(await manage(world)("GET /api-keys")).toMatchObject({ body: { "api-keys": keys } });
      expect(await fileNames(manage(world))).toEqual(["kimi.json"]);
    }
  }, 60_000);

  /** One after the other, from 1, until one is not answered. */
  function writes(write: (index: number) => Promise<ManagementAnswer>): {
    answered(): number;
    readonly ended: Promise<void>;
  } {
    let answered = 0;
    const run = async (): Promise<void> => {
      for (;;) {
        const { status } = await write(answered + 1);
        if (status !== 200) throw new Error(`answered ${status}`);
        answered += 1;
      }
    };
    return { answered: () => answered, ended: run().catch(() => undefined) };
  }
});

describe("two who write at once", () => {
  test("uploads of one name leave one of them whole, and the pool has that one", async () => {
    await using world = await startWorld({ accounts: 0, config: KEYED });
    const call = manage(world);
    const uploads = Array.from({ length: 20 }, (_, index) => ({
      ...{
        type: "kimi",
        api_key: `sk-kimi-${index}`,
        email: `kim${index}@example.com`,
        note: "n".repeat(index * 5000),
      },
    }));
    const answers = await Promise.all(uploads.map((body) => call("POST /auth-files?name=kimi.json", { body })));
    for (const answer of answers) expect(answer).toMatchObject(OK);
    const written: unknown = JSON.parse(await readFile(join(world.dataDir, "auths", "kimi.json"), "utf8"));
    expect(uploads).toContainEqual(written as (typeof uploads)[number]);
    expect(await filesOf(call)).toMatchObject([{ name: "kimi.json", email: (written as { email: string }).email }]);
  });

  test("an upload, a field, a switch and a hand leave a file that is whole, and what is not the login's arrives", async () => {
    await using world = await startWorld({ accounts: 1, config: KEYED });
    const [account] = world.accounts;
    if (account === undefined) throw new Error("no account");
    const call = manage(world);
    const { fileName: name } = account;
    const before = await world.authFile(account);
    await Promise.all([
      call("PATCH /auth-files/fields", { body: { name, note: "by one" } }),
      call("PATCH /auth-files/fields", { body: { name, priority: 7 } }),
      call("PATCH /auth-files/status", { body: { name, disabled: true } }),
      call("PATCH /auth-files/fields", { body: { name, headers: { "X-A": "1" } } }),
      call("PATCH /auth-files/fields", { body: { name, headers: { "X-B": "2" } } }),
    ]);
    const all = { note: "by one", priority: 7, disabled: true, headers: { "X-A": "1", "X-B": "2" } };
    expect(await world.authFile(account)).toEqual({ ...before, ...all });
    await world.editAuthFile(account, { note: "by hand" });
    expect(await call("PATCH /auth-files/fields", { body: { name, prefix: "team" } })).toMatchObject(OK);
    expect(await world.authFile(account)).toEqual({ ...before, ...all, note: "by hand", prefix: "team" });
  });

  test("a hand and the API, turn by turn and at once, both find their changes in the file", async () => {
    await using world = await startWorld({ accounts: 0, config: KEYED });
    const call = manage(world);
    for (let round = 1; round <= 10; round += 1) {
      const text = await readFile(world.configFile, "utf8");
      // The hand saves what it began with and the API's change comes at any time after that.
      const saved = world.editConfig(`${text.replace(/^# hand .*\n/m, "")}# hand ${round}\n`);
      const excluded = saved.then(() =>
        call("PATCH /oauth-excluded-models", { body: { provider: `p${round}`, models: ["m"] } }),
      );
      expect(await excluded).toMatchObject(OK);
      const after = await readFile(world.configFile, "utf8");
      expect(after).toContain(`# hand ${round}`);
      const { body } = await call("GET /oauth-excluded-models");
      expect(Object.keys((body as Record<string, object>)["oauth-excluded-models"] ?? {})).toHaveLength(round);
    }
  });
});

describe("a request that runs", () => {
  test("comes to its end whatever becomes of its account and of the configuration", async () => {
    await using world = await startWorld({ accounts: ranked(2), config: KEYED });
    const call = manage(world);
    const stream = await streaming(world);
    const [ada] = world.accounts;
    const name = ada?.fileName ?? "";
    for (const [what, body] of [
      ["PATCH /auth-files/fields", { name, prefix: "other", proxy_url: "http://127.0.0.1:9" }],
      ["PATCH /auth-files/status", { name, disabled: true }],
      ["PUT /proxy-url", { value: "http://127.0.0.1:9" }],
      ["PUT /disable-cooling", { value: true }],
      ["PUT /codex-api-key", [{ "api-key": "sk-1", "base-url": "http://127.0.0.1:9/v1" }]],
      ["DELETE /auth-files?all=true", undefined],
    ] as const) {
      expect(await call(what, { body })).toMatchObject({ status: 200 });
    }
    expect(await stream.text()).toEndWith("data: [DONE]\n\n");
    expect((await world.record(stream)).outcome).toBe("ok");
    expect(await readdir(join(world.dataDir, "auths"))).not.toContain(name);
  });

  test("goes on while a list of thousands of keys is changed, and every change is in force with its answer", async () => {
    await using world = await startWorld({
      ...{ accounts: 1, started: false },
      config: { ...KEYED, "claude-api-key": Array.from({ length: 2000 }, (_, index) => key(index)) },
    });
    await world.start();
    const call = manage(world);
    const stream = await streaming(world);
    expect(await call("PATCH /claude-api-key", { body: { match: "sk-1999", value: { priority: 9 } } })).toMatchObject(
      OK,
    );
    expect(await call("DELETE /claude-api-key?index=0")).toMatchObject(OK);
    expect(await call("PATCH /claude-api-key", { body: { index: 0, value: { priority: "x" } } })).toMatchObject({
      ...{
        status: 400,
        body: { error: "invalid body", message: expect.stringContaining("claude-api-key[0].priority") },
      },
    });
    const [one, two] = await Promise.all([
      call("PUT /debug", { body: { value: true } }),
      call("PATCH /claude-api-key", { body: { match: "sk-5", value: { prefix: "team" } } }),
    ]);
    expect([one, two]).toMatchObject([OK, OK]);
    const { body } = await call("GET /config");
    const { "claude-api-key": keys, debug } = body as { readonly "claude-api-key": readonly object[]; debug: boolean };
    expect([keys.length, keys[0], keys[1998], keys[4], debug]).toMatchObject([
      ...[
        1999,
        { "api-key": "sk-1" },
        { "api-key": "sk-1999", priority: 9 },
        { "api-key": "sk-5", prefix: "team" },
        true,
      ],
    ]);
    expect(await stream.text()).toEndWith("data: [DONE]\n\n");
  }, 60_000);

  test("is not cut by a hand that writes a broken auth file, and the next one goes elsewhere within a second", async () => {
    await using world = await startWorld({ accounts: ranked(2), config: KEYED });
    const stream = await streaming(world);
    await writeFile(world.accounts[0]?.file ?? "", "{ broken");
    await until(
      "ben serves",
      async () => {
        const answer = await world.post("/v1/chat/completions", chat(`next ${performance.now()}`));
        return (await world.record(answer)).accountLabel === "ben@example.com";
      },
      1000,
    );
    expect(await stream.text()).toEndWith("data: [DONE]\n\n");
  });
});

function streaming(world: World): Promise<Response> {
  return world.post("/v1/chat/completions", chat("long", { stream: true, model: "sandbox-stream-60x20" }));
}

function key(index: number): object {
  return { "api-key": `sk-${index}`, "base-url": `http://127.0.0.1:9/${index}/v1`, headers: { "X-Team": `${index}` } };
}

async function filesOf(call: Manage): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { body } = await call("GET /auth-files");
  return (body as { readonly files: readonly Readonly<Record<string, unknown>>[] }).files;
}

async function fileNames(call: Manage): Promise<readonly unknown[]> {
  return (await filesOf(call)).map(({ name }) => name);
}
