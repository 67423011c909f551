// The second factor over real HTTP: set up, required, used once, taken away.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { readFile } from "node:fs/promises";

import {
  apiClient,
  cookieOf,
  OPERATOR_PASSWORD,
  signIn,
  type SignedIn,
  VIEWER_PASSWORD,
} from "../support/api-client.ts";
import { at, BEHIND_PROXY, codeOf, inDatabase } from "../support/sign-in-world.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";

const SETTINGS = { sticky_threads_enabled: true, prefer_earlier_reset_accounts: false };
const REQUIRED = { ...SETTINGS, totp_required_on_login: true };

let world: World;
let api: SignedIn;
beforeAll(async () => {
  world = await startWorld(BEHIND_PROXY);
});
afterAll(() => world[Symbol.asyncDispose]());
/** Tries of one test are not those of another. */
let address = 0;
beforeEach(async () => {
  address += 1;
  api = await signIn(world);
});
afterEach(async () => {
  inDatabase(world, "delete from dashboard_credentials where name = 'totp'");
  await world.editConfig({});
  await api.call("put", "/api/settings", { json: { ...SETTINGS, totp_required_on_login: false } });
});

const verify = (code: string, cookie: string) =>
  at(world).post("totp/verify", { code }, { cookie, address: `192.0.2.${address}` });
const login = async (): Promise<string> =>
  cookieOf(await at(world).post("password/login", { password: OPERATOR_PASSWORD }, { address: `192.0.2.${address}` }));
/** As if half a minute had gone by since the last code. */
const forgetUsedCodes = () => inDatabase(world, "update dashboard_credentials set used_step = 0");

async function setUp(by: SignedIn = api): Promise<string> {
  const { secret } = await by.call("post", "/api/dashboard-auth/totp/setup/start");
  await by.call("post", "/api/dashboard-auth/totp/setup/confirm", { json: { code: codeOf(secret) } });
  return secret;
}

describe("setting up", () => {
  test("shows the secret once, as text, URI and picture, and is in force when a code has confirmed it", async () => {
    const started = await api.call("post", "/api/dashboard-auth/totp/setup/start");
    expect(started.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(started.otpauth_uri).toStartWith("otpauth://totp/Switchyard:dashboard?");
    expect(started.otpauth_uri).toContain(started.secret);
    expect(started.qr_svg).toStartWith("<svg");
    expect(await api.call("get", "/api/settings")).toMatchObject({ totp_configured: false });
    const confirm = (code: string) => api.raw("POST", "/api/dashboard-auth/totp/setup/confirm", { body: { code } });
    expect(await confirm("000000")).toMatchObject({ status: 400, body: { error: { code: "invalid_totp_code" } } });
    expect(await confirm("12345")).toMatchObject({ status: 422 });
    expect(await confirm(codeOf(started.secret))).toMatchObject({ status: 200, body: { totp_configured: true } });
    expect(await api.call("get", "/api/settings")).toMatchObject({ totp_configured: true });
    expect(await api.refused("POST", "/api/dashboard-auth/totp/setup/start")).toMatchObject({
      status: 409,
      code: "totp_already_configured",
    });
    const told = [
      JSON.stringify(world.log()),
      world.gateway.said().join(),
      JSON.stringify(await api.call("get", "/api/audit", { query: {} })),
    ];
    expect(told.join()).not.toContain(started.secret);
  });

  test("is confirmed by the session that began it alone", async () => {
    const { secret } = await api.call("post", "/api/dashboard-auth/totp/setup/start");
    const other = await signIn(world);
    const body = { code: codeOf(secret) };
    expect(await other.refused("POST", "/api/dashboard-auth/totp/setup/confirm", { body })).toMatchObject({
      status: 400,
      code: "invalid_totp_config",
    });
  });

  test("of two at once one is in force, and the other is told", async () => {
    const other = await signIn(world);
    const secrets = await Promise.all(
      [api, other].map(async (who) => (await who.call("post", "/api/dashboard-auth/totp/setup/start")).secret),
    );
    const confirmed = await Promise.all(
      [api, other].map((who, index) =>
        who.raw("POST", "/api/dashboard-auth/totp/setup/confirm", { body: { code: codeOf(secrets[index] ?? "") } }),
      ),
    );
    expect(confirmed.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });
});

describe("requiring a code", () => {
  test("is refused before there is an app to make it", async () => {
    expect(await api.refused("PUT", "/api/settings", { body: REQUIRED })).toMatchObject({
      status: 400,
      code: "invalid_totp_config",
    });
    expect(await api.call("get", "/api/settings")).toMatchObject({ totp_required_on_login: false });
  });

  test("a sign-in is complete with the code, and nothing is let through before", async () => {
    const secret = await setUp();
    await api.call("put", "/api/settings", { json: REQUIRED });
    const cookie = await login();
    const half = apiClient(world, cookie);
    expect(await half.call("get", "/api/dashboard-auth/session")).toMatchObject({
      authenticated: false,
      role: null,
      totp_pending: true,
    });
    for (const [method, path] of [
      ["GET", "/api/settings"],
      ["GET", "/api/audit"],
      ["GET", "/api/config"],
    ] as const) {
      expect(await half.refused(method, path)).toMatchObject({ status: 401, code: "totp_required" });
    }
    expect(await half.refused("POST", "/api/dashboard-auth/totp/setup/start")).toMatchObject({ code: "totp_required" });
    expect(await verify("000000", cookie)).toMatchObject({ status: 400 });
    forgetUsedCodes();
    expect(await verify(codeOf(secret), cookie)).toMatchObject({ status: 200, body: { authenticated: true } });
    expect((await half.raw("GET", "/api/settings")).status).toBe(200);
  });

  test("counts for sessions that never showed one, and spares the one that set it up", async () => {
    const before = await signIn(world);
    await setUp();
    expect((await before.raw("GET", "/api/settings")).status).toBe(200);
    await api.call("put", "/api/settings", { json: REQUIRED });
    expect(await before.refused("GET", "/api/settings")).toMatchObject({ status: 401, code: "totp_required" });
    expect((await api.raw("GET", "/api/settings")).status).toBe(200);
  });

  test("by hand, before there is an app, keeps nobody out", async () => {
    await world.editConfig({ dashboard: { "totp-required-on-login": true } });
    const view = async () => (await apiClient(world).call("get", "/api/dashboard-auth/session")).totp_required_on_login;
    await until("the requirement is in force", view);
    expect((await apiClient(world, await login()).raw("GET", "/api/settings")).status).toBe(200);
    await world.editConfig({ dashboard: {} });
  });

  test("asks viewers for none: the app is the operator's", async () => {
    await setUp();
    const viewer = await signIn(world, "viewer");
    await api.call("put", "/api/settings", { json: REQUIRED });
    const again = await at(world).post("password/login", { password: VIEWER_PASSWORD });
    expect(again.body).toMatchObject({ authenticated: true, role: "viewer", totp_pending: false });
    expect((await viewer.raw("GET", "/api/settings")).status).toBe(200);
  });
});

describe("a code", () => {
  test("works once, also where it is sent several times at once, and never again", async () => {
    const secret = await setUp();
    await api.call("put", "/api/settings", { json: REQUIRED });
    const cookies = await Promise.all(Array.from({ length: 6 }, login));
    const code = codeOf(secret, 1);
    const answers = await Promise.all(cookies.map((cookie) => verify(code, cookie)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400, 400, 400, 400, 400]);
    expect(await verify(codeOf(secret, 0), await login())).toMatchObject({ status: 400 });
  });

  test("that confirmed the setup is used up", async () => {
    const { secret } = await api.call("post", "/api/dashboard-auth/totp/setup/start");
    const code = codeOf(secret);
    await api.call("post", "/api/dashboard-auth/totp/setup/confirm", { json: { code } });
    expect(await verify(code, await login())).toMatchObject({
      status: 400,
      body: { error: { code: "invalid_totp_code" } },
    });
  });

  test("is guessed eight times a minute and address, and no faster from many", async () => {
    const secret = await setUp();
    await api.call("put", "/api/settings", { json: REQUIRED });
    const cookie = await login();
    const guess = (from: string, code = "000000") => at(world).post("totp/verify", { code }, { cookie, address: from });
    for (let time = 0; time < 8; time++) expect((await guess("203.0.113.1")).status).toBe(400);
    expect((await guess("203.0.113.1", codeOf(secret, 1))).status).toBe(429);
    const many = await Promise.all(Array.from({ length: 30 }, (_, index) => guess(`203.0.113.${100 + index}`)));
    expect(many.filter(({ status }) => status === 400).length).toBeLessThanOrEqual(12);
    expect(many.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(18);
  });
});

describe("taking it away", () => {
  test("wants a code, and takes the requirement along, in config.yaml too", async () => {
    await using own = await startWorld(BEHIND_PROXY);
    const operator = await signIn(own);
    const disable = (code: string) => at(own).refused("totp/disable", { code }, { cookie: operator.cookie });
    expect(await disable("123456")).toMatchObject({ status: 400, code: "invalid_totp_config" });
    const secret = await setUp(operator);
    await operator.call("put", "/api/settings", { json: REQUIRED });
    expect(await disable("000000")).toMatchObject({ status: 400, code: "invalid_totp_code" });
    expect(await operator.call("get", "/api/settings")).toMatchObject({ totp_configured: true });
    await operator.call("post", "/api/dashboard-auth/totp/disable", { json: { code: codeOf(secret, 1) } });
    expect(await operator.call("get", "/api/settings")).toMatchObject({
      totp_configured: false,
      totp_required_on_login: false,
    });
    expect(await readFile(own.configFile, "utf8")).toContain("totp-required-on-login: false");
  });
});
