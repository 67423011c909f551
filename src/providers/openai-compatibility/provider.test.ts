import { expect, test } from "bun:test";

import { sha256Hex } from "../../platform/sha256.ts";
import { readJsonText } from "../../exchange/json-text.ts";
import { providerLaws } from "../../../test/laws/provider-laws.ts";
import type { JsonRecord } from "../auth-file.ts";
import { createOpenAiCompatibilityProvider } from "./provider.ts";

const SETTINGS = { userAgent: "switchyard/test", proxyUrl: "http://proxy.test:1" };
const create = () => createOpenAiCompatibilityProvider(() => SETTINGS);
const provider = create();

const FILE = {
  type: "openai-compatibility",
  name: "deepseek",
  base_url: "https://api.deepseek.test/v1/",
  api_key: "sk-law-1",
};

providerLaws("openai-compatibility", create, {
  authFiles: {
    "a key": FILE,
    "a key with models": { ...FILE, models: [{ name: "deepseek-chat", alias: "ds" }] },
    "the words of the configuration": {
      type: "openai-compatibility",
      name: "deepseek",
      "base-url": "https://api.deepseek.test/v1",
      "api-key": "sk-law-1",
    },
  },
  secrets: ["sk-law-1"],
});

function accountOf(json: JsonRecord) {
  const parsed = provider.authFile.parse(json, { fileName: "a.json", sha256: sha256Hex });
  if (parsed.kind !== "account") throw new Error(`${parsed.kind} ${"reason" in parsed ? parsed.reason : ""}`);
  return parsed.account;
}
function build(json: JsonRecord, more: { readonly stream?: boolean; readonly relayed?: boolean } = {}) {
  const body = readJsonText(Buffer.from('{"model":"m","max_completion_tokens":9}'));
  if (body.kind !== "ok") throw new Error(body.message);
  return provider.buildCall({
    account: accountOf(json),
    operation: "generate",
    dialect: "openai-chat",
    model: "m",
    stream: more.stream ?? true,
    relayed: more.relayed ?? true,
    body: { kind: "json", text: body.text },
    clientHeaders: new Headers({ "user-agent": "some-client/1", "x-session-id": "s", "http-referer": "https://x" }),
    query: "",
  });
}
const bodyOf = (call: ReturnType<typeof build>): string => Buffer.from(call.body as Uint8Array).toString();

test("the name of the upstream stands before the slash of its models", () => {
  expect(accountOf({ ...FILE, models: [{ name: "deepseek-chat", alias: "ds" }, "deepseek-reasoner"] })).toMatchObject({
    provider: "openai-compatibility",
    qualifier: "deepseek",
    baseUrl: "https://api.deepseek.test/v1",
    models: {
      offered: [
        { name: "deepseek-chat", alias: "ds" },
        { name: "deepseek-reasoner", alias: null },
      ],
    },
  });
  expect(provider.authFile.fileNameFor(accountOf(FILE))).toMatch(/^openai-compatibility-deepseek-[0-9a-f]{8}\.json$/);
});

test("a key at two addresses is two accounts, and so are two keys at one", () => {
  const ids = [
    FILE,
    { ...FILE, api_key: "sk-law-2" },
    { ...FILE, base_url: "https://other.test/v1" },
    { ...FILE, api_key: "" },
  ];
  expect(new Set(ids.map((json) => accountOf(json).id)).size).toBe(4);
  expect(accountOf({ ...FILE, name: "renamed" }).id).toBe(accountOf(FILE).id);
});

test("an upstream without a key is sent none", () => {
  const { api_key: _key, ...local } = { ...FILE, base_url: "http://127.0.0.1:11434/v1" };
  expect(Object.keys(build(local).headers)).not.toContain("authorization");
  expect(Object.keys(provider.modelsCall?.(accountOf(local))?.headers ?? {})).not.toContain("authorization");
  expect(accountOf(local).identityKey).toBe("http://127.0.0.1:11434/v1");
});

test("a call goes out in our name and says nothing of the client", () => {
  const call = build({ ...FILE, headers: { "X-Title": "team" } });
  expect(call).toMatchObject({ url: "https://api.deepseek.test/v1/chat/completions", proxyUrl: SETTINGS.proxyUrl });
  expect(call.headers).toEqual({
    authorization: "Bearer sk-law-1",
    "user-agent": "switchyard/test",
    "accept-encoding": "identity",
    "content-type": "application/json",
    accept: "text/event-stream",
    "x-title": "team",
  });
  expect(build(FILE, { stream: false }).headers["accept"]).toBe("application/json");
  expect(provider.modelsCall?.(accountOf(FILE))).toMatchObject({
    method: "GET",
    url: "https://api.deepseek.test/v1/models",
  });
});

test("what a client says in chat's own words passes as it is; our words are those that imitators take", () => {
  expect(bodyOf(build(FILE))).toBe('{"model":"m","max_completion_tokens":9}');
  expect(bodyOf(build(FILE, { relayed: false }))).toBe('{"model":"m","max_tokens":9}');
});

test("models are read from either list", () => {
  expect(provider.readModels?.({ object: "list", data: [{ id: "a" }, { id: "" }, 1] })).toEqual(["a"]);
  expect(provider.readModels?.([{ id: "a" }])).toEqual(["a"]);
  expect(provider.readModels?.({ models: [] })).toBeNull();
});

test.each<[string, JsonRecord]>([
  ["name is missing: it stands before the slash of its models", { ...FILE, name: " " }],
  ["name holds a slash, which ends it in front of a model", { ...FILE, name: "a/b" }],
  ["base_url is missing", { ...FILE, base_url: "" }],
  ["base_url is no http(s) address", { ...FILE, base_url: "api.deepseek.test" }],
])("broken: %s", (reason, json) => {
  expect(provider.authFile.parse(json, { fileName: "a.json", sha256: sha256Hex })).toEqual({ kind: "broken", reason });
});

test("a file of no named kind is nobody's: its key would be sent where it does not belong", () => {
  const { type: _type, ...unnamed } = FILE;
  expect(provider.authFile.parse(unnamed, { fileName: "a.json", sha256: sha256Hex })).toEqual({ kind: "foreign" });
});
