// xAI as a client meets it on a real socket.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import { DEVICE_GRANT } from "../compatible/device-flow.ts";
import { asObject, type Json } from "../json.ts";
import { type Playground, playground } from "../testing.ts";
import { XAI_CLIENT_ID } from "./member.ts";

let world: Playground;

beforeEach(() => {
  world = playground();
});
afterEach(() => world.close());

async function ask(token: string, body: Json, path = "/responses"): Promise<readonly [number, Json]> {
  const response = await world.post(`/xai/v1${path}`, token, { model: "grok-4", ...body });
  return [response.status, asObject(await response.json()) ?? {}];
}
async function form(url: unknown, fields: Record<string, string>): Promise<readonly [number, Json]> {
  const response = await fetch(String(url), { method: "POST", body: new URLSearchParams(fields) });
  return [response.status, asObject(await response.json()) ?? {}];
}

describe("the API", () => {
  test("continues what it has stored, for whoever stored it alone", async () => {
    const [ada, ben] = ["a", "b"].map((name) => world.sandbox.addXaiKey({ email: `${name}@example.com` }).key);
    const [, first] = await ask(ada ?? "", { input: "hi" });
    const more = { input: "and?", previous_response_id: String(first["id"]) };
    expect((await ask(ada ?? "", more))[0]).toBe(200);
    expect(await ask(ben ?? "", more)).toMatchObject([404, { code: "not-found" }]);
  });

  test("refuses wrong keys with a 400, old tokens with a 403, and other models", async () => {
    const account = world.sandbox.addXaiAccount({ email: "a@example.com" });
    const wrong = { code: "invalid-argument", error: expect.stringContaining("Incorrect API key provided") };
    expect(await ask("xai-wrong", { input: "hi" })).toMatchObject([400, wrong]);
    account.expireAccessToken();
    const old = { code: "unauthenticated:bad-credentials" };
    expect(await ask(account.accessToken(), { input: "hi" })).toMatchObject([403, old]);
    const { key } = world.sandbox.addXaiKey({ email: "k@example.com" });
    expect((await ask(key, { model: "gpt-5.5", input: "hi" }))[0]).toBe(404);
    expect((await ask(key, {}))[0]).toBe(400);
    expect((await ask(key, {}, "/chat/completions"))[0]).toBe(400);
  });
});

describe("signing in", () => {
  const client = { client_id: XAI_CLIENT_ID };

  test("is found by discovery, and goes by device", async () => {
    const account = world.sandbox.addXaiAccount({ email: "a@example.com" });
    const found = asObject(await (await world.get("/xai/.well-known/openid-configuration", "")).json()) ?? {};
    const device = found["device_authorization_endpoint"];
    expect((await form(device, { ...client, scope: "api:access" }))[1]).toMatchObject({ error: "invalid_scope" });
    const [, start] = await form(device, { ...client, scope: "openid api:access" });
    const poll = { ...client, grant_type: DEVICE_GRANT, device_code: String(start["device_code"]) };
    const pending = { error: "authorization_pending" };
    expect(await form(found["token_endpoint"], poll)).toMatchObject([400, pending]);
    const [status, tokens] = await form(found["token_endpoint"], poll);
    expect([status, tokens["access_token"]]).toEqual([200, account.accessToken()]);
    expect(await form(found["token_endpoint"], poll)).toMatchObject([400, { error: "expired_token" }]);
  });

  test("rotates the refresh token and refuses it twice", async () => {
    const account = world.sandbox.addXaiAccount({ email: "a@example.com" });
    const refresh = { ...client, grant_type: "refresh_token", refresh_token: account.refreshToken() };
    const endpoint = `${world.url}/xai/oauth2/token`;
    expect((await form(endpoint, refresh))[1]["refresh_token"]).toBe(account.refreshToken());
    expect(await form(endpoint, refresh)).toMatchObject([400, { error: "invalid_grant" }]);
    expect((await form(endpoint, { ...refresh, client_id: "other" }))[0]).toBe(401);
  });

  test("the auth file is CLIProxyAPI's", () => {
    const account = world.sandbox.addXaiAccount({ email: "a@example.com" });
    const told = { type: "xai", auth_kind: "oauth", email: "a@example.com", sub: account.accountId };
    expect(account.authFile()).toMatchObject({ ...told, refresh_token: account.refreshToken() });
    const { key, configEntry } = world.sandbox.addXaiKey({ email: "k@example.com" });
    expect(configEntry("http://x/v1")).toEqual({ "api-key": key, "base-url": "http://x/v1" });
  });
});
