import { describe, expect, test } from "bun:test";

import { parseConfig } from "../config/parse-config.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { configAccounts } from "./config-accounts.ts";

function accounts(yaml: string) {
  const parsed = parseConfig(yaml, "config.yaml");
  if (parsed.kind !== "ok") throw new Error(JSON.stringify(parsed));
  return configAccounts(parsed.config, sha256Hex);
}

const ROUTER = `
openai-compatibility:
  - name: router
    base-url: https://router.test/v1/
    priority: -1
    api-key-entries: [one, { api-key: two, proxy-url: "socks5://127.0.0.1:1" }]
    models: [{ name: z/large, alias: large }, small, { name: same, alias: "" }]
    headers: { X-Team: blue }
`;

describe("keys in config.yaml", () => {
  test("of one upstream are paused one by one, or all with their upstream", () => {
    const paused = (yaml: string) => accounts(yaml).map((account) => account.paused);
    const keys = "api-key-entries: [{ api-key: one, disabled: true }, two]";
    const upstream = (more: string) => `openai-compatibility: [{ name: r, base-url: https://r.test, ${keys}${more} }]`;
    expect(paused(upstream(""))).toEqual([true, false]);
    expect(paused(upstream(", disabled: true"))).toEqual([true, true]);
  });

  test("are accounts without a file, one for each key", () => {
    const [one, two] = accounts(ROUTER);
    expect(one).toMatchObject({ provider: "openai-compatibility", qualifier: "router", fileName: null, priority: -1 });
    expect(one).toMatchObject({ baseUrl: "https://router.test/v1", proxyUrl: null });
    expect(two).toMatchObject({ proxyUrl: "socks5://127.0.0.1:1" });
    expect(one?.id).not.toBe(two?.id ?? "");
    expect(one?.headers["x-team"]?.reveal()).toBe("blue");
    expect(one?.models.offered).toEqual([
      { name: "z/large", alias: "large" },
      { name: "small", alias: null },
      { name: "same", alias: null },
    ]);
  });

  test("keep their identity when everything but key and address changes", () => {
    const [before] = accounts("claude-api-key: [{ api-key: k }]");
    const [after] = accounts("claude-api-key: [{ api-key: k, prefix: a, priority: 3, disabled: true }]");
    expect(after).toMatchObject({ id: before?.id ?? "", paused: true, priority: 3, models: { prefix: "a" } });
    const [elsewhere] = accounts("claude-api-key: [{ api-key: k, base-url: https://relay.test }]");
    expect(elsewhere?.id).not.toBe(before?.id ?? "");
  });

  test("that stand there twice count once, as the first says", () => {
    const both = accounts("gemini-api-key: [{ api-key: k, priority: 1 }, { api-key: k, priority: 2 }]");
    expect(both.map(({ priority }) => priority)).toEqual([1]);
  });

  test("may be none: an upstream that asks for no key is an account all the same", () => {
    const [local] = accounts("openai-compatibility: [{ name: local, base-url: http://127.0.0.1:11434/v1 }]");
    expect(local?.credentials).toMatchObject({ kind: "api-key" });
    expect(local?.identityKey).toBe("http://127.0.0.1:11434/v1");
  });

  test("show nowhere", () => {
    expect(JSON.stringify(accounts(ROUTER))).not.toMatch(/"one"|"two"|blue/);
  });
});
