// The whole configuration as panels read it: the file's keys, defaults filled in, keys in full (whoever may ask could read
// the file).

import { isSecret, kebabKey } from "../../config/camel-case.ts";
import type { ConfigDocument } from "../../config/config-document.ts";
import type { Config } from "../../config/schema.ts";
import { apiKeys, generativeLanguageKeys } from "../key-lists/key-lists.ts";
import { type AuthIndexes, readUpstreamList, UPSTREAM_LISTS } from "../key-lists/upstream-lists.ts";

/** Where this process runs and how the API itself is reached is not the API's to tell. */
const UNTOLD = new Set(["host", "port", "auth-dir", "database-url", "remote-management"]);

export function readConfig(document: ConfigDocument, authIndexes: AuthIndexes): Readonly<Record<string, unknown>> {
  const view = Object.entries(configView(document.current())).filter(([key]) => !UNTOLD.has(key));
  const now = document.inForce();
  const geminiKeys = generativeLanguageKeys.read(now);
  return {
    ...Object.fromEntries(view),
    ...Object.fromEntries(UPSTREAM_LISTS.map((list) => [list.name, readUpstreamList(now, list, authIndexes)])),
    "api-keys": apiKeys.read(now),
    // The contract's note and its example call the same list by two names.
    "generative-language-api-key": geminiKeys,
    "gl-api-key": geminiKeys,
  };
}

/** The YAML's spelling of everything, secrets in full. */
export function configView(config: Config): Readonly<Record<string, unknown>> {
  const view = Object.fromEntries(Object.entries(config).map(([key, value]) => [kebabKey(key), plain(value)]));
  const { strategy } = config.routing;
  return { ...view, routing: { ...Object(view["routing"]), strategy: strategy.replaceAll("_", "-") } };
}

function plain(value: unknown): unknown {
  if (isSecret(value)) return value.reveal();
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, member]) => [name, plain(member)]));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [kebabKey(key), plain(member)]));
}
