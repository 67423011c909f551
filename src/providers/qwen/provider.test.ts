import { describe, expect, test } from "bun:test";

import { readJsonText } from "../../exchange/json-text.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { providerLaws } from "../../../test/laws/provider-laws.ts";
import type { JsonRecord } from "../auth-file.ts";
import { createQwenProvider } from "./provider.ts";

const NOW = Date.UTC(2026, 0, 1);
const SETTINGS = {
  baseUrl: "https://portal.test/v1",
  authUrl: "https://chat.test",
  userAgent: "switchyard/test",
  proxyUrl: "http://proxy.test:1",
};
const create = () => createQwenProvider(() => SETTINGS);
const provider = create();

const CLIPROXY = {
  type: "qwen",
  access_token: "at-secret-1",
  refresh_token: "rt-secret-1",
  last_refresh: "2026-01-01T00:00:00Z",
  resource_url: "portal.qwen.ai",
  email: "Ada@example.com",
  expired: "2026-01-01T06:00:00Z",
};
const TOOL = {
  access_token: "at-secret-2",
  refresh_token: "rt-secret-2",
  token_type: "Bearer",
  resource_url: "portal.qwen.ai",
  expiry_date: NOW + 6 * 3_600_000,
};

providerLaws("qwen", create, {
  authFiles: {
    CLIProxyAPI: CLIPROXY,
    "qwen-code's oauth_creds.json": TOOL,
    "without e-mail": { ...CLIPROXY, email: "" },
    "without refresh token": { ...CLIPROXY, refresh_token: "" },
  },
  secrets: ["at-secret-1", "rt-secret-1", "at-secret-2", "rt-secret-2"],
  refresh: {
    good: {
      status: "success",
      access_token: "a",
      refresh_token: "r",
      expires_in: 21_600,
      resource_url: "portal.qwen.ai",
    },
    dead: { status: 400, body: { error: "invalid_grant", error_description: "Invalid refresh token." } },
  },
});

function accountOf(json: JsonRecord) {
  const parsed = provider.authFile.parse(json, { fileName: "a.json", sha256: sha256Hex });
  if (parsed.kind !== "account") throw new Error(`${parsed.kind} ${"reason" in parsed ? parsed.reason : ""}`);
  return parsed.account;
}
function build(json: JsonRecord, clientHeaders: Record<string, string> = {}) {
  const body = readJsonText(Buffer.from('{"model":"qwen3-coder-plus"}'));
  if (body.kind !== "ok") throw new Error(body.message);
  return provider.buildCall({
    account: accountOf(json),
    operation: "generate",
    dialect: "openai-chat",
    model: "qwen3-coder-plus",
    stream: true,
    relayed: true,
    body: { kind: "json", text: body.text },
    clientHeaders: new Headers(clientHeaders),
    query: "",
  });
}

describe("files", () => {
  test("both forms are read", () => {
    expect(accountOf(CLIPROXY)).toMatchObject({ identityKey: "ada@example.com", email: "ada@example.com" });
    expect(accountOf(TOOL).credentials).toMatchObject({ expiresAt: TOOL.expiry_date });
  });

  test("an account without e-mail stays the same through any number of refreshes", () => {
    const { id } = accountOf(TOOL);
    const once = provider.authFile.withTokens(TOOL, tokens("rt-new-1"));
    const twice = provider.authFile.withTokens(provider.authFile.normalise(once), tokens("rt-new-2"));
    expect([accountOf(once).id, accountOf(twice).id]).toEqual([id, id]);
    expect(once).toMatchObject({ expiry_date: NOW + 1 });
    expect(twice).toMatchObject({ refresh_token: "rt-new-2", expired: new Date(NOW + 1).toISOString() });
  });

  test("tokens of an unnamed kind are Qwen's where they name a resource, and nobody's elsewhere", () => {
    const parse = (json: JsonRecord) => provider.authFile.parse(json, { fileName: "a.json", sha256: sha256Hex }).kind;
    expect(parse({ access_token: "a", refresh_token: "r", expiry_date: 1, scope: "x" })).toBe("foreign");
    expect(parse({ ...TOOL, type: "gemini" })).toBe("foreign");
    expect(parse({ type: "qwen", refresh_token: "r" })).toBe("broken");
  });
});

const tokens = (refreshToken: string) => ({
  accessToken: "at-new",
  refreshToken,
  idToken: null,
  expiresAt: NOW + 1,
  refreshedAt: NOW,
});

describe("calls", () => {
  test.each(["portal.qwen.ai", "http://127.0.0.1:8400/qwen", "", undefined])(
    "go where the configuration says, whatever resource the file names (%p)",
    (resource_url) => {
      expect(build({ ...CLIPROXY, resource_url }).url).toBe("https://portal.test/v1/chat/completions");
    },
  );

  test("go where the operator's own address for the account says", () => {
    expect(build({ ...CLIPROXY, base_url: "https://relay.test/v1/" }).url).toBe(
      "https://relay.test/v1/chat/completions",
    );
  });

  test("qwen-code keeps its name, everybody else goes out under ours", () => {
    const named = (name: string) => build(CLIPROXY, { "user-agent": name }).headers["user-agent"];
    expect(named("QwenCode/0.15.10 (linux; x64)")).toBe("QwenCode/0.15.10 (linux; x64)");
    expect(named("curl/8")).toBe("switchyard/test");
  });
});

describe("refreshing", () => {
  test("is due five minutes ahead of expiry", () => {
    const expiresAt = Date.parse(CLIPROXY.expired);
    const due = (at: number) => provider.isRefreshDue(accountOf(CLIPROXY), at);
    expect([due(expiresAt - 301_000), due(expiresAt - 299_000)]).toEqual([false, true]);
  });

  test("says who asks in a form", () => {
    const call = provider.refreshCall(accountOf(CLIPROXY), NOW);
    expect(call).toMatchObject({ url: "https://chat.test/api/v1/oauth2/token", proxyUrl: SETTINGS.proxyUrl });
    expect(call?.body).toBe(
      "grant_type=refresh_token&refresh_token=rt-secret-1&client_id=f0304373b74a44d2b584a3fb70ca9e56",
    );
  });

  test.each<[number, string, string]>([
    [400, '{"error":"invalid_grant"}', "dead"],
    [401, '{"error":"invalid_token"}', "dead"],
    [400, '{"error":"invalid_client"}', "transient"],
    [400, "<html>blocked</html>", "transient"],
    [429, '{"error":"slow_down"}', "transient"],
    [504, "", "transient"],
    [200, "{}", "transient"],
  ])("%d %s is %s", (status, body, kind) => {
    expect(provider.readRefresh({ status, body, now: NOW }).kind).toBe(kind as "dead");
  });
});
