import { describe, expect, test } from "bun:test";

import { sha256Hex } from "../../platform/sha256.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import type { JsonRecord } from "../auth-file.ts";
import { claudeAuthFile } from "./auth-file.ts";

const EXPIRES = Date.UTC(2026, 0, 1, 8);
const SETTINGS = {
  baseUrl: "https://api.test",
  authUrl: "https://claude.test",
  tokenUrl: "https://platform.test",
  userAgent: "switchyard/test",
  proxyUrl: "http://proxy.test:3128",
};
const form = claudeAuthFile(() => SETTINGS);

const FLAT = {
  type: "claude",
  access_token: "at",
  refresh_token: "rt",
  expired: "2026-01-01T08:00:00Z",
  last_refresh: "2026-01-01T00:00:00Z",
  email: "Ada@Example.com",
};
const OWNER = { account_uuid: "a", organization_uuid: "o" };
const OWN = { accessToken: "at", refreshToken: "rt", expiresAt: EXPIRES, scopes: ["x"], subscriptionType: "Max" };
const NESTED = { claudeAiOauth: OWN };

const parse = (json: JsonRecord) => form.parse(json, { fileName: "a.json", sha256: sha256Hex });
function accountOf(json: JsonRecord) {
  const parsed = parse(json);
  if (parsed.kind !== "account") throw new Error(`${parsed.kind} ${"reason" in parsed ? parsed.reason : ""}`);
  return parsed.account;
}

describe("reading", () => {
  test("one person in two organizations is two accounts; without ids the e-mail tells them", () => {
    expect(accountOf({ ...FLAT, ...OWNER })).toMatchObject({
      identityKey: "a::o",
      email: "ada@example.com",
      credentials: { expiresAt: EXPIRES, refreshedAt: Date.UTC(2026, 0, 1) },
    });
    expect(accountOf({ ...FLAT, ...OWNER, organization_uuid: "p" }).identityKey).toBe("a::p");
    expect(accountOf(FLAT).identityKey).toBe("ada@example.com");
    expect(accountOf({ ...FLAT, account_uuid: "a" }).identityKey).toBe("ada@example.com");
  });

  test("Claude Code's file names nobody and has to be asked about, whatever its type says", () => {
    for (const json of [NESTED, { ...NESTED, type: "claude" }, { ...FLAT, email: "" }]) {
      expect(parse(json)).toEqual({ kind: "unidentified", key: "rt" });
    }
    expect(accountOf({ ...NESTED, ...OWNER })).toMatchObject({
      identityKey: "a::o",
      plan: "max",
      credentials: { kind: "oauth", expiresAt: EXPIRES },
    });
  });

  test("what the profile said of the plan counts more than what the file began with", () => {
    expect(accountOf({ ...NESTED, ...OWNER, subscription_type: "team" }).plan).toBe("team");
  });

  test("a token that is never renewed stands for itself, as a key does", () => {
    const token = accountOf({ claudeAiOauth: { accessToken: "sk-ant-oat01-year" } });
    expect(token.credentials.kind).toBe("api-key");
    expect(token.identityKey).toBe(`apikey::${sha256Hex("sk-ant-oat01-year")}`);
    expect(accountOf({ type: "claude", api_key: "k" }).identityKey).toBe(`apikey::${sha256Hex("k")}`);
  });

  test("files of others are none of ours", () => {
    for (const json of [{ type: "codex", access_token: "x" }, { api_key: "secret of another service" }, {}]) {
      expect(parse(json)).toEqual({ kind: "foreign" });
    }
    expect(parse({ type: "claude" })).toEqual({
      kind: "broken",
      reason: "it holds neither access_token nor api_key",
    });
  });
});

describe("writing", () => {
  test("Claude Code's file becomes CLIProxyAPI's, without its logins elsewhere", () => {
    expect(form.normalise({ ...NESTED, ...OWNER, mcpOAuth: { server: "secret" }, note: "mine" })).toEqual({
      ...OWNER,
      type: "claude",
      access_token: "at",
      refresh_token: "rt",
      email: "",
      expired: "2026-01-01T08:00:00.000Z",
      last_refresh: "",
      subscription_type: "max",
      scopes: ["x"],
      note: "mine",
    });
  });

  test("tokens go where the file keeps them", () => {
    const tokens = { accessToken: "new", refreshToken: null, idToken: null, expiresAt: EXPIRES + 1000, refreshedAt: 0 };
    expect(form.withTokens(NESTED, tokens)).toEqual({
      claudeAiOauth: { ...OWN, accessToken: "new", expiresAt: EXPIRES + 1000 },
      last_refresh: "1970-01-01T00:00:00.000Z",
    });
    expect(form.withTokens(FLAT, tokens)).toMatchObject({
      access_token: "new",
      refresh_token: "rt",
      expired: "2026-01-01T08:00:01.000Z",
    });
  });

  test("a lifetime that is not told is not the old one", () => {
    const tokens = { accessToken: "new", refreshToken: "r2", idToken: null, expiresAt: null, refreshedAt: 0 };
    for (const json of [FLAT, { ...NESTED, ...OWNER }]) {
      expect(accountOf(form.withTokens(json, tokens)).credentials).toMatchObject({ expiresAt: null });
    }
  });
});

describe("whose login it is", () => {
  const PROFILE = {
    account: { uuid: "a", email: "Ada@Example.com" },
    organization: {
      uuid: "o",
      name: "Ada's",
      organization_type: "claude_max",
      rate_limit_tier: "default_claude_max_5x",
    },
  };
  const asked: UpstreamCall[] = [];
  const identify = (json: JsonRecord, answer: JsonRecord, now = EXPIRES - 1) =>
    form.identify(json, {
      ask(call) {
        asked.push(call);
        return Promise.resolve({ kind: "told", json: answer });
      },
      pause: () => Promise.resolve(),
      now: () => now,
    });

  test("the profile tells, asked with the file's token through the file's own proxy", async () => {
    const found = await identify({ ...NESTED, proxy_url: "socks5://p:1" }, PROFILE);
    expect(asked.splice(0)).toMatchObject([
      {
        url: "https://api.test/api/oauth/profile",
        proxyUrl: "socks5://p:1",
        headers: { authorization: "Bearer at", "anthropic-beta": "oauth-2025-04-20", "user-agent": "switchyard/test" },
      },
    ]);
    if (found.kind !== "identified") throw new Error(found.reason);
    expect(accountOf({ ...NESTED, ...found.fields })).toMatchObject({
      identityKey: "a::o",
      email: "ada@example.com",
      plan: "max",
    });
  });

  test("an expired token is not spent on the question, and a refresh token never", async () => {
    expect((await identify(NESTED, PROFILE, EXPIRES)).kind).toBe("unknown");
    expect(asked).toEqual([]);
  });

  test("an answer that names nobody is no answer, and a file without a login no question", async () => {
    expect((await identify(NESTED, { account: { uuid: "a" } })).kind).toBe("unknown");
    expect((await identify({ type: "claude" }, PROFILE)).kind).toBe("unknown");
    const fields = { email: "ada@example.com" };
    expect(await identify(NESTED, { account: { email_address: "Ada@example.com" } })).toEqual({
      kind: "identified",
      fields,
    });
  });
});
