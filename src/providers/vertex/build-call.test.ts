import { describe, expect, test } from "bun:test";

import { readJsonText } from "../../exchange/json-text.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { makeServiceAccountKey } from "../../../test/support/service-account-key.ts";
import type { CallBody, CallInput } from "../provider.ts";
import { createVertexProvider } from "./provider.ts";

const provider = createVertexProvider(() => ({
  baseUrl: "https://{region}-aiplatform.test",
  tokenUrl: "https://oauth2.test",
  userAgent: "switchyard/test",
  proxyUrl: null,
}));

function accountOf(json: object) {
  const parsed = provider.authFile.parse({ ...json }, { fileName: "a.json", sha256: sha256Hex });
  if (parsed.kind !== "account") throw new Error(parsed.kind);
  return parsed.account;
}
function bodyOf(text: string): CallBody {
  const read = readJsonText(Buffer.from(text));
  if (read.kind !== "ok") throw new Error(read.message);
  return { kind: "json", text: read.text };
}
const KEY_FILE = makeServiceAccountKey();
const at = (location: string) => accountOf({ ...KEY_FILE, location, access_token: "ya29" });
const API_KEY = accountOf({ type: "vertex", api_key: "AQ.1" });

const build = (input: Partial<CallInput> = {}) =>
  provider.buildCall({
    account: at("europe-west4"),
    operation: "generate",
    dialect: "gemini",
    model: "gemini-3-pro",
    stream: true,
    relayed: true,
    body: bodyOf("{}"),
    clientHeaders: new Headers(),
    query: "?key=client-key",
    ...input,
  });
const sent = (text: string, more: Partial<CallInput> = {}) =>
  Buffer.from(build({ body: bodyOf(text), ...more }).body as Uint8Array).toString();

describe("the address", () => {
  const GOOGLE = "publishers/google/models";
  test.each<[Partial<CallInput>, string]>([
    [
      {},
      `europe-west4-aiplatform.test/v1/projects/proj-1/locations/europe-west4/${GOOGLE}/gemini-3-pro:streamGenerateContent?alt=sse`,
    ],
    [
      { account: at("global"), stream: false },
      `aiplatform.test/v1/projects/proj-1/locations/global/${GOOGLE}/gemini-3-pro:generateContent`,
    ],
    [{ account: API_KEY, stream: false }, `aiplatform.test/v1/${GOOGLE}/gemini-3-pro:generateContent`],
    [
      { account: { ...API_KEY, baseUrl: "https://own.test" }, operation: "count-tokens" },
      `own.test/v1/${GOOGLE}/gemini-3-pro:countTokens`,
    ],
    [
      { account: API_KEY, model: "models/gemini-3-pro", stream: false },
      `aiplatform.test/v1/${GOOGLE}/gemini-3-pro:generateContent`,
    ],
    [
      { account: API_KEY, model: "../../x?y=", stream: false },
      `aiplatform.test/v1/${GOOGLE}/..%2F..%2Fx%3Fy%3D:generateContent`,
    ],
  ])("%#", (input, address) => {
    expect(build(input).url).toBe(`https://${address}`);
  });
});

describe("the credentials", () => {
  test("are a bearer token or a key in a header", () => {
    expect(build().headers["authorization"]).toBe("Bearer ya29");
    const { headers } = build({ account: API_KEY });
    expect([headers["x-goog-api-key"], headers["authorization"]]).toEqual(["AQ.1", undefined]);
  });

  test("never go out empty: the first token is due before the first call", () => {
    const account = accountOf(KEY_FILE);
    expect(provider.isRefreshDue(account, 0)).toBe(true);
    expect(() => build({ account })).toThrow("without an access token");
  });
});

describe("the body", () => {
  test("leaves out what stands in the address; else it is the client's, byte for byte", () => {
    const turns = '"contents": [{"role":"user"},{"parts":[]}]';
    expect(sent(`{"model":"m",${turns},"stream":true}`)).toBe(`{${turns}}`);
    expect(sent('{ "contents": [{"role":"user","parts":[1e400]}] }')).toBe(
      '{ "contents": [{"role":"user","parts":[1e400]}] }',
    );
  });

  test("names the speaker of a single turn, which the Gemini API would guess", () => {
    expect(sent('{"contents":[{"parts":[{"text":"hi"}]}]}')).toBe(
      '{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}',
    );
  });

  test("of a count is the request itself, not the Gemini API's wrapping of one", () => {
    const inner = '{"contents":[{"role":"user","parts":[]}]}';
    const wrapped = `{"generateContentRequest":{"model":"models/m",${inner.slice(1)}}`;
    expect(sent(wrapped, { operation: "count-tokens" })).toBe(inner);
    expect(sent(inner, { operation: "count-tokens" })).toBe(inner);
  });
});
