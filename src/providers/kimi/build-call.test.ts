import { describe, expect, test } from "bun:test";

import { readJsonText } from "../../exchange/json-text.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import type { CallBody, CallInput } from "../provider.ts";
import { createKimiProvider } from "./provider.ts";

const provider = createKimiProvider(() => ({
  baseUrl: "https://api.test/coding",
  authUrl: "https://auth.test",
  userAgent: "switchyard/1.2.3",
  proxyUrl: "http://proxy.test:1",
}));

function accountOf(json: object) {
  const parsed = provider.authFile.parse({ ...json }, { fileName: "a.json", sha256: sha256Hex });
  if (parsed.kind !== "account") throw new Error(parsed.kind);
  return parsed.account;
}
function bodyOf(json: object): CallBody {
  const read = readJsonText(Buffer.from(JSON.stringify(json)));
  if (read.kind !== "ok") throw new Error(read.message);
  return { kind: "json", text: read.text };
}
const LOGIN = accountOf({ type: "kimi", access_token: "at-1", refresh_token: "rt-1", device_id: "d-1" });

const build = (input: Partial<CallInput> = {}) =>
  provider.buildCall({
    account: LOGIN,
    operation: "generate",
    dialect: "openai-chat",
    model: "kimi-for-coding",
    stream: true,
    relayed: true,
    body: bodyOf({ model: "kimi-for-coding" }),
    clientHeaders: new Headers(),
    query: "",
    ...input,
  });
const sent = (input: Partial<CallInput>): unknown =>
  JSON.parse(Buffer.from(build(input).body as Uint8Array).toString());

describe("addresses", () => {
  test("each dialect has its own, under one base", () => {
    expect(build().url).toBe("https://api.test/coding/v1/chat/completions");
    expect(build({ dialect: "anthropic-messages" }).url).toBe("https://api.test/coding/v1/messages");
  });

  test("a key's own base is written with or without /v1; a login's token goes nowhere else", () => {
    for (const base_url of ["https://own.test/coding/v1", "https://own.test/coding/"]) {
      const account = accountOf({ type: "kimi", api_key: "k", base_url });
      expect(build({ account }).url).toBe("https://own.test/coding/v1/chat/completions");
    }
    const account = accountOf({ type: "kimi", access_token: "at", base_url: "https://own.test" });
    expect(build({ account }).url).toStartWith("https://api.test/");
  });
});

describe("who calls", () => {
  test("is said in our own name, with the login's device", () => {
    const clientHeaders = new Headers({ "user-agent": "curl/8", "x-msh-platform": "kimi_cli" });
    expect(build({ clientHeaders }).headers).toMatchObject({
      "user-agent": "switchyard/1.2.3",
      "x-msh-platform": "switchyard",
      "x-msh-version": "1.2.3",
      "x-msh-device-id": "d-1",
    });
    expect(build({ account: accountOf({ type: "kimi", api_key: "k" }) }).headers["x-msh-platform"]).toBeUndefined();
  });

  test("is Kimi's own tool where it is, on the login's device", () => {
    const said = { "user-agent": "KimiCLI/1.47.0", "x-msh-platform": "kimi_cli", "x-msh-device-name": "desk" };
    const headers = build({ clientHeaders: new Headers({ ...said, "x-msh-device-id": "client's" }) }).headers;
    expect(headers).toMatchObject({ ...said, "x-msh-device-id": "d-1" });
  });
});

describe("chats", () => {
  const call = { role: "assistant", content: "", tool_calls: [{ id: "c", type: "function", function: { name: "f" } }] };

  test("show a thought before each call of a tool: Kimi refuses them otherwise", () => {
    const thoughtful = { ...call, reasoning_content: "because" };
    const messages = [{ role: "user", content: "x" }, call, thoughtful, { ...call, reasoning_content: "" }];
    const repaired = { ...call, reasoning_content: "." };
    expect(sent({ body: bodyOf({ messages }) })).toEqual({ messages: [messages[0], repaired, thoughtful, repaired] });
  });

  test("name the role that Kimi knows", () => {
    const messages = [{ role: "developer", content: "x" }];
    expect(sent({ body: bodyOf({ messages }) })).toEqual({ messages: [{ role: "system", content: "x" }] });
  });

  test("without anything to put right go as they came, byte for byte", () => {
    const body = bodyOf({ messages: [{ ...call, reasoning_content: "y" }], n: 1 });
    expect(build({ body }).body).toBe(body.kind === "json" ? body.text.bytes : null);
  });

  test("that we put into words ourselves say nothing that only OpenAI knows", () => {
    const body = bodyOf({ model: "m", messages: [call], store: false, max_completion_tokens: 5 });
    const messages = [{ ...call, reasoning_content: "." }];
    expect(sent({ body, relayed: false })).toEqual({ model: "m", messages, max_tokens: 5 });
  });
});
