// Imitators of OpenAI's API, and the sign-ins of Qwen, iFlow and Kimi, as a client meets them on a real socket.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import OpenAI, { APIError } from "openai";
import * as faults from "../faults/fault.ts";
import { asObject, type Json, objectsIn } from "../json.ts";
import { challengeOf } from "../sign-in/sign-ins.ts";
import { eventsOf, type Playground, playground } from "../testing.ts";
import { DEVICE_GRANT } from "./device-flow.ts";
import { IFLOW_CLIENT_ID } from "./iflow.ts";
import { KIMI_CLIENT_ID } from "./kimi.ts";
import { QWEN_CLIENT_ID } from "./qwen.ts";

let world: Playground;

beforeEach(() => {
  world = playground();
});
afterEach(() => world.close());

function client(path: string, apiKey: string): OpenAI {
  return new OpenAI({ apiKey, baseURL: world.url + path, maxRetries: 0 });
}

const hi = { messages: [{ role: "user" as const, content: "hi" }] };

async function form(path: string, fields: Record<string, string>): Promise<readonly [number, Json]> {
  const response = await fetch(world.url + path, { method: "POST", body: new URLSearchParams(fields) });
  return [response.status, asObject(await response.json()) ?? {}];
}

async function statusOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
    return 200;
  } catch (error) {
    return error instanceof APIError ? error.status : error;
  }
}

describe("an upstream with a name", () => {
  const chat = (key: string, model = "deepseek-chat"): Promise<OpenAI.ChatCompletion> =>
    client("/compat/deepseek/v1", key).chat.completions.create({ model, ...hi });

  test("answers its own keys and models, and shows its thoughts", async () => {
    const { key, path } = world.sandbox.addCompatibleUpstream({ name: "deepseek" });
    const completion = await chat(key);
    expect(completion.choices[0]?.message.content).toBe("Hello from deepseek-chat. You said: hi");
    expect(completion.choices[0]?.message).toHaveProperty("reasoning_content");
    const listed = await client(path, key).models.list();
    expect(listed.data.map(({ id }) => id)).toEqual(["deepseek-chat", "deepseek-reasoner"]);
    expect(await statusOf(chat(key, "gpt-5.5"))).toBe(404);
    const other = world.sandbox.addCompatibleUpstream({ name: "other" });
    expect(await statusOf(chat(other.key))).toBe(401);
  });

  test("streams its thoughts before its words", async () => {
    const { key, path } = world.sandbox.addCompatibleUpstream({ name: "deepseek" });
    const body = { model: "deepseek-chat", stream: true, ...hi };
    const chunks = eventsOf(await (await world.post(`${path}/chat/completions`, key, body)).text());
    const deltas = chunks.map((chunk) => asObject(objectsIn(chunk["choices"])[0]?.["delta"]) ?? {});
    const firstWord = deltas.findIndex((delta) => typeof delta["content"] === "string" && delta["content"] !== "");
    const lastThought = deltas.findLastIndex((delta) => "reasoning_content" in delta);
    expect(lastThought).toBeGreaterThan(0);
    expect(firstWord).toBe(lastThought + 1);
  });

  test("hides its thoughts where it has none", async () => {
    const { key } = world.sandbox.addCompatibleUpstream({ name: "deepseek", reasons: false });
    expect((await chat(key)).choices[0]?.message).not.toHaveProperty("reasoning_content");
  });

  test("refuses what it does not know or cannot pair", async () => {
    const { key, path } = world.sandbox.addCompatibleUpstream({ name: "deepseek" });
    const call = { id: "c1", type: "function", function: { name: "f", arguments: "{}" } };
    const user = { role: "user", content: "x" };
    const called = { role: "assistant", content: null, tool_calls: [call] };
    for (const [messages, text] of [
      [[{ role: "developer", content: "x" }], "unknown variant `developer`"],
      [[user, called, user], "must be followed by tool messages"],
      [[{ role: "tool", tool_call_id: "c1", content: "x" }], "must be a response to a preceding message"],
    ] as const) {
      const refused = await world.post(`${path}/chat/completions`, key, { model: "deepseek-chat", messages });
      expect([refused.status, (await refused.text()).includes(text)]).toEqual([400, true]);
    }
  });

  test("puts scripted faults into its own words", async () => {
    const { key } = world.sandbox.addCompatibleUpstream({ name: "deepseek", email: "d@example.com" });
    const told: unknown[] = [];
    for (const fault of [
      faults.unauthorized(),
      faults.rateLimited(),
      faults.usageLimitReached({ resetsInMs: 1000 }),
      faults.usageNotIncluded(),
      faults.overloaded(),
    ]) {
      world.sandbox.script({ account: "d@example.com", path: "/compat/deepseek/v1/chat/completions", fault });
      const error: unknown = await chat(key).catch((problem: unknown) => problem);
      told.push(error instanceof APIError ? [error.status, error.code] : error);
    }
    expect(told).toEqual([
      [401, "invalid_api_key"],
      [429, "rate_limit_exceeded"],
      [429, "insufficient_quota"],
      [402, null],
      [503, null],
    ]);
    expect(await statusOf(chat(key))).toBe(200);
  });

  test("asks nobody for a key where it has none", async () => {
    const { path, configEntry } = world.sandbox.addCompatibleUpstream({ name: "local", key: "" });
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ model: "local-chat", ...hi });
    expect((await fetch(`${world.url}${path}/chat/completions`, { method: "POST", headers, body })).status).toBe(200);
    expect(configEntry("http://x")).toMatchObject({ "api-key-entries": [] });
  });

  test("refuses members it does not know where it is strict", async () => {
    const { key, path } = world.sandbox.addCompatibleUpstream({ name: "strict", refuses: ["max_completion_tokens"] });
    const refused = await world.post(`${path}/chat/completions`, key, {
      model: "strict-chat",
      max_completion_tokens: 9,
      ...hi,
    });
    expect([refused.status, await refused.json()]).toMatchObject([
      422,
      { message: { detail: [{ type: "extra_forbidden", loc: ["body", "max_completion_tokens"] }] } },
    ]);
  });

  test("describes itself as CLIProxyAPI's configuration does", () => {
    const { configEntry, key } = world.sandbox.addCompatibleUpstream({ name: "deepseek" });
    const address = { name: "deepseek", "base-url": "http://x/compat/deepseek/v1" };
    expect(configEntry("http://x")).toMatchObject({ ...address, "api-key-entries": [{ "api-key": key }] });
  });
});

describe("Qwen", () => {
  const TOKEN = "/qwen/api/v1/oauth2/token";
  const verifier = "a-verifier-long-enough-to-be-one-of-them-0123456789";
  const device = { code_challenge: challengeOf(verifier), code_challenge_method: "S256" };

  test("signs in by device for its verifier, and chats where resource_url says", async () => {
    const account = world.sandbox.addQwenAccount({ email: "q@example.com" });
    const [, start] = await form("/qwen/api/v1/oauth2/device/code", { client_id: QWEN_CLIENT_ID, ...device });
    const poll = { client_id: QWEN_CLIENT_ID, grant_type: DEVICE_GRANT, device_code: String(start["device_code"]) };
    expect((await form(TOKEN, { ...poll, code_verifier: "wrong" }))[1]["error"]).toBe("expired_token");
    expect(await form(TOKEN, { ...poll, code_verifier: verifier })).toMatchObject([
      400,
      { error: "authorization_pending" },
    ]);
    const [status, tokens] = await form(TOKEN, { ...poll, code_verifier: verifier });
    expect([status, tokens["access_token"]]).toEqual([200, account.accessToken()]);
    const path = String(tokens["resource_url"]).slice(world.url.length);
    const completion = await client(`${path}/v1`, account.accessToken()).chat.completions.create({
      model: "qwen3-coder-plus",
      ...hi,
    });
    expect(completion.choices[0]?.message.content).toContain("You said: hi");
  });

  test("rotates its refresh token and refuses it twice; an expired access token chats no more", async () => {
    const account = world.sandbox.addQwenAccount({ email: "q@example.com" });
    const refresh = { client_id: QWEN_CLIENT_ID, grant_type: "refresh_token", refresh_token: account.refreshToken() };
    expect((await form(TOKEN, refresh))[0]).toBe(200);
    expect(await form(TOKEN, refresh)).toMatchObject([400, { error: "invalid_grant" }]);
    account.expireAccessToken();
    const chat = client("/qwen/v1", account.accessToken()).chat.completions.create({ model: "vision-model", ...hi });
    expect(await statusOf(chat)).toBe(401);
    expect(account.authFile(`${world.url}/qwen`)).toMatchObject({ type: "qwen", resource_url: `${world.url}/qwen` });
  });
});

describe("iFlow", () => {
  const secret = "s";
  const authorization = `Basic ${Buffer.from(`${IFLOW_CLIENT_ID}:${secret}`).toString("base64")}`;

  async function token(fields: Record<string, string>): Promise<readonly [number, Json]> {
    const body = new URLSearchParams({ client_id: IFLOW_CLIENT_ID, client_secret: secret, ...fields });
    const response = await fetch(`${world.url}/iflow/oauth/token`, {
      method: "POST",
      body,
      headers: { authorization },
    });
    return [response.status, asObject(await response.json()) ?? {}];
  }

  test("signs in by browser for a key, which alone chats", async () => {
    const account = world.sandbox.addIflowAccount({ email: "i@example.com" });
    const redirect = "http://localhost:11451/oauth2callback";
    const query = new URLSearchParams({ client_id: IFLOW_CLIENT_ID, redirect, state: "s" });
    const page = await fetch(`${world.url}/iflow/oauth?${query}`, { redirect: "manual" });
    const code = new URL(page.headers.get("location") ?? "").searchParams.get("code") ?? "";
    const [, tokens] = await token({ grant_type: "authorization_code", code, redirect_uri: redirect });
    const info = `/iflow/api/oauth/getUserInfo?accessToken=${String(tokens["access_token"])}`;
    const data = { apiKey: account.apiKey, email: "i@example.com" };
    expect(await (await world.get(info, "")).json()).toMatchObject({ success: true, data });
    const chat = (key: string): Promise<unknown> =>
      client("/iflow/v1", key).chat.completions.create({ model: "glm-4.6", ...hi });
    expect([await statusOf(chat(account.apiKey)), await statusOf(chat(account.accessToken()))]).toEqual([200, 401]);
    expect(account.authFile()).toMatchObject({ type: "iflow", api_key: account.apiKey });
  });

  test("fails with a 200 whose body says 500", async () => {
    expect(await token({ grant_type: "refresh_token", refresh_token: "nobody's" })).toMatchObject([200, { code: 500 }]);
    expect(await form("/iflow/oauth/token", { client_id: IFLOW_CLIENT_ID })).toMatchObject([200, { code: 500 }]);
    const account = world.sandbox.addIflowAccount({ email: "i@example.com" });
    const refresh = { grant_type: "refresh_token", refresh_token: account.refreshToken() };
    expect((await token(refresh))[1]["access_token"]).toBe(account.accessToken());
  });
});

describe("Kimi", () => {
  const TOKEN = "/kimi/api/oauth/token";

  test("signs in by device, pending with a 200, and chats under /coding", async () => {
    const account = world.sandbox.addKimiAccount({ email: "m@example.com" });
    const [, start] = await form("/kimi/api/oauth/device_authorization", { client_id: KIMI_CLIENT_ID });
    const poll = { client_id: KIMI_CLIENT_ID, grant_type: DEVICE_GRANT, device_code: String(start["device_code"]) };
    expect(await form(TOKEN, poll)).toMatchObject([200, { error: "authorization_pending" }]);
    expect((await form(TOKEN, poll))[1]["access_token"]).toBe(account.accessToken());
    expect(await form(TOKEN, poll)).toMatchObject([200, { error: "expired_token" }]);
    const kimi = client("/kimi/coding/v1", account.accessToken());
    const completion = await kimi.chat.completions.create({ model: "kimi-for-coding", ...hi });
    expect(completion.choices[0]?.message).toHaveProperty("reasoning_content");
    expect(account.authFile()).toMatchObject({ type: "kimi", access_token: account.accessToken() });
  });

  test("refuses a dead refresh token, and one a script refuses", async () => {
    const account = world.sandbox.addKimiAccount({ email: "m@example.com" });
    const refresh = (): ReturnType<typeof form> =>
      form(TOKEN, {
        client_id: KIMI_CLIENT_ID,
        grant_type: "refresh_token",
        refresh_token: account.refreshToken(),
      });
    world.sandbox.script({ account: "m@example.com", path: "/oauth/token", fault: faults.refreshRefused("x") });
    expect((await refresh())[0]).toBe(401);
    expect((await refresh())[0]).toBe(200);
    account.revokeLogin();
    expect(await refresh()).toMatchObject([401, { error: "invalid_grant" }]);
  });
});

test("the overview names everybody the upstreams know", async () => {
  world.sandbox.addKimiAccount({ email: "m@example.com" });
  const { key } = world.sandbox.addCompatibleUpstream({ name: "deepseek" });
  expect(await (await world.get("/_sandbox", "")).json()).toMatchObject({
    others: { compatible: [{ key, requests: 0 }], kimi: [{ email: "m@example.com", refreshes: 0 }] },
  });
});
