import { describe, expect, test } from "bun:test";

import { sha256Hex } from "../../platform/sha256.ts";
import { createClaudeProvider } from "./provider.ts";
import { readRefresh } from "./refresh.ts";

const NOW = Date.UTC(2026, 0, 1);
const provider = createClaudeProvider(() => ({
  baseUrl: "https://api.test",
  authUrl: "https://claude.test",
  tokenUrl: "https://platform.test",
  userAgent: "switchyard/test",
  proxyUrl: "http://proxy.test:1",
}));

function account(json: object) {
  const parsed = provider.authFile.parse({ type: "claude", ...json }, { fileName: "a.json", sha256: sha256Hex });
  if (parsed.kind !== "account") throw new Error(parsed.kind);
  return parsed.account;
}
const login = (expired: number | string = "") =>
  account({ access_token: "at", refresh_token: "rt", email: "ada@example.com", expired });
const read = (status: number, body: unknown, headers?: Record<string, string>) =>
  readRefresh({
    status,
    body: typeof body === "string" ? body : JSON.stringify(body),
    now: NOW,
    ...(headers === undefined ? {} : { headers: new Headers(headers) }),
  });

describe("when", () => {
  test("five minutes ahead of expiry; never where the end is unknown or nothing can be done", () => {
    expect(provider.isRefreshDue(login(NOW + 301_000), NOW)).toBe(false);
    expect(provider.isRefreshDue(login(NOW + 300_000), NOW)).toBe(true);
    expect(provider.isRefreshDue(login(), NOW)).toBe(false);
    const bare = account({ access_token: "at", email: "ada@example.com", expired: NOW - 1 });
    expect(provider.isRefreshDue(bare, NOW)).toBe(false);
    expect(provider.refreshCall(bare, NOW)).toBeNull();
  });
});

describe("the call", () => {
  test("says what Claude Code says, scope and all, under our own name", () => {
    const call = provider.refreshCall(login(), NOW);
    expect(call).toMatchObject({
      method: "POST",
      url: "https://platform.test/v1/oauth/token",
      headers: { "content-type": "application/json", "user-agent": "switchyard/test" },
      proxyUrl: "http://proxy.test:1",
    });
    expect(JSON.parse(typeof call?.body === "string" ? call.body : "")).toEqual({
      grant_type: "refresh_token",
      refresh_token: "rt",
      client_id: "9d1c250a-e61b-44d9-88ed-5944d1962f5e",
      scope: expect.stringContaining("user:inference"),
    });
  });
});

describe("the answer", () => {
  test("brings new tokens; what it leaves out stays as it was", () => {
    expect(read(200, { access_token: "new", refresh_token: "r2", expires_in: 28_800 })).toEqual({
      kind: "refreshed",
      tokens: {
        accessToken: "new",
        refreshToken: "r2",
        idToken: null,
        expiresAt: NOW + 28_800_000,
        refreshedAt: NOW,
      },
    });
    for (const expires_in of [undefined, 1e300]) {
      expect(read(200, { access_token: "new", expires_in })).toMatchObject({
        tokens: { refreshToken: null, expiresAt: null },
      });
    }
  });

  test("invalid_grant ends the login, and it alone does", () => {
    const body = { error: "invalid_grant", error_description: "Refresh token not found or invalid" };
    expect(read(400, body)).toMatchObject({
      kind: "dead",
      failure: { kind: "reauth_required", code: "invalid_grant", message: body.error_description, status: 400 },
    });
    for (const [status, told] of [
      [400, { error: "invalid_request", error_description: "Invalid request format" }],
      [400, { error: "invalid_scope" }],
      [401, { type: "error", error: { type: "authentication_error", message: "m" } }],
      [403, "<html>"],
      [503, body],
      [200, {}],
    ] as const) {
      expect(read(status, told)).toMatchObject({ kind: "transient", failure: { kind: "upstream_error" } });
    }
  });

  test("an account on hold is not to be signed in again", () => {
    for (const body of [
      { error: "invalid_grant", error_description: "account_on_hold" },
      { error: "account_on_hold" },
    ]) {
      expect(read(403, body)).toMatchObject({
        kind: "dead",
        failure: { kind: "deactivated", code: "account_on_hold" },
      });
    }
  });

  test("too many are to wait as long as they are told", () => {
    const body = { type: "error", error: { type: "rate_limit_error", message: "Rate limited." } };
    expect(read(429, body, { "retry-after": "30" })).toMatchObject({
      kind: "transient",
      failure: { kind: "rate_limited", code: "rate_limit_error", resetsAt: NOW + 30_000 },
    });
    expect(read(429, body)).toMatchObject({ failure: { resetsAt: null } });
  });
});
