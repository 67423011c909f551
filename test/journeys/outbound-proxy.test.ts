// Outbound proxies: whatever is said to an upstream goes through the one that the configuration, the key's entry or the auth
// file names. The upstreams' addresses lead nowhere by themselves, so that what arrives has come through the proxy.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { gatewayConfig } from "../../src/sandbox/gateway-config.ts";
import { chat, chatText, responses } from "../support/asks.ts";
import { createServerCertificate } from "../support/certificates.ts";
import { OK } from "../support/managed-world.ts";
import { manage, MANAGEMENT_KEY } from "../support/management-client.ts";
import {
  PROXY_SCHEMES,
  type ProxyOptions,
  startProxy,
  startTlsDoor,
  type TestProxy,
} from "../support/outbound-proxies.ts";
import { dropAuthFile, KEYS, LOGINS, OPENAI_KEY } from "../support/provider-cases.ts";
import { openSocket } from "../support/socket-client.ts";
import { until } from "../support/until.ts";
import { startWorld, type World, type WorldOptions } from "../support/world.ts";

const ADA = "ada@example.com";
const BEN = "ben@example.com";
const LOGIN = { user: "egress", password: "p@ss:w%rd" };
/** Conversations of journeys open alike: stuck to an account they would tell nothing of the choice. */
const LOOSE = { routing: { "sticky-threads-enabled": false, "default-provider": "codex" } };
const MANAGED = { "remote-management": { "secret-key": MANAGEMENT_KEY } };
/** Nobody listens there. */
const NOWHERE = "localhost:1";
const DEAD_PROXY = "http://egress:p%40ss@127.0.0.1:1";

const certificate = createServerCertificate();
let folder: string;
let trusting: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-proxies-"));
  const file = join(folder, "authority.pem");
  await writeFile(file, certificate.ca);
  trusting = { NODE_EXTRA_CA_CERTS: file };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const portOf = (url: string): number => Number(new URL(url).port);

/** A proxy to a world's sandbox. */
function proxyTo(sandboxUrl: string, options: Partial<ProxyOptions> = {}): Promise<TestProxy> {
  return startProxy({ scheme: "http", toPort: portOf(sandboxUrl), ...options });
}

/** A world whose upstreams are out of reach; each proxy is started before the gateway. */
async function startFarWorld<Proxies extends readonly TestProxy[]>(
  options: Omit<WorldOptions, "config" | "started"> & {
    readonly scheme?: "http" | "https";
    proxies(sandboxUrl: string): Promise<Proxies>;
    config(proxies: Proxies): Readonly<Record<string, unknown>>;
  },
): Promise<AsyncDisposable & { readonly world: World; readonly proxies: Proxies }> {
  const { scheme = "http", proxies: startProxies, config, ...rest } = options;
  const world = await startWorld({
    ...rest,
    config: { ...gatewayConfig(`${scheme}://${NOWHERE}`), ...MANAGED },
    started: false,
  });
  const proxies = await startProxies(world.sandboxUrl);
  await world.editConfig(config(proxies));
  await world.start();
  return {
    world,
    proxies,
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      for (const proxy of proxies) await proxy[Symbol.asyncDispose]();
    },
  };
}

const KINDS = PROXY_SCHEMES.flatMap((scheme) => [
  { name: scheme, scheme, login: undefined },
  { name: `${scheme} with a password`, scheme, login: LOGIN },
]);

describe.each(KINDS)("proxy-url of kind $name, to upstreams with TLS", ({ scheme, login }) => {
  test("carries answers, streams, WebSockets, token refreshes, quota polls, models, identity, api-call and sign-ins", async () => {
    const doors: AsyncDisposable[] = [];
    await using far = await startFarWorld({
      accounts: 1,
      scheme: "https",
      env: trusting,
      async proxies(sandboxUrl) {
        const door = await startTlsDoor(portOf(sandboxUrl), certificate);
        doors.push(door);
        return [
          await startProxy({
            scheme,
            toPort: door.port,
            ...(login === undefined ? {} : { login }),
            ...(scheme === "https" ? { certificate } : {}),
          }),
        ] as const;
      },
      config: ([proxy]) => ({ "proxy-url": proxy.url(), "quota-poll-seconds": 0.2 }),
    });
    const { world, proxies } = far;
    const [proxy] = proxies;
    const call = manage(world);
    const [ada] = world.accounts;

    expect((await world.post("/v1/chat/completions", chat("whole"))).status).toBe(200);
    const stream = await world.post("/v1/chat/completions", chat("streamed", { stream: true }));
    expect(chatText(await stream.text())).toContain("You said: streamed");
    await using socket = await openSocket(`${world.url}/backend-api/codex/responses`);
    expect((await socket.turn("by socket")).at(-1)).toMatchObject({ type: "response.completed" });
    expect(world.exchanges().map(({ transport }) => transport)).toContain("websocket");

    ada?.sandbox.expireAccessToken();
    expect((await world.post("/v1/chat/completions", chat("after the token's end"))).status).toBe(200);
    const asked = (path: RegExp) =>
      until(`the sandbox is asked at ${path}`, () => world.sandbox.calls().some((one) => path.test(one.path)));
    await asked(/\/oauth\/token$/);
    await asked(/\/wham\/usage$/);
    await asked(/\/codex\/models$/);

    const key = world.sandbox.addApiKey({ email: "key@example.com" });
    const file = { auth_mode: "apikey", OPENAI_API_KEY: key.key };
    expect((await call("POST /auth-files?name=key.json", { body: file })).status).toBe(200);
    await asked(/\/v1\/me$/);

    const index = ((await call("GET /auth-files?name=codex-ada@example.com.json")).body as { files: object[] })
      .files[0];
    const header = { Authorization: "Bearer $TOKEN$" };
    const url = "https://chatgpt.com/backend-api/wham/usage";
    const apiCall = { ...index, method: "GET", url, header };
    expect((await call("POST /api-call", { body: apiCall })).body).toMatchObject({ status_code: 200 });

    const { url: page, state } = (await call("GET /codex-auth-url")).body as { url: string; state: string };
    const seen = await fetch(page.replace(`https://${NOWHERE}`, world.sandboxUrl), { redirect: "manual" });
    const redirect_url = seen.headers.get("location");
    expect((await call("POST /oauth-callback", { body: { provider: "codex", redirect_url } })).status).toBe(200);
    await until("the sign-in ends", async () => {
      const { status } = (await call(`GET /get-auth-status?state=${state}`)).body as { status: string };
      return status === "ok";
    });

    expect(new Set(proxy.targets())).toEqual(new Set([NOWHERE]));
    expect(proxy.refused()).toBe(0);
    for (const door of doors) await door[Symbol.asyncDispose]();
  }, 30_000);
});

/** The way of each account: how it is told, and what reaches its upstream. */
describe("a proxy of its own goes before the global one, which is dead:", () => {
  describe.each([OPENAI_KEY, ...KEYS])("$title, by its entry", (one) => {
    test("and direct before that", async () => {
      await using far = await startFarWorld({
        accounts: 0,
        proxies: async (sandboxUrl) => [await proxyTo(sandboxUrl, { login: LOGIN })] as const,
        config: () => ({ "proxy-url": DEAD_PROXY, ...one.config }),
      });
      const { world, proxies } = far;
      const [proxy] = proxies;
      const call = manage(world);
      const entryTo = (sandboxUrl: string, way: string): object => {
        const entry = one.entry({ sandbox: world.sandbox, sandboxUrl }, ADA);
        const keys = entry["api-key-entries"] as object[] | undefined;
        const withKeys = keys?.map((key) => ({ ...key, "proxy-url": way }));
        return withKeys === undefined ? { ...entry, "proxy-url": way } : { ...entry, "api-key-entries": withKeys };
      };
      expect(await call(`PUT /${one.list}`, { body: [entryTo(`http://${NOWHERE}`, proxy.url())] })).toMatchObject(OK);
      expect((await world.post("/v1/chat/completions", chat("far", { model: one.model }))).status).toBe(200);
      expect(new Set(proxy.targets())).toEqual(new Set([NOWHERE]));
      // From here on whatever goes by it fails.
      await proxy[Symbol.asyncDispose]();
      expect(await call(`PUT /${one.list}`, { body: [entryTo(world.sandboxUrl, "direct")] })).toMatchObject(OK);
      expect((await world.post("/v1/chat/completions", chat("near", { model: one.model }))).status).toBe(200);
    });
  });

  describe.each(LOGINS)("$title, by proxy_url in its auth file", (one) => {
    test("for its calls and its token's renewal", async () => {
      await using far = await startFarWorld({
        accounts: 0,
        proxies: async (sandboxUrl) => [await proxyTo(sandboxUrl, { scheme: "socks5", login: LOGIN })] as const,
        config: () => ({ "proxy-url": DEAD_PROXY, ...one.config }),
      });
      const { world, proxies } = far;
      const [proxy] = proxies;
      const owner = one.add(world.sandbox, { email: ADA });
      // The address in a service account's key is where its token is asked for.
      const file = JSON.parse(JSON.stringify(owner.file()).replaceAll(world.sandboxUrl, `http://${NOWHERE}`)) as object;
      await dropAuthFile(world, "one.json", { ...file, proxy_url: proxy.url() });
      const ask = () => world.post("/v1/chat/completions", chat("far", { model: one.model }));
      await until("the account serves", async () => (await ask()).status === 200);
      owner.expireAccessToken();
      expect((await ask()).status).toBe(200);
      if (one.callsByToken) expect(owner.refreshes()).toBeGreaterThan(0);
      expect(proxy.targets().length).toBeGreaterThan(0);
    });
  });

  test("direct in an auth file, and none, which means the same", async () => {
    await using world = await startWorld({
      accounts: [{ file: { proxy_url: "direct" } }],
      config: { "proxy-url": DEAD_PROXY },
    });
    expect((await world.post("/v1/chat/completions", chat("near"))).status).toBe(200);
    const [ada] = world.accounts;
    if (ada === undefined) throw new Error("no account");
    await world.editAuthFile(ada, { proxy_url: "none" });
    await world.waitForLog((line) => line.event === "request");
    expect((await world.post("/v1/chat/completions", chat("near"))).status).toBe(200);
  });
});

describe("a proxy that fails", () => {
  const WRONG = { user: "egress", password: "not-the-password" };
  const ways: readonly (readonly [
    name: string,
    scheme: "http" | "socks5",
    upstream: "http" | "https",
    isDead: boolean,
    code: string,
  ])[] = [
    ["a wrong password at an http proxy", "http", "http", false, "proxy_refused"],
    ["a wrong password at an http proxy, before TLS", "http", "https", false, "proxy_refused"],
    ["a wrong password at a SOCKS proxy", "socks5", "http", false, "proxy_refused"],
    ["a wrong password at a SOCKS proxy, before TLS", "socks5", "https", false, "proxy_refused"],
    ["an http proxy that is not there", "http", "http", true, "proxy_unreachable"],
    ["a SOCKS proxy that is not there, before TLS", "socks5", "https", true, "proxy_refused"],
  ];
  test.each(ways)(
    "%s: another account answers by its own; this one is not signed out, and no password is told",
    async (...way) => {
      const [, scheme, upstream, isDead, code] = way;
      const door: AsyncDisposable[] = [];
      await using far = await startFarWorld({
        accounts: [{ file: { priority: 9 } }, {}],
        scheme: upstream,
        env: trusting,
        async proxies(sandboxUrl) {
          let toPort = portOf(sandboxUrl);
          if (upstream === "https") {
            const tls = await startTlsDoor(toPort, certificate);
            door.push(tls);
            toPort = tls.port;
          }
          return [
            await startProxy({ scheme, toPort, login: LOGIN }),
            await startProxy({ scheme: "http", toPort }),
          ] as const;
        },
        config: ([, good]) => ({ "proxy-url": good.url(), "request-retry": 0, ...LOOSE }),
      });
      const { world, proxies } = far;
      const [ada] = world.accounts;
      if (ada === undefined) throw new Error("no account");
      const broken = isDead ? `${scheme}://${WRONG.user}:${WRONG.password}@127.0.0.1:1` : proxies[0].url(WRONG);
      await world.editAuthFile(ada, { proxy_url: broken });
      const answer = await until("ada is asked by the broken way", async () => {
        const one = await world.post("/v1/chat/completions", chat("hi"));
        expect(one.status).toBe(200);
        return (await world.record(one)).attempts.length === 2 ? one : null;
      });
      const { attempts } = await world.record(answer);
      const named = `${scheme}://127.0.0.1:${new URL(broken).port}`;
      expect(attempts).toMatchObject([
        { accountLabel: ADA, failure: { kind: "unreachable", code, message: expect.stringContaining(named) } },
        { accountLabel: BEN, status: 200 },
      ]);
      // A renewal by the same way finds no token endpoint; the login is as good as before.
      ada.sandbox.expireAccessToken();
      await world.editAuthFile(ada, { proxy_url: broken, expired: new Date(0).toISOString() });
      expect((await world.post("/v1/chat/completions", chat("hi"))).status).toBe(200);
      const told = JSON.stringify([world.log(), world.records(), world.gateway.errors()]);
      expect(told).not.toContain(WRONG.password);
      expect(told).not.toContain("reauth_required");
      // With the proxy mended the account serves again.
      await world.editAuthFile(ada, { proxy_url: isDead ? proxies[1].url() : proxies[0].url(LOGIN) });
      await until("ada serves", async () => {
        const one = await world.post("/v1/chat/completions", chat("hi"));
        return (await world.record(one)).accountLabel === ADA;
      });
      for (const one of door) await one[Symbol.asyncDispose]();
    },
    20_000,
  );

  test("is told to the client where it is the only way, in the client's shape, without its password", async () => {
    await using world = await startWorld({ accounts: 1, config: { "proxy-url": DEAD_PROXY, "request-retry": 1 } });
    const answer = await world.post("/v1/responses", responses("hi"));
    expect(answer.status).toBe(502);
    const body = await answer.text();
    expect(JSON.parse(body)).toMatchObject({
      error: {
        code: "upstream_unreachable",
        message: expect.stringContaining("The outbound proxy http://127.0.0.1:1 "),
      },
    });
    expect(body).not.toContain("egress");
  });

  test("does not keep a WebSocket client from its answers by another account", async () => {
    await using world = await startWorld({ accounts: [{ file: { priority: 9, proxy_url: DEAD_PROXY } }, {}] });
    await using socket = await openSocket(`${world.url}/backend-api/codex/responses`);
    expect((await socket.turn("hi")).at(-1)).toMatchObject({ type: "response.completed" });
    const served = world.exchanges().map(({ account, transport }) => `${account} by ${transport}`);
    expect(new Set(served)).toEqual(new Set([`${BEN} by websocket`]));
  });
});

describe("a change of the proxy", () => {
  test("by the API and by hand holds for the next request within a second, and leaves a running stream alone", async () => {
    await using far = await startFarWorld({
      accounts: 1,
      proxies: async (sandboxUrl) =>
        [await proxyTo(sandboxUrl), await proxyTo(sandboxUrl, { scheme: "socks5h" })] as const,
      config: ([first]) => ({ "proxy-url": first.url() }),
    });
    const { world, proxies } = far;
    const [first, second] = proxies;
    const model = "sandbox-stream-60x15";
    const stream = await world.post("/v1/chat/completions", chat("long", { stream: true, model }));
    expect(await manage(world)("PUT /proxy-url", { body: { value: second.url() } })).toMatchObject(OK);
    expect((await world.post("/v1/chat/completions", chat("next"))).status).toBe(200);
    expect(second.targets()).toEqual([NOWHERE]);
    const before = first.targets().length;
    await world.editConfig({ "proxy-url": first.url() });
    const changedAt = Date.now();
    await until("the first proxy is used again", async () => {
      expect((await world.post("/v1/chat/completions", chat("by hand"))).status).toBe(200);
      return first.targets().length > before;
    });
    expect(Date.now() - changedAt).toBeLessThan(1000);
    expect(await stream.text()).toEndWith("data: [DONE]\n\n");
  });

  test("to one of an unknown kind is refused with the reason, by the API, by hand and in an auth file", async () => {
    await using world = await startWorld({ accounts: 1, config: MANAGED });
    const call = manage(world);
    const reason = "an http, https, socks5 or socks5h URL";
    for (const value of ["ftp://127.0.0.1:21", "socks4://127.0.0.1:1080", "127.0.0.1:3128"]) {
      const answer = await call("PUT /proxy-url", { body: { value } });
      expect(answer).toMatchObject({
        status: 400,
        body: { error: "invalid body", message: expect.stringContaining(reason) },
      });
      const entry = [{ "api-key": "k", "proxy-url": value }];
      expect(await call("PUT /codex-api-key", { body: entry })).toMatchObject({ status: 400 });
    }
    await world.editConfig({ "proxy-url": "socks4://egress:secret-word@127.0.0.1" });
    const rejected = await world.waitForLog("config_rejected");
    expect(rejected["message"]).toContain(reason);
    expect(JSON.stringify(rejected)).not.toContain("secret-word");
    const [ada] = world.accounts;
    if (ada === undefined) throw new Error("no account");
    await world.editAuthFile(ada, { proxy_url: "socks4://egress:secret-word@127.0.0.1" });
    const broken = await world.waitForLog("auth_file_broken");
    expect(broken).toMatchObject({ file: ada.fileName, reason: expect.stringContaining(reason) });
    expect(JSON.stringify(broken)).not.toContain("secret-word");
  });
});
