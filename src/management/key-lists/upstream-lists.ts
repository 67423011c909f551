// The lists of keys of upstreams, each entry a mapping: read, replaced, changed member by member, removed.

import type { ConfigInForce } from "../../config/config-document.ts";
import type { Config } from "../../config/schema.ts";
import { type ConfigPlan, edit, NOT_FOUND, refused } from "../config/change-config.ts";
import { removals } from "./key-lists.ts";
import { indexIn, isEntry, itemsOf, type Entry, rawList } from "./raw-list.ts";
import { planReplacement } from "./plan-replacement.ts";
import { entryRead, entryWritten, membersWritten } from "./upstream-entry.ts";

export interface UpstreamList {
  readonly name: string;
  /** The member by which an entry is found: its key, or a compatible upstream's name. */
  readonly identity: "api-key" | "name";
  /** Members that an entry must keep. */
  readonly needed: readonly string[];
  /** Of entries alike the first counts and the others are not written. */
  readonly unique?: true;
}

const BY_KEY = { identity: "api-key", needed: ["api-key"] } as const;

export const UPSTREAM_LISTS: readonly UpstreamList[] = [
  { name: "gemini-api-key", ...BY_KEY, unique: true },
  { name: "claude-api-key", ...BY_KEY },
  { name: "codex-api-key", ...BY_KEY },
  { name: "vertex-api-key", ...BY_KEY },
  { name: "kimi-api-key", ...BY_KEY },
  { name: "xai-api-key", ...BY_KEY },
  { name: "openai-compatibility", identity: "name", needed: ["name", "base-url"] },
];

/** By the list's name: of each entry, the `auth_index` of each of its keys. */
export type AuthIndexes = (config: Config) => ReadonlyMap<string, readonly (readonly string[])[]>;

export function readUpstreamList(now: ConfigInForce, list: UpstreamList, authIndexes: AuthIndexes): readonly Entry[] {
  const indexes = authIndexes(now.config).get(list.name) ?? [];
  return rawList(now, list.name).map((entry, index) => entryRead(list, entry, indexes[index] ?? []));
}

export function replaceUpstreamList(now: ConfigInForce, list: UpstreamList, body: unknown): ConfigPlan {
  const items = itemsOf(body);
  if (items === null || !items.every(isEntry)) return refused("invalid body");
  const entries = items.map((item) => entryWritten(item));
  for (const [index, entry] of entries.entries()) {
    const missing = list.needed.find((name) => typeof entry[name] !== "string");
    if (missing !== undefined) return refused("invalid body", `${list.name}[${index}].${missing} is required`);
  }
  return edit(
    ...planReplacement({
      name: list.name,
      before: rawList(now, list.name),
      after: list.unique === true ? withoutTwins(entries) : entries,
      identityOf: (entry) => identityOf(list, entry),
    }),
  );
}

export interface EntryChange extends EntryNamed {
  readonly value: unknown;
}

export interface EntryNamed {
  readonly index: number | null;
  /** The entry's `api-key` or `name`. */
  readonly identity: string | null;
  /** Tells entries with one key apart; null where it was not said. */
  readonly baseUrl: string | null;
}

/** What is not said stays as it was. */
export function changeUpstreamEntry(now: ConfigInForce, list: UpstreamList, change: EntryChange): ConfigPlan {
  if (!isEntry(change.value)) return refused("invalid body");
  const [index, another] = found(now, list, change);
  if (index === undefined) return NOT_FOUND;
  if (another !== undefined) return refused("multiple items match; index is required");
  const members = membersWritten(change.value);
  const lost = list.needed.find((name) => Object.hasOwn(members, name) && members[name] === undefined);
  if (lost !== undefined) return refused("invalid body", `${list.name}[${index}].${lost} must not be empty`);
  return edit(...Object.entries(members).map(([name, value]) => ({ path: [list.name, index, name], value })));
}

export function removeUpstreamEntry(now: ConfigInForce, list: UpstreamList, which: EntryNamed): ConfigPlan {
  if (which.index === null && which.identity === null) return refused(`missing ${list.identity} or index`);
  const indexes = found(now, list, which);
  if (indexes.length === 0) return NOT_FOUND;
  const places = new Set(indexes.map((index) => baseUrlOf(rawList(now, list.name)[index])));
  if (places.size > 1) return refused("multiple items match api-key; base-url is required");
  return edit(...removals(list.name, indexes));
}

/** An index that exists goes before a key. */
function found(now: ConfigInForce, { name, identity }: UpstreamList, which: EntryNamed): readonly number[] {
  const entries = rawList(now, name);
  const index = indexIn(entries, which.index);
  if (index !== null) return [index];
  if (which.identity === null) return [];
  return entries.flatMap((entry, position) => {
    if (!isEntry(entry) || entry[identity] !== which.identity) return [];
    return which.baseUrl === null || baseUrlOf(entry) === plainUrl(which.baseUrl) ? [position] : [];
  });
}

function baseUrlOf(entry: unknown): string {
  return plainUrl(isEntry(entry) ? entry["base-url"] : "");
}

function plainUrl(url: unknown): string {
  return typeof url === "string" ? url.trim().replace(/\/+$/, "") : "";
}

/** One key at two addresses is two entries; a compatible upstream may move. */
function identityOf({ identity }: UpstreamList, entry: unknown): string {
  const name = isEntry(entry) ? String(entry[identity]) : "";
  return identity === "name" ? name : `${name} ${baseUrlOf(entry)}`;
}

function withoutTwins(entries: readonly Entry[]): readonly Entry[] {
  const first = new Map(
    entries.toReversed().map((entry) => [`${String(entry["api-key"])} ${baseUrlOf(entry)}`, entry]),
  );
  return [...first.values()].toReversed();
}
