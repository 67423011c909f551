// Which keys two configs disagree about.

import { isSecret, kebabKey } from "./camel-case.ts";
import type { Config } from "./schema.ts";
import { configValueKeys } from "./schema-keys.ts";

/** Dotted keys as the YAML spells them, e.g. `routing.strategy`; a list is one key. */
export function diffConfig(previous: Config, next: Config): readonly string[] {
  return changedKeys(previous, next, "");
}

/** Those of the keys that are read at start alone. */
export function keysNeedingRestart(changed: readonly string[]): readonly string[] {
  const restart = new Set(configValueKeys().flatMap((key) => (key.restart ? [key.path] : [])));
  return changed.filter((key) => restart.has(key));
}

function changedKeys(previous: unknown, next: unknown, path: string): readonly string[] {
  if (!isSection(previous) || !isSection(next)) return isSame(previous, next) ? [] : [path];
  const names = new Set([...Object.keys(previous), ...Object.keys(next)]);
  return [...names].flatMap((name) => {
    const key = path === "" ? kebabKey(name) : `${path}.${kebabKey(name)}`;
    return changedKeys(previous[name], next[name], key);
  });
}

function isSame(a: unknown, b: unknown): boolean {
  if (isSecret(a) && isSecret(b)) return a.reveal() === b.reveal();
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  if (a instanceof Map && b instanceof Map) return isSame([...a].flat(), [...b].flat());
  if (isSection(a) && isSection(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => isSame(a[name], b[name]));
  }
  return Object.is(a, b);
}

function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Map) && !isSecret(value)
  );
}
