import { describe, expect, test } from "bun:test";

import { sha256Hex } from "../../platform/sha256.ts";
import { type AuthJsonOwner, makeApiKeyAuthJson, makeAuthJson, makeTokens } from "../../../test/support/auth-json.ts";
import { createCodexProvider } from "./provider.ts";

const NOW = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const provider = createCodexProvider(() => ({
  chatgptBaseUrl: "",
  authUrl: "https://auth.test",
  openaiBaseUrl: "",
  userAgent: "switchyard/test",
  proxyUrl: "http://proxy.test:1",
}));

function account(json: object) {
  const parsed = provider.authFile.parse({ ...json }, { fileName: "a.json", sha256: sha256Hex });
  if (parsed.kind !== "account") throw new Error(parsed.kind);
  return parsed.account;
}
const login = (owner: AuthJsonOwner = {}) => account(makeAuthJson(owner));
const apiKey = () => account({ ...makeApiKeyAuthJson(), openai_user_id: "u" });
const read = (status: number, body: unknown) =>
  provider.readRefresh({ status, body: typeof body === "string" ? body : JSON.stringify(body), now: NOW });

describe("when", () => {
  test("five minutes ahead of expiry, and after eight days whatever the token says", () => {
    const due = (expiresAt: number, refreshedAt: number) =>
      provider.isRefreshDue(login({ expiresAt, refreshedAt }), NOW);
    expect(due(NOW + HOUR_MS, NOW)).toBe(false);
    expect(due(NOW + 299_000, NOW)).toBe(true);
    expect(due(NOW + 2 * DAY_MS, NOW - 8 * DAY_MS)).toBe(true);
  });

  test("never for what cannot be refreshed", () => {
    const tokens = { ...makeTokens({ expiresAt: NOW - DAY_MS }), refresh_token: "" };
    expect(provider.isRefreshDue(account({ tokens }), NOW)).toBe(false);
    expect(provider.refreshCall(account({ tokens }), NOW)).toBeNull();
    expect(provider.isRefreshDue(apiKey(), NOW)).toBe(false);
    expect(provider.refreshCall(apiKey(), NOW)).toBeNull();
  });
});

describe("the call", () => {
  test("says what Codex says, under our own name, through the proxy", () => {
    const call = provider.refreshCall(login(), NOW);
    expect(call).toMatchObject({
      method: "POST",
      url: "https://auth.test/oauth/token",
      proxyUrl: "http://proxy.test:1",
    });
    expect(call?.headers["user-agent"]).toBe("switchyard/test");
    const body = typeof call?.body === "string" ? call.body : "";
    expect(JSON.parse(body)).toMatchObject({
      client_id: "app_EMoamEEZ73f0CkXaXp7hrann",
      grant_type: "refresh_token",
      refresh_token: "rt_secret_one",
    });
  });
});

describe("the answer", () => {
  test("brings new tokens; what it leaves out stays as it was", () => {
    const { access_token } = makeTokens({ expiresAt: NOW + DAY_MS });
    expect(read(200, { access_token, expires_in: 5 })).toEqual({
      kind: "refreshed",
      tokens: {
        accessToken: access_token,
        refreshToken: null,
        idToken: null,
        expiresAt: NOW + DAY_MS,
        refreshedAt: NOW,
      },
    });
    expect(read(200, { access_token: "opaque", refresh_token: "r", expires_in: 60 })).toMatchObject({
      tokens: { refreshToken: "r", expiresAt: NOW + 60_000 },
    });
  });

  test.each<[number, unknown, string]>([
    [401, { error: { code: "refresh_token_reused", message: "m" } }, "reauth_required"],
    [400, { error: { code: "refresh_token_expired" } }, "reauth_required"],
    [400, { error: "invalid_grant", error_description: "d" }, "reauth_required"],
    [401, { error: "refresh_token_reused" }, "reauth_required"],
    [401, { error_code: "app_session_terminated" }, "reauth_required"],
    [403, { error: { code: "account_deactivated" } }, "deactivated"],
  ])("%d %j ends the login", (status, body, kind) => {
    expect(read(status, body)).toMatchObject({ kind: "dead", failure: { kind, status } });
  });

  test.each<[number, unknown]>([
    [500, { error: "invalid_grant" }],
    [503, "<html>"],
    [401, { error: { code: "something_new" } }],
    [200, {}],
    [200, "not json"],
  ])("%d %j ends nothing", (status, body) => {
    expect(read(status, body)).toMatchObject({ kind: "transient", failure: { kind: "upstream_error" } });
  });

  test("a throttled endpoint ends nothing, and says when to come back", () => {
    const headers = new Headers({ "retry-after": "30" });
    const body = JSON.stringify({ error: { code: "rate_limit_exceeded" } });
    expect(provider.readRefresh({ status: 429, headers, body, now: NOW })).toMatchObject({
      kind: "transient",
      failure: { kind: "rate_limited", resetsAt: NOW + 30_000 },
    });
  });
});
