// Auth files as the vendors' own tools leave them, and a login that is for its vendor's tool alone.

import { describe, expect, test } from "bun:test";
import { readFile } from "node:fs/promises";

import { chat } from "../support/asks.ts";
import { dialectClient } from "../support/dialect-clients.ts";
import { dropAuthFile } from "../support/provider-cases.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";

const ADA = "ada@example.com";
const ALONE = { "quota-poll-seconds": 3600, routing: { "default-provider": null } };

type Json = Readonly<Record<string, unknown>>;

const ask = (world: World, model: string): Promise<Response> =>
  world.post("/v1/chat/completions", chat("hi", { model }));

async function servedOnce(world: World, model: string): Promise<void> {
  await until("the account serves", async () => (await ask(world, model)).status === 200);
}

const jsonOf = async (file: string): Promise<Json> => JSON.parse(await readFile(file, "utf8")) as Json;

describe("a file in its tool's own form is served from, and keeps that form when its token is renewed:", () => {
  test("Claude Code's .credentials.json, which names nobody", async () => {
    await using world = await startWorld({ accounts: 0, config: ALONE });
    const account = world.sandbox.addClaudeAccount({ email: ADA });
    const file = await dropAuthFile(world, "credentials.json", { ...account.credentialsFile(), mine: "kept" });
    await servedOnce(world, "claude-opus-5-5");
    account.expireAccessToken();
    const answer = await ask(world, "claude-opus-5-5");
    expect(answer.status).toBe(200);
    expect((await world.record(answer)).accountLabel).toBe(ADA);
    expect(await jsonOf(file)).toMatchObject({
      mine: "kept",
      claudeAiOauth: {
        accessToken: account.accessToken(),
        refreshToken: account.refreshToken(),
        subscriptionType: "max",
        scopes: expect.arrayContaining(["user:inference"]),
      },
    });
    expect(account.refreshes()).toBe(1);
  });

  test("Gemini CLI's oauth_creds.json, which names neither owner nor project", async () => {
    const config = { ...ALONE, "oauth-clients": { "gemini-cli": { "client-secret": "sandbox-client-secret" } } };
    await using world = await startWorld({ accounts: 0, config });
    const account = world.sandbox.addGoogleAccount({ email: ADA });
    const { token } = account.authFile() as { token: Json };
    const file = await dropAuthFile(world, "oauth_creds.json", {
      access_token: token["access_token"],
      refresh_token: token["refresh_token"],
      scope: "https://www.googleapis.com/auth/cloud-platform",
      token_type: "Bearer",
      expiry_date: Date.now() + 3_000_000,
    });
    await servedOnce(world, "gemini-2.5-pro");
    account.expireAccessToken();
    expect((await ask(world, "gemini-2.5-pro")).status).toBe(200);
    expect(await jsonOf(file)).toMatchObject({
      access_token: account.accessToken(),
      refresh_token: token["refresh_token"],
      scope: "https://www.googleapis.com/auth/cloud-platform",
    });
    expect(account.refreshes()).toBe(1);
  });

  test("Google's key file of a service account", async () => {
    await using world = await startWorld({ accounts: 0, config: ALONE });
    const account = world.sandbox.addVertexAccount({});
    const key = account.keyFile();
    const file = await dropAuthFile(world, "key.json", key);
    await servedOnce(world, "gemini-2.5-flash");
    expect(await jsonOf(file)).toMatchObject({ ...key, access_token: account.accessToken() });
  });

  test("a Qwen login whose file names another address, which is not called", async () => {
    await using world = await startWorld({ accounts: 0, config: ALONE });
    const account = world.sandbox.addQwenAccount({ email: ADA });
    await dropAuthFile(world, "qwen.json", account.authFile("portal.example.test"));
    await servedOnce(world, "qwen3-coder-plus");
    account.expireAccessToken();
    expect((await ask(world, "qwen3-coder-plus")).status).toBe(200);
    expect(account.refreshes()).toBe(1);
  });
});

test("a Claude login for Claude Code alone serves Claude Code, and another account serves the others", async () => {
  await using world = await startWorld({
    accounts: 0,
    config: { ...ALONE, routing: { ...ALONE.routing, "sticky-threads-enabled": false } },
    async join({ sandbox, addAuthFile }) {
      const ada = sandbox.addClaudeAccount({ email: ADA, onlyClaudeCode: true });
      await addAuthFile("a.json", { ...ada.authFile(), priority: 9 });
      await addAuthFile("b.json", sandbox.addClaudeAccount({ email: "ben@example.com" }).authFile());
    },
  });
  const client = dialectClient("anthropic-messages");
  const what = { model: "claude-opus-5-5", text: "hello", stream: true };
  const system = "You are Claude Code, Anthropic's official CLI for Claude.";
  for (const [more, served] of [
    [{}, "ben@example.com"],
    [{ system }, ADA],
    [{}, "ben@example.com"],
    [{ system }, ADA],
  ] as const) {
    const answer = await client.ask(world, { ...what, more });
    expect(answer.status).toBe(200);
    await answer.text();
    expect((await world.record(answer)).accountLabel).toBe(served);
  }
});
