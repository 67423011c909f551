// Signing in to Claude, keeping signed in, and what a sign-in may ask about itself.

import { afterEach, beforeEach, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { refreshRefused } from "../faults/fault.ts";
import { asObject, type Json } from "../json.ts";
import type { SandboxClaudeAccount } from "../sandbox.ts";
import { type Playground, playground } from "../testing.ts";
import { CLAUDE_CLIENT_ID } from "./sign-in.ts";

const REDIRECT = "http://localhost:54545/callback";
const VERIFIER = "a-verifier-long-enough-to-be-one-of-them-0123456789";
let world: Playground;
let account: SandboxClaudeAccount;

beforeEach(() => {
  world = playground();
  account = world.sandbox.addClaudeAccount({ email: "c@example.com", plan: "pro" });
});
afterEach(() => world.close());

async function token(fields: Json): Promise<readonly [number, Json]> {
  const response = await world.post("/anthropic/v1/oauth/token", "", { client_id: CLAUDE_CLIENT_ID, ...fields });
  return [response.status, asObject(await response.json()) ?? {}];
}

function refresh(refreshToken: string, more: Json = {}): ReturnType<typeof token> {
  return token({ grant_type: "refresh_token", refresh_token: refreshToken, scope: "user:inference", ...more });
}

async function code(more: Record<string, string> = {}): Promise<URLSearchParams> {
  const query = new URLSearchParams({
    ...{ code: "true", response_type: "code", client_id: CLAUDE_CLIENT_ID, redirect_uri: REDIRECT, state: "s1" },
    code_challenge: createHash("sha256").update(VERIFIER).digest("base64url"),
    code_challenge_method: "S256",
    ...more,
  });
  const response = await fetch(`${world.url}/anthropic/oauth/authorize?${query}`, { redirect: "manual" });
  return new URL(response.headers.get("location") ?? "about:blank").searchParams;
}

function exchange(granted: URLSearchParams, more: Json = {}): ReturnType<typeof token> {
  const fields = { grant_type: "authorization_code", code: granted.get("code"), redirect_uri: REDIRECT };
  return token({ ...fields, code_verifier: VERIFIER, state: granted.get("state"), ...more });
}

function ask(path: string): Promise<Response> {
  const headers = { authorization: `Bearer ${account.accessToken()}`, "anthropic-beta": "oauth-2025-04-20" };
  return fetch(`${world.url}/anthropic${path}`, { headers });
}

test("a refresh rotates both tokens, and each refresh token serves once", async () => {
  const first = account.refreshToken();
  const [status, tokens] = await refresh(first);
  expect([status, tokens["access_token"], tokens["refresh_token"]]).toEqual([
    200,
    account.accessToken(),
    account.refreshToken(),
  ]);
  expect(account.refreshToken()).not.toBe(first);
  expect(await refresh(first)).toEqual([
    400,
    { error: "invalid_grant", error_description: "Refresh token not found or invalid" },
  ]);
  expect((await refresh(account.refreshToken()))[0]).toBe(200);
  expect(account.refreshes()).toBe(2);
});

test("a refresh without its scope or its client is no valid request", async () => {
  expect((await refresh(account.refreshToken(), { scope: undefined }))[0]).toBe(400);
  expect((await refresh(account.refreshToken(), { client_id: undefined }))[1]["error"]).toBe("invalid_request");
  expect(account.refreshes()).toBe(0);
});

test("a revoked sign-in cannot be refreshed, and a scripted refusal strikes once", async () => {
  world.sandbox.script({ account: "c@example.com", path: "/oauth/token", fault: refreshRefused("x") });
  expect((await refresh(account.refreshToken()))[1]["error"]).toBe("invalid_grant");
  expect((await refresh(account.refreshToken()))[0]).toBe(200);
  account.revokeLogin();
  expect((await refresh(account.refreshToken()))[1]["error"]).toBe("invalid_grant");
});

test("the browser comes back with a code that is good once, for its verifier and its state", async () => {
  const granted = await code();
  expect(granted.get("state")).toBe("s1");
  const [status, tokens] = await exchange(granted);
  expect(status).toBe(200);
  expect(tokens).toMatchObject({
    token_type: "Bearer",
    access_token: account.accessToken(),
    expires_in: 28_800,
    account: { uuid: account.accountId, email_address: "c@example.com" },
    organization: { uuid: account.organizationId },
  });
  expect((await exchange(granted))[0]).toBe(401);
  expect((await exchange(await code(), { code_verifier: "wrong" }))[0]).toBe(401);
  expect((await exchange(await code(), { state: "s2" }))[0]).toBe(400);
  expect((await code({ code_challenge_method: "plain" })).get("error")).toBe("invalid_request");
});

test("the auth file is CLIProxyAPI's", () => {
  expect(account.authFile()).toMatchObject({
    type: "claude",
    email: "c@example.com",
    access_token: account.accessToken(),
    refresh_token: account.refreshToken(),
    expired: "2026-11-21T17:00:00Z",
    account_uuid: account.accountId,
  });
});

test("Claude Code's own file holds the same login and names nobody", () => {
  expect(account.credentialsFile()).toEqual({
    claudeAiOauth: {
      accessToken: account.accessToken(),
      refreshToken: account.refreshToken(),
      expiresAt: Date.parse("2026-11-21T17:00:00Z"),
      scopes: expect.any(Array),
      subscriptionType: account.plan,
      rateLimitTier: expect.any(String),
    },
  });
});

test("usage is told in percent, and the profile says who it is", async () => {
  account.setUsage({ fiveHour: { usedPercent: 37, resetsInMs: 3_600_000 }, sevenDayOpus: 12, sevenDayFable: 9 });
  expect(await (await ask("/api/oauth/usage")).json()).toMatchObject({
    five_hour: { utilization: 37, resets_at: "2026-11-21T10:00:00Z" },
    seven_day: { utilization: 0 },
    seven_day_opus: { utilization: 12 },
    limits: [
      { kind: "session", percent: 37, scope: null },
      { kind: "weekly_all", percent: 0, scope: null },
      { kind: "weekly_scoped", percent: 9, scope: { model: { display_name: "Fable" } } },
    ],
  });
  expect(await (await ask("/api/oauth/profile")).json()).toMatchObject({
    account: { uuid: account.accountId, email: "c@example.com", has_claude_pro: true },
    organization: { uuid: account.organizationId },
  });
  account.expireAccessToken();
  expect((await ask("/api/oauth/usage")).status).toBe(401);
});

test("models are listed page by page", async () => {
  const key = world.sandbox.addAnthropicKey({ email: "k@example.com" });
  const headers = { "x-api-key": key.key, "anthropic-version": "2023-06-01" };
  const page = asObject(await (await fetch(`${world.url}/anthropic/v1/models?limit=2`, { headers })).json()) ?? {};
  expect(page).toMatchObject({ has_more: true, first_id: "claude-opus-5-5" });
  const one = await fetch(`${world.url}/anthropic/v1/models/claude-opus-5-5`, { headers });
  expect(await one.json()).toMatchObject({ type: "model", id: "claude-opus-5-5" });
});
