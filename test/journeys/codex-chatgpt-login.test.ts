// The real Codex, signed in with ChatGPT, its backend being the gateway: over TLS, since it takes nothing else there.
// Its user's own account is none of the pool's.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";

import type { SandboxAccount } from "../../src/sandbox/sandbox.ts";
import { createServerCertificate } from "../support/certificates.ts";
import { type CodexHome, createCodexHome, question, runCodex } from "../support/codex.ts";
import { startCodexSession } from "../support/codex-session.ts";
import { bodyOf } from "../support/sent-bodies.ts";
import { startWatchingProxy, type WatchingProxy } from "../support/watching-proxy.ts";
import { startWorld, type World } from "../support/world.ts";

const certificate = createServerCertificate();
let world: World;
let user: SandboxAccount;
const homes: CodexHome[] = [];

beforeAll(async () => {
  world = await startWorld({
    accounts: [
      { primaryUsedPercent: 20, secondaryUsedPercent: 10 },
      { primaryUsedPercent: 60, secondaryUsedPercent: 30 },
    ],
    config: { tls: { enable: true, cert: "cert.pem", key: "key.pem" }, "quota-poll-seconds": 3600 },
    async prepare({ dataDir }) {
      await Bun.write(join(dataDir, "cert.pem"), certificate.cert);
      await Bun.write(join(dataDir, "key.pem"), certificate.key);
    },
  });
  user = world.sandbox.addAccount({ email: "user@example.com", plan: "team" });
});

afterAll(async () => {
  for (const home of homes) await home.remove();
  await world[Symbol.asyncDispose]();
});

/** Codex as its user has set it up: everything at the gateway's address. */
async function signedIn(url: string): Promise<CodexHome> {
  await Bun.write(join(world.dataDir, "ca.pem"), certificate.ca);
  const config = [
    `chatgpt_base_url = "${url}/backend-api/"`,
    `openai_base_url = "${url}/backend-api/codex"`,
    `cli_auth_credentials_store = "file"`,
    `check_for_update_on_startup = false`,
  ].join("\n");
  const env = {
    CODEX_CA_CERTIFICATE: join(world.dataDir, "ca.pem"),
    CODEX_REFRESH_TOKEN_URL_OVERRIDE: `${url}/oauth/token`,
    RUST_LOG: "warn",
  };
  const home = await createCodexHome({ config, auth: user.authJson(), env });
  homes.push(home);
  return home;
}

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${world.url}${path}`, { headers, tls: { ca: certificate.ca } });
}

test("codex starts, speaks WebSocket over TLS, runs a tool, and the pool's accounts serve it", async () => {
  const home = await signedIn(world.url);
  const from = world.exchanges().length;
  const run = await runCodex(home, question("run: echo signed-in"));
  expect(run.exitCode).toBe(0);
  expect(run.said).toContain("signed-in");
  expect(run.items("error")).toEqual([]);
  const exchanges = world.exchanges().slice(from);
  expect(exchanges.map(({ method }) => method)).toEqual(["GET", "SEND", "SEND", "SEND"]);
  expect(exchanges.every(({ account }) => world.accounts.some(({ email }) => email === account))).toBe(true);
  // The user's own account and token go no further than the gateway.
  const [handshake] = exchanges;
  expect(handshake?.headers["chatgpt-account-id"]).not.toBe(user.accountId);
  expect(world.sandbox.calls().map(({ account }) => account)).not.toContain(user.email);
  expect(JSON.stringify(world.sandbox.calls().map(({ headers }) => headers))).not.toContain(user.accessToken());
});

describe("behind a proxy that passes no WebSockets", () => {
  let proxy: WatchingProxy;
  let home: CodexHome;
  let stderr = "";

  beforeAll(async () => {
    proxy = startWatchingProxy(world.url, certificate);
    home = await signedIn(proxy.url);
    const run = await runCodex(home, question("run: echo packed"));
    expect(run.exitCode).toBe(0);
    expect(run.said).toContain("packed");
    stderr = run.stderr;
  });
  afterAll(() => proxy[Symbol.asyncDispose]());

  test("codex falls back to HTTP; its zstd-packed turns are unpacked for the pool's accounts", () => {
    const turns = proxy.requests().filter(({ path, method }) => method === "POST" && path.endsWith("/codex/responses"));
    expect(turns.map(({ status, headers }) => `${status} ${headers["content-encoding"]}`)).toEqual([
      "200 zstd",
      "200 zstd",
    ]);
    const [last] = world.exchanges().slice(-1);
    expect(last).toMatchObject({ transport: "http", status: 200 });
    expect(last?.headers["content-encoding"]).toBeUndefined();
    expect(bodyOf(last)["store"]).toBe(false);
  });

  test("all that codex asks for at start is answered", () => {
    const asked = proxy.requests().filter(({ status }) => status !== 426);
    const unanswered = asked.filter(({ status }) => status >= 400).map(({ method, path }) => `${method} ${path}`);
    expect(unanswered).toEqual([]);
    const paths = new Set(asked.map(({ method, path }) => `${method} ${path}`));
    expect(paths).toContain("GET /backend-api/wham/accounts/check");
    expect(paths).toContain("GET /backend-api/codex/models");
    expect(paths).toContain("POST /backend-api/ps/mcp");
  });

  test("the answers please codex: it warns of no models, no plugins and no apps that it could not load", () => {
    const about = /(WARN|ERROR)\S* (codex_models_manager::manager|codex_core_plugins|codex_mcp|rmcp)/;
    const complaints = Bun.stripANSI(stderr)
      .split("\n")
      .filter((line) => about.test(line.replaceAll(/\s+/g, " ")));
    expect(complaints).toEqual([]);
  });

  test("its telemetry ends at the gateway", async () => {
    expect(
      proxy.requests().some(({ path, status }) => path.endsWith("/analytics-events/events") && status === 200),
    ).toBe(true);
    expect(world.sandbox.calls().some(({ path }) => path.includes("analytics"))).toBe(false);
  });

  test("its lists of models and its limits are the pool's", async () => {
    await using codex = await startCodexSession(home);
    const { data } = (await codex.call("model/list", {})) as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toContain("gpt-5.5");
    const { rateLimits } = (await codex.call("account/rateLimits/read", {})) as {
      rateLimits: { primary: { usedPercent: number; windowDurationMins: number }; secondary: { usedPercent: number } };
    };
    expect(rateLimits.primary).toMatchObject({ usedPercent: 40, windowDurationMins: 300 });
    expect(rateLimits.secondary).toMatchObject({ usedPercent: 20 });
    const unanswered = proxy.requests().filter(({ status }) => status >= 400 && status !== 426);
    expect(unanswered.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });
});

test("accounts/check names the account of the client's own login, by its header or else by its token", async () => {
  const bearer = { authorization: `Bearer ${user.accessToken()}` };
  for (const headers of [{ ...bearer, "chatgpt-account-id": "acct_named" }, bearer]) {
    const response = await get("/backend-api/wham/accounts/check", headers);
    const id = "chatgpt-account-id" in headers ? "acct_named" : user.accountId;
    expect(await response.json()).toMatchObject({
      accounts: [{ id, workspace_backend_origin: world.url, account_routing_override: "NO_CONSTRAINT" }],
      account_ordering: [id],
      default_account_id: id,
    });
  }
});

test("accounts/check of a client without a ChatGPT login is answered all the same", async () => {
  const response = await get("/backend-api/wham/accounts/check", { authorization: "Bearer sk-not.a.token" });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ account_ordering: [""] });
});

test("the apps server is one without tools", async () => {
  const ask = async (message: object): Promise<Response> =>
    fetch(`${world.url}/backend-api/ps/mcp`, {
      method: "POST",
      body: JSON.stringify({ jsonrpc: "2.0", ...message }),
      tls: { ca: certificate.ca },
    });
  const hello = await ask({ id: 0, method: "initialize", params: { protocolVersion: "2025-03-26" } });
  expect(await hello.json()).toMatchObject({ id: 0, result: { protocolVersion: "2025-03-26" } });
  expect((await ask({ method: "notifications/initialized" })).status).toBe(202);
  expect(await (await ask({ id: 1, method: "tools/list" })).json()).toMatchObject({ id: 1, result: { tools: [] } });
  expect(await (await ask({ id: 2, method: "resources/list" })).json()).toMatchObject({ error: { code: -32_601 } });
});
