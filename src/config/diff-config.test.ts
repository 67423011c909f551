import { expect, test } from "bun:test";

import { diffConfig, keysNeedingRestart } from "./diff-config.ts";
import { parseConfig } from "./parse-config.ts";
import type { Config } from "./schema.ts";

test("names each changed key as the YAML spells it", () => {
  const next = configOf("port: 1\nrouting: {strategy: rr}\nupstreams: {codex: {base-url: 'http://x'}}\n");
  expect(diffConfig(configOf(""), next)).toEqual(["port", "routing.strategy", "upstreams.codex.base-url"]);
});

test("a list is one key, secrets in it included", () => {
  expect(diffConfig(configOf("api-keys: [a, b]"), configOf("api-keys: [a, c]"))).toEqual(["api-keys"]);
  expect(diffConfig(configOf("api-keys: [{key: a, name: x}]"), configOf("api-keys: [a]"))).toEqual(["api-keys"]);
  expect(diffConfig(configOf("api-keys: [a, b]"), configOf("api-keys:\n  - a\n  - {key: b}\n"))).toEqual([]);
});

test("two spellings of one value are no change", () => {
  expect(diffConfig(configOf("routing: {strategy: rr}"), configOf("routing: {strategy: round_robin}"))).toEqual([]);
});

test("knows which keys wait for a restart", () => {
  const changed = ["host", "port", "tls.cert", "api-keys", "routing.strategy", "database-url", "auth-dir", "debug"];
  expect(keysNeedingRestart(changed)).toEqual(["host", "port", "tls.cert", "database-url", "auth-dir"]);
});

function configOf(text: string): Config {
  const result = parseConfig(text, "c");
  if (result.kind === "invalid") throw new Error(JSON.stringify(result.problems));
  return result.config;
}
