// The lists of bare keys: the clients' keys, and the Gemini keys without all that else is said about them.

import type { ConfigInForce } from "../../config/config-document.ts";
import type { ConfigMutation } from "../../config/edit-config.ts";
import { type ConfigPlan, edit, NOT_FOUND, refused } from "../config/change-config.ts";
import { indexIn, isEntry, itemsOf, rawList } from "./raw-list.ts";

export interface KeyList {
  readonly name: string;
  read(now: ConfigInForce): readonly string[];
  replace(now: ConfigInForce, body: unknown): ConfigPlan;
  change(now: ConfigInForce, change: KeyChange): ConfigPlan;
  remove(now: ConfigInForce, which: KeyNamed): ConfigPlan;
}

/** As the body has it: `index` and `value`, or `old` and `new`. */
export interface KeyChange {
  readonly index: unknown;
  readonly value: unknown;
  readonly old: unknown;
  readonly new: unknown;
}

export interface KeyNamed {
  readonly index: number | null;
  readonly value: string | null;
}

interface Listed {
  readonly name: string;
  /** The list in config.yaml. */
  readonly key: string;
  /** The member that holds the key where an entry is a mapping. */
  readonly member: string;
  /** How a new key is written. */
  entryOf(key: string): unknown;
}

export const apiKeys = createKeyList({ name: "api-keys", key: "api-keys", member: "key", entryOf: (key) => key });

export const generativeLanguageKeys = createKeyList({
  name: "generative-language-api-key",
  key: "gemini-api-key",
  member: "api-key",
  entryOf: (key) => ({ "api-key": key }),
});

function createKeyList(listed: Listed): KeyList {
  const { name, key, member } = listed;
  const keyOf = (entry: unknown): string => String(isEntry(entry) ? entry[member] : entry);
  const keysOf = (now: ConfigInForce): readonly string[] => rawList(now, key).map(keyOf);

  const renamed = (now: ConfigInForce, index: number, to: string): ConfigPlan => {
    if (to.trim() === "") return refused("invalid body", "a key must not be empty");
    const path = isEntry(rawList(now, key)[index]) ? [key, index, member] : [key, index];
    return edit({ path, value: to.trim() });
  };

  return {
    name,
    read: keysOf,
    replace(now, body) {
      const items = itemsOf(body);
      if (items === null || !items.every((item) => typeof item === "string")) return refused("invalid body");
      const wanted = items.map((item) => item.trim());
      if (wanted.includes("")) return refused("invalid body", "a key must not be empty");
      const known = new Map(rawList(now, key).map((entry) => [keyOf(entry), entry] as const));
      // What else is said of a key that stays, stays.
      return edit({ path: [key], value: [...new Set(wanted)].map((each) => known.get(each) ?? listed.entryOf(each)) });
    },
    change(now, { index, value, old, new: next }) {
      const keys = keysOf(now);
      const at = indexIn(keys, index);
      if (at !== null && typeof value === "string") return renamed(now, at, value);
      if (typeof old === "string" && typeof next === "string") {
        const found = keys.indexOf(old);
        return found < 0 ? NOT_FOUND : renamed(now, found, next);
      }
      return typeof index === "number" && typeof value === "string" ? NOT_FOUND : refused("missing fields");
    },
    remove(now, { index, value }) {
      const keys = keysOf(now);
      const at = indexIn(keys, index);
      if (at !== null) return edit({ path: [key, at], value: undefined });
      if (value === null || value.trim() === "") return index === null ? refused("missing index or value") : NOT_FOUND;
      const found = keys.flatMap((each, position) => (each === value.trim() ? [position] : []));
      return found.length === 0 ? NOT_FOUND : edit(...removals(key, found));
    },
  };
}

/** From the end, so that no index moves before its turn. */
export function removals(list: string, indexes: readonly number[]): readonly ConfigMutation[] {
  return indexes.toReversed().map((index) => ({ path: [list, index], value: undefined }));
}
