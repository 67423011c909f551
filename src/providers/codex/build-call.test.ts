import { describe, expect, test } from "bun:test";

import { readJsonText } from "../../exchange/json-text.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { makeApiKeyAuthJson, makeAuthJson } from "../../../test/support/auth-json.ts";
import type { CallBody, CallInput } from "../provider.ts";
import { createCodexProvider } from "./provider.ts";

const provider = createCodexProvider(() => ({
  chatgptBaseUrl: "https://chatgpt.test/backend-api",
  authUrl: "",
  openaiBaseUrl: "https://api.test/v1",
  userAgent: "switchyard/test",
  proxyUrl: "http://proxy.test:1",
}));

function accountOf(json: object) {
  const parsed = provider.authFile.parse({ ...json }, { fileName: "a.json", sha256: sha256Hex });
  if (parsed.kind !== "account") throw new Error(parsed.kind);
  return parsed.account;
}
function bodyOf(json: object): CallBody {
  const result = readJsonText(Buffer.from(JSON.stringify(json)));
  if (result.kind !== "ok") throw new Error(result.message);
  return { kind: "json", text: result.text };
}
const LOGIN = accountOf(makeAuthJson());
const API_KEY = accountOf({ ...makeApiKeyAuthJson("sk-1"), openai_user_id: "u" });

const build = (input: Partial<CallInput>) =>
  provider.buildCall({
    account: LOGIN,
    operation: "generate",
    dialect: "openai-responses",
    model: "m",
    stream: true,
    relayed: true,
    body: bodyOf({ model: "m", temperature: 1 }),
    clientHeaders: new Headers(),
    query: "",
    ...input,
  });

describe("addresses", () => {
  test.each<[Partial<CallInput>, string]>([
    [{}, "POST https://chatgpt.test/backend-api/codex/responses"],
    [{ operation: "compact" }, "POST https://chatgpt.test/backend-api/codex/responses/compact"],
    [
      { operation: "models", body: { kind: "none" }, query: "?client_version=1" },
      "GET https://chatgpt.test/backend-api/codex/models?client_version=1",
    ],
    [
      { operation: "transcribe", body: { kind: "form", form: new FormData() } },
      "POST https://chatgpt.test/backend-api/transcribe",
    ],
    [{ account: API_KEY }, "POST https://api.test/v1/responses"],
    [{ account: API_KEY, dialect: "openai-chat" }, "POST https://api.test/v1/chat/completions"],
    [
      { account: API_KEY, operation: "transcribe", body: { kind: "form", form: new FormData() } },
      "POST https://api.test/v1/audio/transcriptions",
    ],
  ])("%#", (input, expected) => {
    const { method, url } = build(input);
    expect(`${method} ${url}`).toBe(expected);
  });
});

describe("headers", () => {
  test("a login is sent as the account's own, in our name", () => {
    expect(build({}).headers).toMatchObject({
      authorization: `Bearer ${makeAuthJson().tokens.access_token}`,
      "chatgpt-account-id": "0a1b2c3d-workspace",
      "user-agent": "switchyard/test",
      "accept-encoding": "identity",
      accept: "text/event-stream",
    });
  });

  test("Codex keeps its name and what it says of its session", () => {
    const said = {
      "user-agent": "codex_exec/0.169.0",
      originator: "codex_exec",
      "session-id": "s",
      "x-codex-turn-metadata": "{}",
      "x-codex-beta-features": "remote_compaction_v2",
      "x-openai-internal-codex-responses-lite": "true",
    };
    expect(build({ clientHeaders: new Headers(said) }).headers).toMatchObject(said);
  });

  test("what names the client's own login never leaves, whatever it is called", () => {
    const clientHeaders = new Headers({
      "x-openai-actor-authorization": "a",
      "x-codex-api-key": "b",
      "x-openai-cookie": "c",
    });
    expect(Object.keys(build({ clientHeaders }).headers).toSorted()).toEqual(Object.keys(build({}).headers).toSorted());
  });
});

describe("bodies and proxies", () => {
  test("the public API gets what the client sent, byte for byte", () => {
    expect(Buffer.from(build({ account: API_KEY }).body as Uint8Array).toString()).toBe(
      '{"model":"m","temperature":1}',
    );
  });

  test("the account's proxy comes before the global one; direct overrules it", () => {
    expect(build({}).proxyUrl).toBe("http://proxy.test:1");
    expect(build({ account: { ...LOGIN, proxyUrl: "socks5://own:1" } }).proxyUrl).toBe("socks5://own:1");
    expect(build({ account: { ...LOGIN, proxyUrl: "direct" } }).proxyUrl).toBeNull();
  });
});

describe("by WebSocket", () => {
  const beta = (sent?: string) =>
    provider.sockets?.target({
      account: LOGIN,
      clientHeaders: new Headers(sent === undefined ? {} : { "openai-beta": sent }),
    })?.headers["openai-beta"];

  test("the address is the same with ws, and the upstream is told that turns will come", () => {
    const target = provider.sockets?.target({ account: LOGIN, clientHeaders: new Headers() });
    expect(target?.url).toBe("wss://chatgpt.test/backend-api/codex/responses");
    expect(target?.headers["accept-encoding"]).toBeUndefined();
    expect(beta()).toBe("responses_websockets=2026-02-06");
    expect(beta("responses_websockets=2027-01-01")).toBe("responses_websockets=2027-01-01");
    expect(beta("responses=experimental")).toBe("responses=experimental, responses_websockets=2026-02-06");
  });
});
