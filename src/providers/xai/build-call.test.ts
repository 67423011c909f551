import { describe, expect, test } from "bun:test";

import { readJsonText } from "../../exchange/json-text.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import type { CallBody, CallInput } from "../provider.ts";
import { createXaiProvider } from "./provider.ts";

const provider = createXaiProvider(() => ({
  baseUrl: "https://api.test/v1",
  authUrl: "https://auth.test",
  userAgent: "switchyard/test",
  proxyUrl: null,
}));

function accountOf(json: object) {
  const parsed = provider.authFile.parse({ type: "xai", ...json }, { fileName: "a.json", sha256: sha256Hex });
  if (parsed.kind !== "account") throw new Error(parsed.kind);
  return parsed.account;
}
function bodyOf(json: object): CallBody {
  const read = readJsonText(Buffer.from(JSON.stringify(json)));
  if (read.kind !== "ok") throw new Error(read.message);
  return { kind: "json", text: read.text };
}
const HOSTILE = { base_url: "https://evil.test/v1", token_endpoint: "https://evil.test/token" };
const LOGIN = accountOf({ access_token: "at", refresh_token: "rt", email: "a@b", ...HOSTILE });
const KEY = accountOf({ api_key: "k", base_url: "https://own.test/v1" });

const build = (input: Partial<CallInput> = {}) =>
  provider.buildCall({
    account: LOGIN,
    operation: "generate",
    dialect: "openai-responses",
    model: "grok-4",
    stream: true,
    relayed: true,
    body: bodyOf({ model: "grok-4" }),
    clientHeaders: new Headers(),
    query: "",
    ...input,
  });

describe("addresses", () => {
  test.each<[Partial<CallInput>, string]>([
    [{}, "https://api.test/v1/responses"],
    [{ operation: "compact" }, "https://api.test/v1/responses/compact"],
    [{ dialect: "openai-chat" }, "https://api.test/v1/chat/completions"],
    [{ account: KEY }, "https://own.test/v1/responses"],
  ])("%#", (input, url) => {
    expect(build(input).url).toBe(url);
  });

  test("a login's tokens go to the configured hosts alone, whatever its file names", () => {
    for (const call of [build(), provider.modelsCall?.(LOGIN), provider.refreshCall(LOGIN, 0)]) {
      expect(call?.url).toMatch(/^https:\/\/(?:api|auth)\.test\//);
    }
  });
});

describe("the conversation", () => {
  const named = (headers: Record<string, string>, body: object = {}) =>
    build({ clientHeaders: new Headers(headers), body: bodyOf(body) }).headers["x-grok-conv-id"];

  test("is named as the client names it, and not at all where it does not", () => {
    const sessions = { "x-grok-conv-id": "c", "session-id": "s", session_id: "u" };
    expect(named(sessions, { prompt_cache_key: "k" })).toBe("c");
    expect(named({ "session-id": "s" }, { prompt_cache_key: "k" })).toBe("k");
    expect(named({ "session-id": "s" })).toBe("s");
    expect(named({ session_id: "u" })).toBe("u");
    expect(named({})).toBeUndefined();
  });

  test("is not named by what no header can hold", () => {
    expect(named({}, { prompt_cache_key: "a\nb: c" })).toBeUndefined();
    expect(named({}, { prompt_cache_key: { a: 1 } })).toBeUndefined();
  });
});

test("what the client sent goes byte for byte; chats that we put into words say nothing that only OpenAI knows", () => {
  const body = bodyOf({ model: "grok-4", store: false });
  expect(build({ body }).body).toBe(body.kind === "json" ? body.text.bytes : null);
  const chat = build({ body, dialect: "openai-chat", relayed: false }).body;
  expect(Buffer.from(chat as Uint8Array).toString()).toBe('{"model":"grok-4"}');
});
