import { describe, expect, test } from "bun:test";

import { secret } from "../../domain/secret.ts";
import { readJsonText } from "../../exchange/json-text.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { providerLaws } from "../../../test/laws/provider-laws.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import type { JsonRecord } from "../auth-file.ts";
import { createIflowProvider } from "./provider.ts";

const NOW = Date.UTC(2026, 0, 1);
const SETTINGS = {
  baseUrl: "https://apis.test/v1",
  authUrl: "https://iflow.test",
  oauthClient: { id: "10009311001", secret: secret("s") },
  userAgent: "switchyard/test",
  proxyUrl: "http://proxy.test:1",
};
const create = () => createIflowProvider(() => SETTINGS);
const provider = create();

const FILE = {
  type: "iflow",
  access_token: "at-secret-1",
  refresh_token: "rt-secret-1",
  last_refresh: "2026-01-01T00:00:00Z",
  expired: "2026-01-01T06:00:00Z",
  api_key: "sk-secret-1",
  email: "Ada@example.com",
  token_type: "bearer",
  scope: "read",
  cookie: "",
};
const COOKIE = { type: "iflow", api_key: "sk-secret-2", email: "ada", cookie: "BXAuth=secret-3" };

providerLaws("iflow", create, {
  authFiles: {
    CLIProxyAPI: FILE,
    "CLIProxyAPI's cookie login": COOKIE,
    "a key alone": { type: "iflow", api_key: "sk-secret-2" },
    "without e-mail": { ...FILE, email: "" },
  },
  secrets: ["at-secret-1", "rt-secret-1", "sk-secret-1", "sk-secret-2", "secret-3"],
  refresh: {
    good: { access_token: "a", refresh_token: "r", token_type: "bearer", expires_in: 3600, scope: "read" },
    dead: { status: 200, body: { success: false, code: 500, message: "invalid refresh token" } },
  },
});

const parse = (json: JsonRecord) => provider.authFile.parse(json, { fileName: "a.json", sha256: sha256Hex });
function accountOf(json: JsonRecord) {
  const parsed = parse(json);
  if (parsed.kind !== "account") throw new Error(`${parsed.kind} ${"reason" in parsed ? parsed.reason : ""}`);
  return parsed.account;
}

test("calls are signed with the key, never with the access token", () => {
  const body = readJsonText(Buffer.from('{"model":"glm-4.6"}'));
  if (body.kind !== "ok") throw new Error(body.message);
  const call = provider.buildCall({
    account: accountOf(FILE),
    operation: "generate",
    dialect: "openai-chat",
    model: "glm-4.6",
    stream: false,
    relayed: true,
    body: { kind: "json", text: body.text },
    clientHeaders: new Headers({ "user-agent": "curl/8" }),
    query: "",
  });
  expect(call.url).toBe("https://apis.test/v1/chat/completions");
  expect(call.headers).toMatchObject({ authorization: "Bearer sk-secret-1", "user-agent": "switchyard/test" });
});

test("a refresh leaves the key as it is", () => {
  const tokens = { accessToken: "a", refreshToken: "r", idToken: null, expiresAt: NOW, refreshedAt: NOW };
  expect(provider.authFile.withTokens(FILE, tokens)).toMatchObject({ access_token: "a", api_key: "sk-secret-1" });
});

describe("a file without a key", () => {
  const { api_key: _key, ...unknown } = FILE;
  const asked: UpstreamCall[] = [];
  const identify = (json: JsonRecord, answer: JsonRecord) =>
    provider.authFile.identify(json, {
      ask(call) {
        asked.push(call);
        return Promise.resolve({ kind: "told", json: answer });
      },
      pause: () => Promise.resolve(),
      now: () => NOW,
    });

  test("is asked about by its token, through its own proxy", async () => {
    expect(parse(unknown)).toEqual({ kind: "unidentified", key: "rt-secret-1" });
    const data = { apiKey: "sk-new", email: "", phone: "13800000000" };
    const told = await identify({ ...unknown, proxy_url: "socks5://p:1" }, { success: true, data });
    expect(told).toEqual({ kind: "identified", fields: { api_key: "sk-new", email: "13800000000" } });
    expect(asked[0]).toMatchObject({
      url: "https://iflow.test/api/oauth/getUserInfo?accessToken=at-secret-1",
      proxyUrl: "socks5://p:1",
    });
    if (told.kind === "identified") expect(parse({ ...unknown, ...told.fields }).kind).toBe("account");
  });

  test("whose token is refused wants a new login", async () => {
    expect(await identify(unknown, { success: false, message: "invalid access token" })).toEqual({
      kind: "unknown",
      reason: "invalid access token; sign in again",
    });
    expect((await identify(unknown, { success: true, data: {} })).kind).toBe("unknown");
    expect(parse({ type: "iflow", refresh_token: "r" }).kind).toBe("broken");
  });
});

describe("refreshing", () => {
  const account = accountOf(FILE);

  test("says who asks twice, in the form and as Basic", () => {
    const call = provider.refreshCall(account, NOW);
    expect(call).toMatchObject({
      url: "https://iflow.test/oauth/token",
      headers: { authorization: `Basic ${Buffer.from("10009311001:s").toString("base64")}` },
    });
    expect(call?.body).toBe("grant_type=refresh_token&refresh_token=rt-secret-1&client_id=10009311001&client_secret=s");
  });

  test("is never due: the key serves on when the token has expired", () => {
    expect(provider.isRefreshDue(account, Number.MAX_SAFE_INTEGER)).toBe(false);
  });

  test("cannot be asked for where no client is configured", () => {
    const without = createIflowProvider(() => ({ ...SETTINGS, oauthClient: null }));
    expect(without.refreshCall(account, NOW)).toBeNull();
  });

  test.each<[number, string, string]>([
    [200, '{"success":false,"code":500,"message":"The refresh token has expired"}', "dead"],
    [200, '{"success":false,"code":"500","message":"invalid refresh token"}', "dead"],
    [400, '{"error":"invalid_grant"}', "dead"],
    [200, '{"success":false,"code":500,"message":"server busy"}', "transient"],
    [200, '{"success":false,"code":500,"message":"invalid client"}', "transient"],
    [500, '{"error":"invalid_grant"}', "transient"],
    [200, "{}", "transient"],
  ])("%d %s is %s", (status, body, kind) => {
    expect(provider.readRefresh({ status, body, now: NOW }).kind).toBe(kind as "dead");
  });
});
