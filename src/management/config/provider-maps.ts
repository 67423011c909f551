// What is said of all logins of a provider at once: models they never serve, further names for those they do.

import type { ConfigInForce } from "../../config/config-document.ts";
import { isEntry } from "../key-lists/raw-list.ts";
import { type ConfigPlan, type ConfigRefused, edit, refused } from "./change-config.ts";

export interface ProviderMap {
  /** The key in config.yaml, and what the answer calls it. */
  readonly name: "oauth-excluded-models" | "oauth-model-alias";
  /** What the contract calls a provider here; first the name in addresses. */
  readonly words: readonly [string, ...string[]];
  /** The member of a PATCH that holds the entries. */
  readonly member: "models" | "aliases";
  /** One provider's entries as they are written; null where they are none. */
  entriesOf(given: unknown): readonly unknown[] | null;
}

export const EXCLUDED_MODELS: ProviderMap = {
  name: "oauth-excluded-models",
  words: ["provider"],
  member: "models",
  entriesOf(given) {
    if (!isListOf(given, (item) => typeof item === "string")) return null;
    return [...new Set(given.map((item) => String(item).trim()).filter((item) => item !== ""))];
  },
};

export const MODEL_ALIASES: ProviderMap = {
  name: "oauth-model-alias",
  words: ["channel", "provider"],
  member: "aliases",
  entriesOf(given) {
    if (!isListOf(given, isEntry)) return null;
    const byAlias = new Map<string, unknown>();
    for (const entry of given) {
      if (!isEntry(entry)) continue;
      const { name = "", alias = "" } = entry;
      if (typeof name !== "string" || typeof alias !== "string") return null;
      const written = { ...entry, name: name.trim(), alias: alias.trim() };
      const key = written.alias.toLowerCase();
      const isSaid = written.name !== "" && written.alias !== "" && written.name !== written.alias;
      if (isSaid && !byAlias.has(key)) byAlias.set(key, written);
    }
    return [...byAlias.values()];
  },
};

export function readProviderMap(now: ConfigInForce, { name }: ProviderMap): Readonly<Record<string, unknown>> {
  const map = isEntry(now.values) ? now.values[name] : undefined;
  return isEntry(map) ? map : {};
}

export function replaceProviderMap(map: ProviderMap, body: unknown): ConfigPlan {
  if (!isEntry(body)) return refused("invalid body");
  const given = isEntry(body["items"]) ? body["items"] : body;
  const written: Record<string, readonly unknown[]> = {};
  for (const [provider, items] of Object.entries(given)) {
    const name = provider.trim().toLowerCase();
    const entries = map.entriesOf(items);
    if (name === "" || entries === null) return refused("invalid body");
    if (entries.length > 0) written[name] = entries;
  }
  return edit({ path: [map.name], value: written });
}

/** No entries: the provider is taken out. */
export function changeProvider(
  now: ConfigInForce,
  map: ProviderMap,
  change: { readonly provider: unknown; readonly entries: unknown },
): ConfigPlan {
  const { provider } = change;
  if (typeof provider !== "string" || provider.trim() === "") return refused(`invalid ${map.words[0]}`);
  const entries = map.entriesOf(change.entries ?? []);
  if (entries === null) return refused("invalid body");
  if (entries.length === 0) return removeProvider(now, map, provider);
  return edit({ path: [map.name, spelledIn(now, map, provider) ?? provider.trim().toLowerCase()], value: entries });
}

export function removeProvider(now: ConfigInForce, map: ProviderMap, provider: string): ConfigPlan {
  const spelled = spelledIn(now, map, provider);
  return spelled === null ? notFound(map) : edit({ path: [map.name, spelled], value: undefined });
}

function notFound(map: ProviderMap): ConfigRefused {
  return { kind: "not_found", what: `${map.words[0]} not found` };
}

function spelledIn(now: ConfigInForce, map: ProviderMap, provider: string): string | null {
  const wanted = provider.trim().toLowerCase();
  return Object.keys(readProviderMap(now, map)).find((name) => name.toLowerCase() === wanted) ?? null;
}

function isListOf(given: unknown, is: (item: unknown) => boolean): given is readonly unknown[] {
  return Array.isArray(given) && given.every(is);
}
