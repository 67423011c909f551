// The sign-ins as they go out with an untouched configuration: to whom, saying what. What the sandbox accepts is not proof
// enough, for it accepts more than the vendors do.

import { describe, expect, test } from "bun:test";

import { parseConfig } from "../../src/config/parse-config.ts";
import type { BrowserLogin, DeviceLogin } from "../../src/providers/login.ts";
import { createProviders } from "../../src/wiring/create-providers.ts";
import { settingsOf } from "../../src/wiring/settings.ts";
import type { UpstreamCall } from "../../src/wire/upstream-call.ts";
import { holdLoginPorts } from "../support/login-ports.ts";

holdLoginPorts();

const CONFIG = `
proxy-url: http://proxy.example.com:3128
oauth-clients:
  gemini-cli: { client-secret: of-gemini-cli }
  antigravity: { client-secret: of-antigravity }
  iflow: { client-secret: of-iflow }
`;
const parsed = parseConfig(CONFIG, "config.yaml");
if (parsed.kind !== "ok") throw new Error("the configuration is broken");
const settings = settingsOf(parsed.config, "switchyard/test");
const providers = createProviders(() => settings.providers);

const PROOF = { codeVerifier: "verifier", codeChallenge: "challenge", deviceId: "device" };
const GRANT = { code: "the code", state: "the-state", codeVerifier: "verifier" };
const GOOGLE = "https://www.googleapis.com/auth";
const CLIENTS = {
  codex: "app_EMoamEEZ73f0CkXaXp7hrann",
  claude: "9d1c250a-e61b-44d9-88ed-5944d1962f5e",
  "gemini-cli": "681255809395-oo8ft2oprdrnp9e3aqf6av3hmdib135j.apps.googleusercontent.com",
  antigravity: "1071006060591-tmhssin2h21lcre235vtolojh4g403ep.apps.googleusercontent.com",
  iflow: "10009311001",
} as const;

function loginOf(id: string): { readonly browser?: BrowserLogin; readonly device?: DeviceLogin } {
  const login = providers.find((provider) => provider.id === id)?.login;
  if (login === undefined) throw new Error(`${id} has no login`);
  return login;
}

function fieldsOf({ body, headers }: UpstreamCall): unknown {
  const text = typeof body === "string" ? body : "";
  return headers["content-type"] === "application/json"
    ? (JSON.parse(text) as unknown)
    : Object.fromEntries(new URLSearchParams(text));
}

interface BrowserCase {
  readonly id: keyof typeof CLIENTS;
  readonly page: string;
  readonly redirectUri: string;
  readonly query: Readonly<Record<string, string>>;
  readonly token: string;
  readonly exchange: Readonly<Record<string, string>>;
}

const PKCE = { code_challenge: "challenge", code_challenge_method: "S256" };
const OFFLINE = { response_type: "code", access_type: "offline", prompt: "consent", ...PKCE };
const CODE_ASSIST = `${GOOGLE}/cloud-platform ${GOOGLE}/userinfo.email ${GOOGLE}/userinfo.profile`;
const VERIFIED = { code_verifier: "verifier" };

const BROWSERS: readonly BrowserCase[] = [
  {
    id: "codex",
    page: "https://auth.openai.com/oauth/authorize",
    redirectUri: "http://localhost:1455/auth/callback",
    query: {
      response_type: "code",
      scope: "openid profile email offline_access",
      prompt: "login",
      id_token_add_organizations: "true",
      codex_cli_simplified_flow: "true",
      ...PKCE,
    },
    token: "https://auth.openai.com/oauth/token",
    exchange: VERIFIED,
  },
  {
    id: "claude",
    page: "https://claude.ai/oauth/authorize",
    redirectUri: "http://localhost:54545/callback",
    query: {
      code: "true",
      response_type: "code",
      scope: "user:profile user:inference user:sessions:claude_code user:mcp_servers user:file_upload",
      ...PKCE,
    },
    token: "https://platform.claude.com/v1/oauth/token",
    exchange: { ...VERIFIED, state: "the-state" },
  },
  {
    id: "gemini-cli",
    page: "https://accounts.google.com/o/oauth2/v2/auth",
    redirectUri: "http://localhost:8085/oauth2callback",
    query: { ...OFFLINE, scope: CODE_ASSIST },
    token: "https://oauth2.googleapis.com/token",
    exchange: { ...VERIFIED, client_secret: "of-gemini-cli" },
  },
  {
    id: "antigravity",
    page: "https://accounts.google.com/o/oauth2/v2/auth",
    redirectUri: "http://localhost:51121/oauth-callback",
    query: { ...OFFLINE, scope: `${CODE_ASSIST} ${GOOGLE}/cclog ${GOOGLE}/experimentsandconfigs` },
    token: "https://oauth2.googleapis.com/token",
    exchange: { ...VERIFIED, client_secret: "of-antigravity" },
  },
  {
    id: "iflow",
    page: "https://iflow.cn/oauth",
    redirectUri: "http://localhost:11451/oauth2callback",
    query: { loginMethod: "phone", type: "phone" },
    token: "https://iflow.cn/oauth/token",
    exchange: { client_secret: "of-iflow" },
  },
];

describe.each(BROWSERS)("a browser's sign-in at $id", ({ id, page, redirectUri, query, token, exchange }) => {
  const { browser } = loginOf(id);

  test("opens the vendor's own page and says no more than this", () => {
    const url = new URL(browser?.authorizeUrl({ state: "the-state", codeChallenge: "challenge" }) ?? "");
    expect(url.origin + url.pathname).toBe(page);
    const back = { [id === "iflow" ? "redirect" : "redirect_uri"]: redirectUri };
    const all = { ...query, ...back, client_id: CLIENTS[id], state: "the-state" };
    expect(Object.fromEntries(url.searchParams)).toEqual(all);
    expect(browser?.redirectUri).toBe(redirectUri);
  });

  test("exchanges the code at the vendor's own endpoint, through the proxy, in our own name", () => {
    const call = browser?.exchangeCall(GRANT);
    expect(call).toMatchObject({ method: "POST", url: token, proxyUrl: "http://proxy.example.com:3128" });
    expect(call?.headers["user-agent"]).toBe("switchyard/test");
    expect(fieldsOf(call as UpstreamCall)).toEqual({
      grant_type: "authorization_code",
      code: "the code",
      redirect_uri: redirectUri,
      client_id: CLIENTS[id],
      ...exchange,
    });
  });

  test("does not take an answer without tokens, or without a refresh token, for a sign-in", () => {
    for (const [status, body] of [
      [200, "{}"],
      [200, '{"access_token":"a","expires_in":60}'],
      [200, "<html>"],
      [400, '{"error":"invalid_grant"}'],
      [502, "<html>"],
    ] as const) {
      const read = browser?.readExchange({ status, headers: new Headers(), body, now: 0 });
      expect(read).toEqual({ kind: "refused", reason: expect.stringMatching(/token endpoint/) });
    }
  });
});

const DEVICES = [
  {
    id: "codex",
    start: "https://auth.openai.com/api/accounts/deviceauth/usercode",
    asks: { client_id: CLIENTS.codex },
    poll: "https://auth.openai.com/api/accounts/deviceauth/token",
    shows: { device_auth_id: "dc", user_code: "UC" },
  },
  {
    id: "qwen",
    start: "https://chat.qwen.ai/api/v1/oauth2/device/code",
    asks: { client_id: "f0304373b74a44d2b584a3fb70ca9e56", scope: "openid profile email model.completion", ...PKCE },
    poll: "https://chat.qwen.ai/api/v1/oauth2/token",
    shows: { client_id: "f0304373b74a44d2b584a3fb70ca9e56", device_code: "dc", code_verifier: "verifier" },
  },
  {
    id: "kimi",
    start: "https://auth.kimi.com/api/oauth/device_authorization",
    asks: { client_id: "17e5f671-d194-4dfb-9706-5516cb48c098" },
    poll: "https://auth.kimi.com/api/oauth/token",
    shows: { client_id: "17e5f671-d194-4dfb-9706-5516cb48c098", device_code: "dc" },
  },
  {
    id: "xai",
    start: "https://auth.x.ai/oauth2/device/code",
    asks: {
      client_id: "b1a00492-073a-47ea-816f-4c329264a828",
      scope: "openid profile email offline_access grok-cli:access api:access",
    },
    poll: "https://auth.x.ai/oauth2/token",
    shows: { client_id: "b1a00492-073a-47ea-816f-4c329264a828", device_code: "dc" },
  },
] as const;

describe.each(DEVICES)("a device's sign-in at $id", ({ id, start, asks, poll, shows }) => {
  const { device } = loginOf(id);

  test("asks the vendor's own endpoints, through the proxy, in our own name", () => {
    const calls = [device?.startCall(PROOF), device?.pollCall({ ...PROOF, deviceCode: "dc", userCode: "UC" })];
    expect(calls.map((call) => call?.url)).toEqual([start, poll]);
    for (const call of calls) {
      expect(call?.proxyUrl).toBe("http://proxy.example.com:3128");
      expect(call?.headers["user-agent"]).toBe("switchyard/test");
    }
    const grant = id === "codex" ? {} : { grant_type: "urn:ietf:params:oauth:grant-type:device_code" };
    expect(calls.map((call) => fieldsOf(call as UpstreamCall))).toEqual([asks, { ...grant, ...shows }]);
  });

  test("does not take a page of somebody in between for a code", () => {
    for (const status of [200, 403, 404, 500]) {
      expect(device?.readStart({ status, headers: new Headers(), body: "<html>", now: 0 }).kind).toBe("refused");
    }
  });
});
