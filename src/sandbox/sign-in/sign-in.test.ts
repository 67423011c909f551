// auth.openai.com's token endpoint and the two ways of signing in.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import type { SandboxAccount } from "../accounts/account.ts";
import { CODEX_CLIENT_ID } from "../accounts/json-web-token.ts";
import { refreshRefused } from "../faults/fault.ts";
import { asObject, asText, parseJson, type Json } from "../json.ts";
import { codexRequest, type Playground, playground } from "../testing.ts";

const RESPONSES = "/backend-api/codex/responses";
let world: Playground;
let account: SandboxAccount;

beforeEach(() => {
  world = playground();
  account = world.sandbox.addAccount({ email: "a@example.com", plan: "pro", accessTokenTtlMs: 60_000 });
});
afterEach(() => world.close());

async function token(
  fields: Record<string, string>,
  form = false,
): Promise<{ readonly status: number; readonly body: Json }> {
  const all = { client_id: CODEX_CLIENT_ID, ...fields };
  const init: RequestInit = form
    ? { method: "POST", body: new URLSearchParams(all) }
    : { method: "POST", body: JSON.stringify(all), headers: { "content-type": "application/json" } };
  const response = await fetch(`${world.url}/oauth/token`, init);
  return { status: response.status, body: asObject(await response.json()) ?? {} };
}

function refresh(refreshToken: string, form = false): ReturnType<typeof token> {
  return token({ grant_type: "refresh_token", refresh_token: refreshToken }, form);
}

async function turnStatus(accessToken: string): Promise<readonly [number, unknown]> {
  const response = await world.post(RESPONSES, accessToken, codexRequest("hi"));
  const error = asObject(asObject(parseJson(await response.text()))?.["error"]);
  return [response.status, error?.["code"] ?? null];
}

function claims(jwt: unknown): Json {
  const part = asText(jwt)?.split(".")[1] ?? "";
  return asObject(parseJson(Buffer.from(part, "base64url").toString())) ?? {};
}

describe("refreshing", () => {
  test("rotates all three tokens, by form and by JSON", async () => {
    for (const form of [false, true]) {
      const before = [account.accessToken(), account.refreshToken()];
      const { status, body } = await refresh(account.refreshToken(), form);
      expect(status).toBe(200);
      expect([body["access_token"], body["refresh_token"]]).toEqual([account.accessToken(), account.refreshToken()]);
      expect(before).not.toContain(account.accessToken());
      expect(before).not.toContain(account.refreshToken());
    }
    expect(account.refreshes()).toBe(2);
  });

  test("a second use of a refresh token kills the whole family", async () => {
    const first = account.refreshToken();
    await refresh(first);
    const reused = await refresh(first);
    expect([reused.status, asObject(reused.body["error"])?.["code"]]).toEqual([401, "refresh_token_reused"]);
    const dead = await refresh(account.refreshToken());
    expect(asObject(dead.body["error"])?.["code"]).toBe("refresh_token_invalidated");
    expect(await turnStatus(account.accessToken())).toEqual([401, "token_invalidated"]);
  });

  test("a revoked login stays dead until a new sign-in", async () => {
    account.revokeLogin();
    const { body } = await refresh(account.refreshToken());
    expect(asObject(body["error"])?.["code"]).toBe("refresh_token_invalidated");
    account.revokeLogin("refresh_token_expired");
    const expired = await refresh(account.refreshToken());
    expect(asObject(expired.body["error"])?.["code"]).toBe("refresh_token_expired");
  });

  test("can be made to fail by script, for one account", async () => {
    world.sandbox.script({
      account: "a@example.com",
      path: "/oauth/token",
      fault: refreshRefused("app_session_terminated"),
    });
    const { status, body } = await refresh(account.refreshToken());
    expect([status, asObject(body["error"])?.["code"]]).toEqual([401, "app_session_terminated"]);
    expect((await refresh(account.refreshToken())).status).toBe(200);
  });
});

describe("an access token", () => {
  test("is refused once expired by the clock or by hand, and works again after a refresh", async () => {
    expect(await turnStatus(account.accessToken())).toEqual([200, null]);
    world.clock.advance(60_000);
    expect(await turnStatus(account.accessToken())).toEqual([401, "token_expired"]);
    await refresh(account.refreshToken());
    expect(await turnStatus(account.accessToken())).toEqual([200, null]);
    account.expireAccessToken();
    expect(await turnStatus(account.accessToken())).toEqual([401, "token_expired"]);
    await refresh(account.refreshToken());
    expect(await turnStatus(account.accessToken())).toEqual([200, null]);
    expect(await turnStatus("nobody")).toEqual([401, null]);
  });

  test("carries the claims programs read", () => {
    const auth = { chatgpt_account_id: account.accountId, chatgpt_plan_type: "pro", chatgpt_user_id: account.userId };
    expect(claims(account.accessToken())["https://api.openai.com/auth"]).toMatchObject(auth);
    const tokens = asObject(account.authJson()["tokens"]);
    expect(claims(tokens?.["id_token"])).toMatchObject({ email: "a@example.com", "https://api.openai.com/auth": auth });
    expect(account.authJson()).toMatchObject({ auth_mode: "chatgpt", last_refresh: "2026-11-21T09:00:00Z" });
    expect(account.cliProxyAuthFile()).toMatchObject({
      type: "codex",
      email: "a@example.com",
      account_id: account.accountId,
      expired: "2026-11-21T09:01:00Z",
    });
  });
});

describe("signing in", () => {
  const redirectUri = "http://localhost:1455/auth/callback";
  const verifier = "a-verifier-long-enough-to-be-one-of-them-0123456789";
  const challenge = createHash("sha256").update(verifier).digest("base64url");

  async function code(): Promise<string> {
    const query = new URLSearchParams({
      ...{ response_type: "code", client_id: CODEX_CLIENT_ID, redirect_uri: redirectUri, state: "s1" },
      ...{ code_challenge: challenge, code_challenge_method: "S256", scope: "openid" },
    });
    const response = await fetch(`${world.url}/oauth/authorize?${query}`, { redirect: "manual" });
    expect(response.status).toBe(302);
    const back = new URL(response.headers.get("location") ?? "");
    expect(back.origin + back.pathname).toBe(redirectUri);
    expect(back.searchParams.get("state")).toBe("s1");
    return back.searchParams.get("code") ?? "";
  }

  function exchange(authorizationCode: string, more: Record<string, string> = {}): ReturnType<typeof token> {
    const fields = { grant_type: "authorization_code", code: authorizationCode, redirect_uri: redirectUri };
    return token({ ...fields, code_verifier: verifier, ...more }, true);
  }

  test("by browser gives tokens for a code, once, and leaves earlier sign-ins alone", async () => {
    const earlier = account.accessToken();
    const granted = await code();
    const { status, body } = await exchange(granted);
    expect(status).toBe(200);
    expect(body["access_token"]).toBe(account.accessToken());
    expect(await turnStatus(account.accessToken())).toEqual([200, null]);
    expect(await turnStatus(earlier)).toEqual([200, null]);
    expect((await exchange(granted)).body["error"]).toBe("invalid_grant");
  });

  test("by browser asks for the right verifier, the same redirect and a young code", async () => {
    expect((await exchange(await code(), { code_verifier: "wrong" })).body["error"]).toBe("invalid_grant");
    const other = { redirect_uri: "http://127.0.0.1:1455/auth/callback" };
    expect((await exchange(await code(), other)).body["error"]).toBe("invalid_grant");
    const old = await code();
    world.clock.advance(600_000);
    expect((await exchange(old)).body["error"]).toBe("invalid_grant");
  });

  test("by device is pending at the first poll and approved at the second", async () => {
    const ask = async (path: string, body: Json): Promise<Response> =>
      world.post(`/api/accounts/deviceauth/${path}`, "", body);
    const started = asObject(await (await ask("usercode", { client_id: CODEX_CLIENT_ID })).json()) ?? {};
    expect(started).toMatchObject({ interval: "5" });
    const poll = { device_auth_id: started["device_auth_id"], user_code: started["user_code"] };
    expect((await ask("token", poll)).status).toBe(403);
    const approved = asObject(await (await ask("token", poll)).json()) ?? {};
    const { status } = await exchange(String(approved["authorization_code"]), {
      redirect_uri: `${world.url}/deviceauth/callback`,
      code_verifier: String(approved["code_verifier"]),
    });
    expect(status).toBe(200);
    expect((await ask("token", { ...poll, user_code: "NOPE" })).status).toBe(404);
  });
});
