import { describe, expect, test } from "bun:test";

import { sha256Hex } from "../../platform/sha256.ts";
import {
  makeApiKeyAuthJson,
  makeAuthJson,
  makeCliProxyFile,
  makeJwt,
  makeTokens,
} from "../../../test/support/auth-json.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import type { JsonRecord } from "../auth-file.ts";
import { codexAuthFile } from "./auth-file.ts";

const SETTINGS = {
  chatgptBaseUrl: "https://chatgpt.test/backend-api",
  authUrl: "https://auth.test",
  openaiBaseUrl: "https://api.test/v1",
  userAgent: "switchyard/test",
  proxyUrl: "http://proxy.test:3128",
};
const form = codexAuthFile(() => SETTINGS);

const parse = (json: JsonRecord) => form.parse(json, { fileName: "a.json", sha256: sha256Hex });
function accountOf(json: JsonRecord) {
  const parsed = parse(json);
  if (parsed.kind !== "account") throw new Error(`${parsed.kind} ${"reason" in parsed ? parsed.reason : ""}`);
  return parsed.account;
}

describe("reading", () => {
  test("both forms of one login are one account", () => {
    const [nested, flat] = [accountOf(makeAuthJson()), accountOf(makeCliProxyFile())];
    expect(nested).toMatchObject({
      identityKey: "user-ada::0a1b2c3d-workspace",
      email: "ada@example.com",
      plan: "plus",
      credentials: {
        upstreamAccountId: "0a1b2c3d-workspace",
        expiresAt: Date.UTC(2026, 0, 11),
        refreshedAt: Date.UTC(2026, 0, 1),
      },
    });
    expect(JSON.stringify(flat)).toBe(JSON.stringify(nested));
    expect(nested.id).toBe(`acc_${sha256Hex("codex:user-ada::0a1b2c3d-workspace").slice(0, 16)}`);
  });

  test("camel case, epoch seconds and nanoseconds are understood", () => {
    const { id_token, access_token, refresh_token } = makeTokens();
    const tokens = { idToken: id_token, accessToken: access_token, refreshToken: refresh_token };
    const account = accountOf({ tokens, lastRefreshAt: "2026-01-01T00:00:00.123456789Z" });
    expect(account.credentials).toMatchObject({ refreshedAt: Date.UTC(2026, 0, 1) + 123 });
    expect(accountOf({ ...makeAuthJson(), last_refresh: 1_767_225_600 }).credentials).toMatchObject({
      refreshedAt: 1_767_225_600_000,
    });
  });

  test("what the operator wrote is read", () => {
    const said = { disabled: true, priority: 5, concurrency: 2, proxy_url: "socks5://p:1" };
    expect(accountOf({ ...makeAuthJson(), ...said })).toMatchObject({
      paused: true,
      priority: 5,
      concurrencyCap: 2,
      proxyUrl: "socks5://p:1",
    });
  });

  test("an API key beside tokens makes it an API-key account", () => {
    const json = { ...makeAuthJson(), OPENAI_API_KEY: " sk-1 ", proxy_url: "direct" };
    expect(parse(json)).toEqual({ kind: "unidentified", key: "sk-1" });
  });

  test("a key of an unnamed kind is nobody's: it would be sent to OpenAI", () => {
    expect(parse({ api_key: "secret-of-another-service" })).toEqual({ kind: "foreign" });
    expect(parse({ type: "codex", api_key: "sk-1" }).kind).toBe("unidentified");
    expect(parse({ type: "claude", access_token: "x" })).toEqual({ kind: "foreign" });
  });

  test.each<[string, JsonRecord]>([
    ["access_token is missing", { tokens: { id_token: "a.b.c" } }],
    ["id_token is missing", { tokens: { access_token: "a.b.c" } }],
    ["id_token is not a JWT", { tokens: { access_token: "a.b.c", id_token: "x" } }],
    ["it names no ChatGPT account (account_id)", { tokens: { access_token: "a", id_token: makeJwt({}) } }],
    ["account_id and id_token name different ChatGPT accounts", { tokens: { ...makeTokens(), account_id: "else" } }],
    [
      "id_token names no ChatGPT user (chatgpt_user_id)",
      { tokens: { access_token: "a", id_token: makeJwt({}), account_id: "x" } },
    ],
    ["it holds neither tokens nor OPENAI_API_KEY", { type: "codex" }],
  ])("%s", (reason, json) => {
    expect(parse(json)).toEqual({ kind: "broken", reason });
  });
});

describe("writing", () => {
  test("numbers that are no dates break nothing", () => {
    const tokens = { ...makeTokens(), access_token: makeJwt({ exp: 1e300 }), account_id: "0a1b2c3d-workspace" };
    expect(form.normalise({ tokens, last_refresh: 1e300, expired: 1e20 })).toMatchObject({
      last_refresh: "",
      expired: "",
    });
  });

  test("tokens go where the file keeps them", () => {
    const tokens = { accessToken: "at", refreshToken: null, idToken: null, expiresAt: null, refreshedAt: 0 };
    expect(form.withTokens(makeAuthJson(), tokens)).toMatchObject({
      tokens: { access_token: "at", refresh_token: "rt_secret_one" },
      last_refresh: "1970-01-01T00:00:00.000Z",
    });
    expect(form.withTokens(makeCliProxyFile(), tokens)).toMatchObject({
      access_token: "at",
      refresh_token: "rt_secret_one",
    });
  });

  test("file names hold nothing that a path could be made of", () => {
    const account = { ...accountOf(makeAuthJson()), email: `../../${"x".repeat(400)}@é` };
    expect(form.fileNameFor(account)).toMatch(/^codex-[A-Za-z0-9@._+-]{1,150}\.json$/);
  });
});

describe("owners of API keys", () => {
  const asked: UpstreamCall[] = [];
  const identify = (json: JsonRecord, answer: JsonRecord) =>
    form.identify(json, {
      ask(call) {
        asked.push(call);
        return Promise.resolve({ kind: "told", json: answer });
      },
      pause: () => Promise.resolve(),
      now: () => 0,
    });

  test("are asked for through the file's own proxy, else the global one", async () => {
    for (const proxy of [undefined, "socks5://p:1", "direct"])
      await identify({ ...makeApiKeyAuthJson("sk-1"), proxy_url: proxy }, { id: "u" });
    expect(asked.map(({ proxyUrl }) => proxyUrl)).toEqual([SETTINGS.proxyUrl, "socks5://p:1", null]);
    expect(asked[0]).toMatchObject({ url: "https://api.test/v1/me", headers: { authorization: "Bearer sk-1" } });
  });

  test("are taken from id or user_id; an e-mail is not needed", async () => {
    const json = makeApiKeyAuthJson("sk-1");
    const fields = { openai_user_id: "u", email: null };
    expect(await identify(json, { user_id: "u" })).toEqual({ kind: "identified", fields });
    expect((await identify(json, { email: "a@b" })).kind).toBe("unknown");
  });
});
