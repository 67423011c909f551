// Every setting that holds while the gateway runs, changed by hand and by the API: its effect is seen within a second, and a
// stream that is under way ends as it began.

import { describe, expect, test } from "bun:test";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import * as faults from "../../src/sandbox/faults/fault.ts";
import { chat, chatText } from "../support/asks.ts";
import { startGatewayProcess } from "../support/gateway-process.ts";
import { OK } from "../support/managed-world.ts";
import { manage, MANAGEMENT_KEY } from "../support/management-client.ts";
import { until } from "../support/until.ts";
import { type ConfigPatch, startWorld, type World } from "../support/world.ts";

interface LiveSetting {
  /** As docs/configuration.md names it. */
  readonly key: string;
  readonly change: ConfigPatch;
  readonly before?: ConfigPatch;
  /** Where the management API has the setting by itself: the value that undoes the change. */
  readonly undo?: unknown;
  /** Fields of ada's auth file. */
  readonly file?: object;
  /** What has to have happened before. */
  prepare?(world: World): Promise<unknown>;
  /** Whether the change is in effect. */
  shows(world: World): Promise<boolean>;
}

const ADA = "ada@example.com";
const MANAGED = { "secret-key": MANAGEMENT_KEY };
const ROUTING = { "sticky-threads-enabled": false, "default-provider": "codex" };
const REMOTE = { headers: { "x-forwarded-for": "203.0.113.9" } };
const TRUSTED = { "trusted-proxies": ["127.0.0.0/8", "::1"] };

async function status(world: World, shape: { readonly model?: string } = {}, headers = {}): Promise<number> {
  const answer = await world.post("/v1/chat/completions", chat("hi", shape), { headers });
  await answer.text();
  return answer.status;
}

/** How the choice of a request was made. */
async function decision(world: World) {
  const answer = await world.post("/v1/chat/completions", chat("hi"));
  await answer.text();
  const [attempt] = (await world.record(answer)).attempts;
  if (attempt === undefined) throw new Error("no attempt");
  return attempt.decision;
}

/** An answer of one word. */
const SHORT = "sandbox-stream-1x1";

/** What a streaming client gets while its upstream does as the fault says. */
async function streamUnder(world: World, fault: faults.Fault): Promise<string> {
  world.fault({ fault, times: Number.POSITIVE_INFINITY });
  const answer = await world.post("/v1/chat/completions", chat("hi", { stream: true, model: SHORT }));
  const text = await answer.text();
  world.sandbox.clearFaults();
  return `${answer.status} ${text}`;
}

const SETTINGS: readonly LiveSetting[] = [
  {
    key: "trusted-proxies",
    change: TRUSTED,
    shows: async (world) => (await status(world, {}, REMOTE.headers)) === 401,
  },
  {
    key: "max-body-bytes",
    change: { "max-body-bytes": 1024 },
    shows: async (world) => (await world.post("/v1/chat/completions", chat("long ".repeat(400)))).status === 413,
  },
  {
    key: "api-keys",
    before: { "api-key-auth-enabled": true, "api-keys": ["key-of-old"] },
    change: { "api-keys": ["key-of-old", { key: "key-of-new", name: "new" }] },
    shows: async (world) => (await status(world, {}, { authorization: "Bearer key-of-new" })) === 200,
  },
  {
    key: "api-key-auth-enabled",
    change: { "api-key-auth-enabled": true },
    shows: async (world) => (await status(world)) === 401,
  },
  {
    key: "remote-management.allow-remote",
    before: TRUSTED,
    change: { "remote-management": { ...MANAGED, "allow-remote": true } },
    shows: async (world) => (await manage(world)("GET /debug", REMOTE)).status === 200,
  },
  {
    key: "remote-management.secret-key",
    change: { "remote-management": { "secret-key": "another sesame" } },
    shows: async (world) => (await manage(world, "another sesame")("GET /debug")).status === 200,
  },
  {
    key: "routing.strategy",
    change: { routing: { ...ROUTING, strategy: "fill-first" } },
    undo: "usage-weighted",
    shows: async (world) => (await decision(world)).strategy === "fill_first",
  },
  {
    key: "routing.prefer-earlier-reset-accounts",
    change: { routing: { ...ROUTING, "prefer-earlier-reset-accounts": true } },
    shows: async (world) => (await decision(world)).rule.startsWith("earliest weekly reset"),
  },
  {
    key: "routing.sticky-threads-enabled",
    change: { routing: { ...ROUTING, "sticky-threads-enabled": true } },
    shows: async (world) => (await decision(world)).rule.startsWith("kept on its account"),
  },
  {
    key: "routing.session-ttl-seconds",
    before: { routing: { ...ROUTING, "sticky-threads-enabled": true } },
    change: { routing: { ...ROUTING, "sticky-threads-enabled": true, "session-ttl-seconds": 0.001 } },
    prepare: decision,
    async shows(world) {
      await decision(world);
      return !(await decision(world)).rule.startsWith("kept on its account");
    },
  },
  {
    key: "routing.account-concurrency",
    change: { routing: { ...ROUTING, "account-concurrency": 1 } },
    shows: async (world) => (await decision(world)).ruledOut["at_capacity"] === 1,
  },
  {
    key: "routing.default-provider",
    change: { routing: { ...ROUTING, "default-provider": null } },
    shows: async (world) => (await status(world, { model: "sandbox-stream-1x1" })) === 404,
  },
  {
    key: "disable-cooling",
    before: { "request-retry": 0 },
    change: { "disable-cooling": true },
    undo: false,
    async prepare(world) {
      for (const { email } of world.accounts) {
        world.fault({ account: email, fault: faults.usageLimitReached({ resetsInMs: 3_600_000 }) });
      }
      await status(world);
    },
    shows: async (world) => (await status(world)) === 200,
  },
  {
    key: "model-aliases",
    before: { routing: { ...ROUTING, "default-provider": null } },
    change: { "model-aliases": { quick: "gpt-5.5" } },
    shows: async (world) => (await status(world, { model: "quick" })) === 200,
  },
  {
    key: "model-fallbacks",
    before: { routing: { ...ROUTING, "default-provider": null } },
    change: { "model-fallbacks": ["mystery -> gpt-5.5"] },
    shows: async (world) => (await status(world, { model: "mystery" })) === 200,
  },
  {
    key: "force-model-prefix",
    file: { prefix: "team" },
    change: { "force-model-prefix": true },
    undo: false,
    async shows(world) {
      const { body } = await manage(world)("GET /auth-files/models?name=codex-ada@example.com.json");
      return (body as { models: { id: string }[] }).models.every(({ id }) => id.startsWith("team/"));
    },
  },
  {
    key: "oauth-model-alias",
    before: { routing: { ...ROUTING, "default-provider": null } },
    change: { "oauth-model-alias": { codex: [{ name: "gpt-5.5", alias: "quick", fork: true }] } },
    shows: async (world) => (await status(world, { model: "quick" })) === 200,
  },
  {
    key: "oauth-excluded-models",
    before: { routing: { ...ROUTING, "default-provider": null } },
    change: { "oauth-excluded-models": { codex: ["gpt-5.5"] } },
    shows: async (world) => (await status(world)) === 404,
  },
  {
    key: "first-byte-timeout-seconds",
    before: { "request-retry": 0, "max-retry-credentials": 1 },
    change: { "first-byte-timeout-seconds": 0.05 },
    shows: async (world) => (await streamUnder(world, { kind: "delay", ms: 200 })).startsWith("504"),
  },
  {
    key: "stream-idle-timeout-seconds",
    before: { "request-retry": 0 },
    change: { "stream-idle-timeout-seconds": 0.03 },
    shows: async (world) => (await streamUnder(world, { kind: "slow", ms: 60 })).includes("upstream_stalled"),
  },
  {
    key: "keepalive-seconds",
    change: { "keepalive-seconds": 0.03 },
    shows: async (world) => (await streamUnder(world, { kind: "delay", ms: 150 })).startsWith("200 :"),
  },
  {
    key: "upstreams.codex.base-url",
    before: { "request-retry": 0 },
    change: { upstreams: { codex: { "base-url": "http://127.0.0.1:1/nowhere" } } },
    shows: async (world) => (await status(world)) === 502,
  },
  {
    key: "quota-poll-seconds",
    change: { "quota-poll-seconds": 0.05 },
    async shows(world) {
      const polls = (): number => world.sandbox.calls().filter(({ path }) => path.endsWith("/wham/usage")).length;
      return polls() > world.accounts.length;
    },
  },
  {
    key: "usage-statistics-enabled",
    change: { "usage-statistics-enabled": false },
    undo: true,
    prepare: (world) => status(world),
    async shows(world) {
      const { body } = await manage(world)("GET /usage");
      return (body as { usage: { total_requests: number } }).usage.total_requests === 0;
    },
  },
  {
    key: "debug",
    change: { debug: true },
    undo: false,
    async shows(world) {
      const answer = await world.post("/v1/chat/completions", chat("secret words"));
      const id = answer.headers.get("x-switchyard-request-id");
      await world.waitForLog((line) => line.event === "request" && line["request_id"] === id);
      expect(JSON.stringify(world.log())).not.toContain("secret words");
      return world
        .log()
        .some((line) => line.event === "attempt" && line["request_id"] === id && line.level === "debug");
    },
  },
];

describe("a change of the configuration while a stream runs", () => {
  test.each(SETTINGS)("$key", async (setting) => {
    const { key, change, before = {}, undo, shows } = setting;
    await using world = await startWorld({
      accounts: [{ file: { ...setting.file } }, { file: { ...setting.file } }],
      config: { "quota-poll-seconds": 3600, "remote-management": MANAGED, routing: ROUTING, ...before },
    });
    const call = manage(world);
    const auth = key === "api-keys" ? { headers: { authorization: "Bearer key-of-old" } } : {};
    world.fault({ fault: { kind: "slow", ms: 80 } });
    const stream = await world.post("/v1/chat/completions", chat("a long story, told slowly", { stream: true }), auth);
    await setting.prepare?.(world);
    expect(await shows(world)).toBe(false);

    await changeByHand(world, change, () => shows(world));

    if (undo !== undefined) {
      expect(await call(`PUT /${key.replace(".", "/")}`, { body: { value: undo } })).toMatchObject(OK);
      await setting.prepare?.(world);
      expect(await shows(world)).toBe(false);
    }
    expect(stream.status).toBe(200);
    const text = await stream.text();
    expect(text).toEndWith("data: [DONE]\n\n");
    expect(chatText(text)).toContain("a long story, told slowly");
  });
});

/** Edits the file as a hand would. It is in force within a second, and its effect is there from then on. */
async function changeByHand(world: World, change: ConfigPatch, look: () => Promise<boolean>): Promise<void> {
  const changedAt = Date.now();
  await world.editConfig(change);
  const told = await world.waitForLog("config_changed");
  expect(Date.parse(String(told["time"])) - changedAt).toBeLessThan(1000);
  await until(`${String(told["changed"])} shows`, look);
}

describe("keys that are read at start alone", () => {
  test("host, port, tls, auth-dir and database-url wait for it, and say so by hand and by the API", async () => {
    await using world = await startWorld({ accounts: 1, config: { "remote-management": MANAGED } });
    const waiting = {
      host: "127.0.0.2",
      port: 9999,
      tls: { enable: true, cert: "cert.pem", key: "key.pem" },
      "auth-dir": "elsewhere",
      "database-url": "postgres://127.0.0.1/elsewhere",
    };
    const keys = ["host", "port", "tls.enable", "tls.cert", "tls.key", "auth-dir", "database-url"];
    await world.editConfig(waiting);
    const told = await world.waitForLog("config_needs_restart");
    expect((told["keys"] as string[]).toSorted()).toEqual(keys.toSorted());
    expect(await status(world)).toBe(200);
    const yaml = String((await manage(world)("GET /config.yaml")).body);
    const body = yaml.replace("port: 9999", "port: 9998").replace("host: 127.0.0.2", "host: 127.0.0.3");
    const answer = await manage(world)("PUT /config.yaml", { body });
    expect(answer).toMatchObject({ status: 200, body: { ok: true, needs_restart: ["host", "port"] } });
    expect(await status(world)).toBe(200);
    expect(world.exchanges().at(-1)?.account).toBe(ADA);
  });

  test("host, port and auth-dir are gone by after a start", async () => {
    await using world = await startWorld({ accounts: 0, started: false });
    const free = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
    const { port } = free;
    free.stop(true);
    const auths = join(world.dataDir, "elsewhere");
    await mkdir(auths, { mode: 0o700 });
    const ada = world.sandbox.addAccount({ email: ADA });
    await writeFile(join(auths, "ada.json"), JSON.stringify(ada.cliProxyAuthFile()), { mode: 0o600 });
    await world.editConfig({ host: "127.0.0.2", port, "auth-dir": "elsewhere" });
    const gateway = startGatewayProcess({ args: ["serve", "--data-dir", world.dataDir] });
    expect(await gateway.listening()).toBe(`http://127.0.0.2:${port}`);
    const body = JSON.stringify(chat("hi"));
    const answer = await fetch(`http://127.0.0.2:${port}/v1/chat/completions`, { method: "POST", body });
    expect(answer.status).toBe(200);
    gateway.signal("SIGTERM");
    expect(await gateway.exited()).toBe(0);
  });

  test("database-url: where nobody answers there, the start ends with the reason and without the password", async () => {
    const config = { "database-url": "postgres://me:hunter2@127.0.0.1:1/records" };
    await using world = await startWorld({ accounts: 0, started: false, config });
    await expect(world.start()).rejects.toThrow(/127\.0\.0\.1:1/);
    expect(world.gateway.errors()).not.toContain("hunter2");
  });
});

describe.each(["gemini-cli", "antigravity", "iflow"])("oauth-clients.%s", (name) => {
  test("client-id and client-secret are those of the next sign-in; without a secret it says what to set", async () => {
    const config = { "remote-management": MANAGED, "oauth-clients": {} };
    await using world = await startWorld({ accounts: 0, config });
    const begin = async () => (await manage(world)(`GET /${name}-auth-url`)).body as { url: string };
    expect(JSON.stringify(await begin())).toContain(`oauth-clients.${name}.client-secret`);
    const change = { "oauth-clients": { [name]: { "client-id": "our-own", "client-secret": "not-a-real-secret" } } };
    await changeByHand(world, change, async () => {
      const body = await begin();
      const isOurs = new URL(body.url).searchParams.get("client_id") === "our-own";
      return isOurs && !JSON.stringify(body).includes("oauth-clients");
    });
  });
});
