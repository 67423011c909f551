// Where in config.yaml the key of an account stands, and the edits that pause it, remove it, or say something else of it.

import type { ConfigInForce } from "../../config/config-document.ts";
import type { ConfigMutation } from "../../config/edit-config.ts";
import type { AuthIndex } from "../../domain/ids.ts";
import { isEntry, rawList } from "../key-lists/raw-list.ts";
import type { AuthIndexes } from "../key-lists/upstream-lists.ts";
import { headersChanged } from "../provider-keys/entry-members.ts";

export interface KeyPlace {
  /** The list in config.yaml, e.g. `codex-api-key`. */
  readonly list: string;
  readonly index: number;
  /** Which of a compatible upstream's keys it is; null where the entry is the account. */
  readonly key: number | null;
}

/** The pattern that stands for every model: panels take an account out of service with it. */
export const EVERY_MODEL = "*";

type Path = readonly (string | number)[];

const KEYS = "api-key-entries";

/** Every place: a key may stand there twice. */
export function placesOf(now: ConfigInForce, authIndexes: AuthIndexes, authIndex: AuthIndex): readonly KeyPlace[] {
  return [...authIndexes(now.config)].flatMap(([list, entries]) =>
    entries.flatMap((keys, index) =>
      keys.flatMap((one, key): readonly KeyPlace[] =>
        one === authIndex ? [{ list, index, key: keysAt(now, list, index).length === 0 ? null : key }] : [],
      ),
    ),
  );
}

export function pausing(now: ConfigInForce, places: readonly KeyPlace[], paused: boolean): readonly ConfigMutation[] {
  const value = paused ? true : undefined;
  return places.flatMap((place): readonly ConfigMutation[] => {
    const entry: Path = [place.list, place.index];
    const wakes = paused ? [] : wakingEntry(entry, rawList(now, place.list)[place.index]);
    if (place.key === null) return paused ? [{ path: [...entry, "disabled"], value }] : wakes;
    const keys = keysAt(now, place.list, place.index);
    if (wakes.length === 0) return [keySwitched([...entry, KEYS, place.key], keys[place.key], value)];
    // The upstream as a whole was off: it comes back with this key alone.
    return [
      ...wakes,
      ...keys.map((key, index) => keySwitched([...entry, KEYS, index], key, index === place.key ? undefined : true)),
    ];
  });
}

/** All of the entry, whichever of its keys is meant: they share their models. */
export function shutting(now: ConfigInForce, { list, index }: KeyPlace): ConfigMutation {
  const entry = rawList(now, list)[index];
  const excluded = isEntry(entry) ? entry["excluded-models"] : undefined;
  const others: readonly unknown[] = Array.isArray(excluded) ? excluded.filter((name) => name !== EVERY_MODEL) : [];
  return { path: [list, index, "excluded-models"], value: [...others, EVERY_MODEL] };
}

/** Undoes `shutting`, and whatever else keeps this key out of service; the entry's other keys are as they were. */
export function waking(now: ConfigInForce, { list, index, key }: KeyPlace): readonly ConfigMutation[] {
  const entry: Path = [list, index];
  const own = key === null ? undefined : keysAt(now, list, index)[key];
  return [
    ...wakingEntry(entry, rawList(now, list)[index]),
    ...(key !== null && isOff(own) ? [keySwitched([...entry, KEYS, key], own, undefined)] : []),
  ];
}

/** Undoes each way in which an entry can be out of service. */
function wakingEntry(path: Path, entered: unknown): readonly ConfigMutation[] {
  if (!isEntry(entered)) return [];
  const excluded = entered["excluded-models"];
  const isShut = Array.isArray(excluded) && excluded.includes(EVERY_MODEL);
  const others = isShut ? excluded.filter((pattern) => pattern !== EVERY_MODEL) : [];
  return [
    ...(isOff(entered) ? [{ path: [...path, "disabled"], value: undefined }] : []),
    ...(isShut ? [{ path: [...path, "excluded-models"], value: others.length === 0 ? undefined : others }] : []),
    ...(entered["weight"] === 0 ? [{ path: [...path, "weight"], value: undefined }] : []),
  ];
}

/** An upstream goes with its last key: without one it would be asked with none. */
export function removing(now: ConfigInForce, places: readonly KeyPlace[]): readonly ConfigMutation[] {
  const byEntry = Map.groupBy(places, ({ list, index }) => JSON.stringify([list, index]));
  const removals = [...byEntry.values()].flatMap((of): readonly Path[] => {
    const [{ list, index } = { list: "", index: 0 }] = of;
    const keys = of.flatMap(({ key }) => (key === null ? [] : [key]));
    const isLast = keys.length === keysAt(now, list, index).length;
    if (isLast) return [[list, index]];
    return keys.map((key) => [list, index, KEYS, key]);
  });
  // From the end, so that no index moves before its turn.
  return removals.toSorted(fromTheEnd).map((path) => ({ path, value: undefined }));
}

/** What may be said of an account whose key stands in config.yaml; the rest it does not have. */
const ENTRY_FIELDS: ReadonlySet<string> = new Set([
  "priority",
  "weight",
  "proxy_url",
  "prefix",
  "excluded_models",
  "headers",
]);
/** Of one of several keys of an upstream: the rest is the upstream's. */
const KEY_FIELDS: ReadonlySet<string> = new Set(["proxy_url"]);

/** `changes` as for an auth file (auth-files/field-changes.ts). */
export function saying(
  now: ConfigInForce,
  places: readonly KeyPlace[],
  changes: ReadonlyMap<string, unknown>,
):
  | { readonly kind: "edit"; readonly mutations: readonly ConfigMutation[] }
  | { readonly kind: "refused"; readonly reason: string } {
  const isShared = places.some(({ key }) => key !== null);
  const strange = [...changes.keys()].find((name) => !(isShared ? KEY_FIELDS : ENTRY_FIELDS).has(name));
  if (strange !== undefined) {
    const why = isShared ? "is its upstream's: change it there" : "is no field of a key in config.yaml";
    return { kind: "refused", reason: `${strange === "label" ? "alias" : strange}: ${why}` };
  }
  const mutations = places.flatMap((place) =>
    [...changes].flatMap(([name, value]) => said(now, place, { name, value })),
  );
  return { kind: "edit", mutations };
}

function said(
  now: ConfigInForce,
  place: KeyPlace,
  { name, value }: { readonly name: string; readonly value: unknown },
): readonly ConfigMutation[] {
  const entry: Path = [place.list, place.index];
  if (place.key !== null) {
    const keys = keysAt(now, place.list, place.index);
    const key = keys[place.key];
    const isPlain = !isEntry(key);
    const path = [...entry, KEYS, place.key];
    if (isPlain) return value === null ? [] : [{ path, value: { "api-key": key, "proxy-url": value } }];
    return [{ path: [...path, "proxy-url"], value: value ?? undefined }];
  }
  if (name === "headers") return headersChanged(entry, rawList(now, place.list)[place.index], value);
  return [{ path: [...entry, name.replaceAll("_", "-")], value: value ?? undefined }];
}

function keysAt(now: ConfigInForce, list: string, index: number): readonly unknown[] {
  const entry = rawList(now, list)[index];
  const keys = isEntry(entry) ? entry[KEYS] : undefined;
  return Array.isArray(keys) ? keys : [];
}

/** `path`: of the key, which may stand there alone. */
function keySwitched(path: Path, key: unknown, disabled: true | undefined): ConfigMutation {
  if (isEntry(key)) return { path: [...path, "disabled"], value: disabled };
  return { path, value: disabled === undefined ? key : { "api-key": key, disabled } };
}

function isOff(entry: unknown): boolean {
  return isEntry(entry) && entry["disabled"] === true;
}

function fromTheEnd(a: Path, b: Path): number {
  for (const [place, part] of a.entries()) {
    const other = b[place] ?? -1;
    if (typeof part === "number" && typeof other === "number" && part !== other) return other - part;
  }
  return 0;
}
