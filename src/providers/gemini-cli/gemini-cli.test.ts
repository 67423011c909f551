import { describe, expect, test } from "bun:test";

import { secret } from "../../domain/secret.ts";
import { readJsonText } from "../../exchange/json-text.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import type { JsonRecord } from "../auth-file.ts";
import type { CallInput } from "../provider.ts";
import { createGeminiCliProvider } from "./provider.ts";

const provider = createGeminiCliProvider(() => ({
  baseUrl: "https://code-assist.test",
  authUrl: "https://accounts.test",
  tokenUrl: "https://token.test",
  userInfoUrl: "https://userinfo.test",
  oauthClient: { id: "configured", secret: secret("configured-secret") },
  userAgent: "switchyard/test",
  proxyUrl: "http://proxy.test:1",
}));
const form = provider.authFile;

const TOKEN = { access_token: "ya29.a", refresh_token: "1//r", expiry: "2026-01-01T01:00:00Z" };
const FILE = { type: "gemini", token: TOKEN, project_id: "proj", email: "Ada@Example.com" };
const OWN = {
  access_token: "ya29.a",
  refresh_token: "1//r",
  scope: "openid https://www.googleapis.com/auth/cloud-platform",
  token_type: "Bearer",
  expiry_date: Date.UTC(2026, 0, 1, 1),
};
const parse = (json: JsonRecord) => form.parse(json, { fileName: "a.json", sha256: sha256Hex });
function accountOf(json: JsonRecord) {
  const parsed = parse(json);
  if (parsed.kind !== "account") throw new Error(parsed.kind);
  return parsed.account;
}
const idToken = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;

describe("auth files", () => {
  test("both forms of one login are one account, by e-mail and project", () => {
    const account = accountOf(FILE);
    expect(account).toMatchObject({
      identityKey: "ada@example.com::proj",
      email: "ada@example.com",
      credentials: { upstreamAccountId: "proj", expiresAt: Date.UTC(2026, 0, 1, 1) },
    });
    const own = accountOf({ ...OWN, id_token: idToken({ email: "ada@example.com" }), project_id: "proj" });
    expect(own.id).toBe(account.id);
    expect(own.credentials).toMatchObject({ expiresAt: Date.UTC(2026, 0, 1, 1) });
  });

  test("of several projects are the account of the first: the others want files of their own", () => {
    expect(accountOf({ ...FILE, project_id: " proj , other" }).id).toBe(accountOf(FILE).id);
  });

  test("that do not say whose or which project are asked for", () => {
    expect(parse(OWN)).toEqual({ kind: "unidentified", key: "1//r" });
    expect(parse({ ...FILE, project_id: "" })).toEqual({ kind: "unidentified", key: "1//r" });
  });

  test("without an access token get one before anything else", () => {
    const account = accountOf({ ...FILE, token: { refresh_token: "1//r" } });
    expect(provider.isRefreshDue(account, 1)).toBe(true);
  });

  test.each<[string, JsonRecord]>([
    ["a key of the Gemini API", { type: "gemini", api_key: "k" }],
    ["Qwen's file of the same name", { ...OWN, scope: "openid", access_token: "q", resource_url: "portal.qwen.ai" }],
    ["Codex's login", { tokens: {}, access_token: "x", id_token: "y" }],
    ["another type", { ...OWN, type: "antigravity" }],
  ])("%s is another provider's", (_, json) => {
    expect(parse(json)).toEqual({ kind: "foreign" });
  });

  test("without any token are broken", () => {
    expect(parse({ type: "gemini", token: {} }).kind).toBe("broken");
  });

  test("get new tokens where they keep them, in both places where they keep them twice", () => {
    const tokens = { accessToken: "new", refreshToken: null, idToken: null, expiresAt: 3_600_000, refreshedAt: 0 };
    const flat = { access_token: "ya29.a", expiry: "x" };
    expect(form.withTokens({ ...FILE, ...flat }, tokens)).toMatchObject({
      token: { access_token: "new", refresh_token: "1//r", expiry: "1970-01-01T01:00:00.000Z" },
      access_token: "new",
      expiry: "1970-01-01T01:00:00.000Z",
    });
    const own = form.withTokens(OWN, tokens);
    expect(own).toEqual({
      ...OWN,
      access_token: "new",
      expiry_date: 3_600_000,
      last_refresh: "1970-01-01T00:00:00.000Z",
    });
    expect(Object.keys(form.withTokens(FILE, tokens))).not.toContain("access_token");
  });
});

describe("calls", () => {
  const build = (input: Partial<CallInput> = {}) => {
    const text = readJsonText(Buffer.from('{"model":"m","contents": [1]}'));
    if (text.kind !== "ok") throw new Error(text.message);
    return provider.buildCall({
      account: accountOf(FILE),
      operation: "generate",
      dialect: "gemini",
      model: "gemini-3-pro",
      stream: true,
      relayed: true,
      body: { kind: "json", text: text.text },
      clientHeaders: new Headers(),
      query: "?key=client-key",
      ...input,
    });
  };

  test("carry the client's request in the envelope, to the method that is asked", () => {
    const call = build();
    expect(call.url).toBe("https://code-assist.test/v1internal:streamGenerateContent?alt=sse");
    expect(Buffer.from(call.body as Uint8Array).toString()).toBe(
      '{"model":"gemini-3-pro","project":"proj","request":{"contents": [1]}}',
    );
    expect(build({ stream: false }).url).toEndWith(":generateContent");
    expect(build({ operation: "count-tokens" }).url).toEndWith(":countTokens");
  });

  test("go out in our own name, or in Gemini CLI's where it is Gemini CLI", () => {
    expect(build().headers).toMatchObject({ authorization: "Bearer ya29.a", "user-agent": "switchyard/test" });
    const clientHeaders = new Headers({ "user-agent": "GeminiCLI/0.61.0 (linux; x64)" });
    expect(build({ clientHeaders }).headers["user-agent"]).toBe("GeminiCLI/0.61.0 (linux; x64)");
  });

  test("that refresh name the login's own client before the configured one", () => {
    const sent = (json: JsonRecord) => JSON.stringify(provider.refreshCall(accountOf(json), 0)?.body);
    expect(sent(FILE)).toContain("client_id=configured&client_secret=configured-secret");
    const own = { ...FILE, token: { ...TOKEN, client_id: "own", client_secret: "own-secret" } };
    expect(sent(own)).toContain("client_id=own&client_secret=own-secret");
  });
});

describe("quota", () => {
  const bucket = (modelId: string, remainingFraction?: number) => ({
    modelId,
    remainingFraction,
    resetTime: "1970-01-02",
  });

  test("is told model by model; the fullest bucket of one counts, one without a fraction is no news", () => {
    const buckets = [bucket("a", 0.75), bucket("a", 0.25), bucket("b", 0), bucket("c"), 3, {}];
    const window = { windowMs: 86_400_000, resetsAt: 86_400_000 };
    expect(provider.readQuota?.({ buckets }, 5)).toEqual({
      primary: null,
      secondary: null,
      plan: null,
      allowed: null,
      observedAt: 5,
      models: [
        { model: "a", window: { ...window, usedPercent: 75 } },
        { model: "b", window: { ...window, usedPercent: 100 } },
      ],
    });
    expect(provider.readQuota?.({}, 5)).toBeNull();
  });
});
