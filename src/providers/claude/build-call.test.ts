import { describe, expect, test } from "bun:test";

import type { Account } from "../../domain/account.ts";
import { readJsonText } from "../../exchange/json-text.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import type { CallBody, CallInput } from "../provider.ts";
import { createClaudeProvider } from "./provider.ts";

const provider = createClaudeProvider(() => ({
  baseUrl: "https://api.test",
  authUrl: "https://claude.test",
  tokenUrl: "https://platform.test",
  userAgent: "switchyard/test",
  proxyUrl: "http://proxy.test:1",
}));

function accountOf(json: object): Account {
  const parsed = provider.authFile.parse({ type: "claude", ...json }, { fileName: "a.json", sha256: sha256Hex });
  if (parsed.kind !== "account") throw new Error(parsed.kind);
  return parsed.account;
}
const LOGIN = accountOf({ access_token: "at", refresh_token: "rt", email: "ada@example.com" });
const KEY = accountOf({ api_key: "sk-ant-api03-x" });

function bodyOf(text: string): CallBody {
  const result = readJsonText(Buffer.from(text));
  if (result.kind !== "ok") throw new Error(result.message);
  return { kind: "json", text: result.text };
}
const BODY = '{ "model":"m", "max_tokens": 5,"messages":[],  "metadata":{"user_id":"u"} }';

const build = (input: Partial<CallInput> = {}) =>
  provider.buildCall({
    account: LOGIN,
    operation: "generate",
    dialect: "anthropic-messages",
    model: "m",
    stream: true,
    relayed: true,
    body: bodyOf(BODY),
    clientHeaders: new Headers(),
    query: "",
    ...input,
  });
const headersOf = (said: Record<string, string>, input: Partial<CallInput> = {}) =>
  build({ ...input, clientHeaders: new Headers(said) }).headers;
const textOf = ({ body }: ReturnType<typeof build>): string =>
  body instanceof Uint8Array ? Buffer.from(body).toString() : "";

describe("addresses", () => {
  test.each<[Partial<CallInput>, string]>([
    [{}, "POST https://api.test/v1/messages"],
    [{ query: "?beta=true" }, "POST https://api.test/v1/messages?beta=true"],
    [{ operation: "count-tokens", query: "?beta=true" }, "POST https://api.test/v1/messages/count_tokens?beta=true"],
    [{ operation: "models", body: { kind: "none" }, query: "?limit=1" }, "GET https://api.test/v1/models?limit=1"],
    [{ account: { ...KEY, baseUrl: "https://other.test/anthropic" } }, "POST https://other.test/anthropic/v1/messages"],
    [{ account: { ...LOGIN, baseUrl: "https://other.test" } }, "POST https://api.test/v1/messages"],
  ])("%#", (input, expected) => {
    const { method, url } = build(input);
    expect(`${method} ${url}`).toBe(expected);
  });

  test("nothing is asked of it that it does not do", () => {
    expect(provider.does(LOGIN, "generate") && provider.does(KEY, "count-tokens")).toBe(true);
    expect(provider.does(LOGIN, "compact") || provider.does(KEY, "transcribe")).toBe(false);
  });
});

describe("credentials", () => {
  test("a login is a bearer with its beta, in our name", () => {
    expect(headersOf({})).toEqual({
      authorization: "Bearer at",
      "anthropic-beta": "oauth-2025-04-20",
      "anthropic-version": "2023-06-01",
      "user-agent": "switchyard/test",
      "accept-encoding": "identity",
      "content-type": "application/json",
      accept: "text/event-stream",
    });
  });

  test("a key is a key with Anthropic, wherever that is said to be, and a bearer with others", () => {
    for (const baseUrl of [null, "https://api.test", "https://api.anthropic.com"]) {
      expect(headersOf({}, { account: { ...KEY, baseUrl } })).toMatchObject({ "x-api-key": "sk-ant-api03-x" });
    }
    for (const baseUrl of ["https://other.test", "https://api.anthropic.com.evil.test"]) {
      const headers = headersOf({}, { account: { ...KEY, baseUrl } });
      expect(headers).toMatchObject({ authorization: "Bearer sk-ant-api03-x" });
      expect(headers).not.toHaveProperty("x-api-key");
    }
    expect(headersOf({}, { account: KEY })).not.toHaveProperty("anthropic-beta");
  });

  test("a login's long-lived token is a login where it is kept as a key", () => {
    const account = accountOf({ api_key: "sk-ant-oat01-year" });
    expect(headersOf({}, { account })).toMatchObject({
      authorization: "Bearer sk-ant-oat01-year",
      "anthropic-beta": "oauth-2025-04-20",
    });
  });
});

describe("what the client says", () => {
  const CLAUDE_CODE = {
    "user-agent": "claude-cli/2.1.329 (external, cli)",
    "x-app": "cli",
    "x-stainless-lang": "js",
    "x-claude-code-session-id": "s",
    "anthropic-dangerous-direct-browser-access": "true",
  };

  test("Claude Code keeps its name and what it says of itself; nobody else is let pass for it", () => {
    expect(headersOf(CLAUDE_CODE)).toMatchObject(CLAUDE_CODE);
    const other = headersOf({ ...CLAUDE_CODE, "user-agent": "my-claude-cli/1" });
    expect(other["user-agent"]).toBe("switchyard/test");
    expect(Object.keys(other).filter((name) => name.startsWith("x-"))).toEqual([]);
  });

  test("what names the client's own login never leaves, whatever it is called", () => {
    const said = { ...CLAUDE_CODE, "x-claude-code-oauth-token": "a", "x-stainless-authorization": "b" };
    expect(headersOf(said)).toEqual(headersOf(CLAUDE_CODE));
  });

  test("version and betas pass where they are meant for the upstream, and only there", () => {
    const said = { "anthropic-version": "2026-10-21", "anthropic-beta": "a-1, b-2,oauth-2025-04-20" };
    expect(headersOf(said)).toMatchObject({
      "anthropic-version": "2026-10-21",
      "anthropic-beta": "a-1,b-2,oauth-2025-04-20",
    });
    expect(headersOf(said, { relayed: false })).toMatchObject({
      "anthropic-version": "2023-06-01",
      "anthropic-beta": "oauth-2025-04-20",
    });
  });

  test("how the client signs in is not how a key does", () => {
    expect(headersOf({ "anthropic-beta": "oauth-2025-04-20,a-1" }, { account: KEY })["anthropic-beta"]).toBe("a-1");
  });
});

describe("bodies", () => {
  test("pass byte for byte", () => {
    expect(textOf(build())).toBe(BODY);
  });

  test("betas in them are said in the header", () => {
    const call = build({ body: bodyOf('{"model":"m","betas":["a-1","b\\r\\nx: y",7],"messages":[]}') });
    expect(textOf(call)).toBe('{"model":"m","messages":[]}');
    expect(call.headers["anthropic-beta"]).toBe("a-1,oauth-2025-04-20");
  });

  test("to be counted go without what makes an answer", () => {
    const call = build({ operation: "count-tokens", stream: false });
    expect(JSON.parse(textOf(call))).toEqual({ model: "m", messages: [] });
    expect(call.headers["accept"]).toBe("application/json");
  });
});

test("the account's own headers overrule all others", () => {
  const account = accountOf({ api_key: "k", headers: { "User-Agent": "team", accept: "x/y" } });
  expect(headersOf({}, { account })).toMatchObject({ "user-agent": "team", accept: "x/y" });
  expect(provider.modelsCall?.(account)?.headers).toMatchObject({ "user-agent": "team", accept: "x/y" });
});

test("models are listed in one page", () => {
  expect(provider.modelsCall?.(KEY)).toMatchObject({
    method: "GET",
    url: "https://api.test/v1/models?limit=1000",
    proxyUrl: "http://proxy.test:1",
  });
  expect(provider.readModels?.({ data: [{ id: "claude-x", type: "model" }, { id: "" }, 3] })).toEqual(["claude-x"]);
  expect(provider.readModels?.({ models: [] })).toBeNull();
});
