import { describe, expect, test } from "bun:test";

import { readJsonText } from "../../exchange/json-text.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import type { CallBody, CallInput } from "../provider.ts";
import { createGeminiProvider } from "./provider.ts";

const provider = createGeminiProvider(() => ({
  baseUrl: "https://gemini.test",
  userAgent: "switchyard/test",
  proxyUrl: "http://proxy.test:1",
}));

function parse(json: object) {
  return provider.authFile.parse({ ...json }, { fileName: "a.json", sha256: sha256Hex });
}
function accountOf(json: object) {
  const parsed = parse(json);
  if (parsed.kind !== "account") throw new Error(parsed.kind);
  return parsed.account;
}
function bodyOf(text: string): CallBody {
  const result = readJsonText(Buffer.from(text));
  if (result.kind !== "ok") throw new Error(result.message);
  return { kind: "json", text: result.text };
}
const KEY = accountOf({ type: "gemini", api_key: "AIza-1" });

const build = (input: Partial<CallInput> = {}) =>
  provider.buildCall({
    account: KEY,
    operation: "generate",
    dialect: "gemini",
    model: "gemini-3-pro",
    stream: true,
    relayed: true,
    body: bodyOf('{"contents": []}'),
    clientHeaders: new Headers(),
    query: "?key=client-key",
    ...input,
  });

describe("the address", () => {
  test.each<[Partial<CallInput>, string]>([
    [{}, "models/gemini-3-pro:streamGenerateContent?alt=sse"],
    [{ stream: false }, "models/gemini-3-pro:generateContent"],
    [{ operation: "count-tokens", stream: false }, "models/gemini-3-pro:countTokens"],
    [{ model: "models/gemini-3-pro", stream: false }, "models/gemini-3-pro:generateContent"],
    [{ model: "tunedModels/mine-1", stream: false }, "tunedModels/mine-1:generateContent"],
    [{ model: "../../upload?x=", stream: false }, "models/..%2F..%2Fupload%3Fx%3D:generateContent"],
  ])("%#", (input, path) => {
    const call = build(input);
    expect(`${call.method} ${call.url}`).toBe(`POST https://gemini.test/v1beta/${path}`);
  });

  test("is the account's own where it has one", () => {
    const account = accountOf({ type: "gemini", api_key: "k", base_url: "https://relay.test/v1beta/" });
    expect(build({ account }).url).toStartWith("https://relay.test/v1beta/models/");
    expect(provider.modelsCall?.(account)?.url).toBe("https://relay.test/v1beta/models?pageSize=1000");
  });
});

describe("what is sent", () => {
  test("the client's bytes, without what stands in the address", () => {
    const sent = (text: string) => Buffer.from(build({ body: bodyOf(text) }).body as Uint8Array).toString();
    expect(sent('{ "contents": [1e400, 2] }')).toBe('{ "contents": [1e400, 2] }');
    expect(sent('{"model":"m","contents": [],"stream":true}')).toBe('{"contents": []}');
  });

  test("the key in a header, our own name, and Gemini CLI's where it is Gemini CLI", () => {
    expect(build().headers).toMatchObject({ "x-goog-api-key": "AIza-1", "user-agent": "switchyard/test" });
    const cli = {
      "user-agent": "GeminiCLI/0.61.0/gemini-3-pro (linux; x64)",
      "x-goog-api-client": "google-genai-sdk/1.30.0",
    };
    expect(build({ clientHeaders: new Headers(cli) }).headers).toMatchObject(cli);
    const other = build({ clientHeaders: new Headers({ ...cli, "user-agent": "curl/8" }), relayed: false }).headers;
    expect(other).toMatchObject({ "user-agent": "switchyard/test" });
    expect(other["x-goog-api-client"]).toBeUndefined();
  });
});

describe("auth files", () => {
  test("of the same type that hold a login are another provider's", () => {
    expect(parse({ type: "gemini", token: {} })).toEqual({ kind: "foreign" });
    expect(parse({ type: "gemini", access_token: "x", api_key: "k" })).toEqual({ kind: "foreign" });
    expect(parse({ api_key: "k" })).toEqual({ kind: "foreign" });
    expect(parse({ type: "gemini" }).kind).toBe("broken");
  });

  test("of one key are one account, which holds no trace of the key", () => {
    expect(accountOf({ type: "gemini", api_key: " AIza-1 ", email: "Ada@Example.com" })).toMatchObject({
      id: KEY.id,
      identityKey: `apikey::${sha256Hex("AIza-1")}`,
      email: "ada@example.com",
    });
  });
});

test("models that generate are listed, by their bare names", () => {
  const models = [
    { name: "models/gemini-3-pro", supportedGenerationMethods: ["generateContent", "countTokens"] },
    { name: "models/embedding-1", supportedGenerationMethods: ["embedContent"] },
    { name: "models/" },
    3,
  ];
  expect(provider.readModels?.({ models })).toEqual(["gemini-3-pro"]);
  expect(provider.readModels?.({})).toBeNull();
});
