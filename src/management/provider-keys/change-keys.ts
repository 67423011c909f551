// Vendors' keys in config.yaml: added, changed, taken out.

import type { ConfigDocument, ConfigInForce } from "../../config/config-document.ts";
import type { AccountId } from "../../domain/ids.ts";
import { placesOf, removing } from "../accounts/key-places.ts";
import { changeConfig, type ConfigPlan, edit, NOT_FOUND, refused } from "../config/change-config.ts";
import { isEntry, rawList } from "../key-lists/raw-list.ts";
import type { AuthIndexes } from "../key-lists/upstream-lists.ts";
import { changesOf, entryOf, type SaidOfKey } from "./entry-members.ts";

export interface KeysDeps {
  readonly document: ConfigDocument;
  readonly authIndexes: AuthIndexes;
}

export type KeysChanged =
  /** `index`: where the entry stands now; -1 where it is gone. */
  | { readonly kind: "changed"; readonly index: number }
  | { readonly kind: "not_found" }
  /** Another entry has this key at this address, or this name: the second would serve nobody. */
  | { readonly kind: "exists" }
  | { readonly kind: "invalid" | "not_written"; readonly reason: string };

export interface WhichKey {
  /** The list in config.yaml, e.g. `codex-api-key`. */
  readonly list: string;
  readonly accountId: AccountId;
}

export function addKey(deps: KeysDeps, list: string, said: SaidOfKey): Promise<KeysChanged> {
  return changeKeys(deps, (now) => {
    const { length } = rawList(now, list);
    const entry = entryOf(said);
    return hasTwin(rawList(now, list), entry) ? EXISTS : { plan: appended(now, list, entry), index: length };
  });
}

export function changeKey(deps: KeysDeps, which: WhichKey, said: SaidOfKey): Promise<KeysChanged> {
  return changeKeys(deps, (now) => {
    const index = indexOf(now, deps, which);
    if (index === null) return MISSING;
    const entries = rawList(now, which.list);
    const before = entries[index];
    const after = { ...(isEntry(before) ? before : {}), ...entryOf(said), ...cleared(said) };
    if (hasTwin(entries.toSpliced(index, 1), after)) return EXISTS;
    return { plan: edit(...changesOf([which.list, index], before, said)), index };
  });
}

export function removeKey(deps: KeysDeps, which: WhichKey): Promise<KeysChanged> {
  return changeKeys(deps, (now) => {
    const places = placesOf(now, deps.authIndexes, authIndexOf(which)).filter(({ list }) => list === which.list);
    return places.length === 0 ? MISSING : { plan: edit(...removing(now, places)), index: -1 };
  });
}

export interface Planned {
  readonly plan: ConfigPlan;
  readonly index: number;
}

const TWIN = "exists";
export const EXISTS: Planned = { plan: refused(TWIN), index: -1 };
export const MISSING: Planned = { plan: NOT_FOUND, index: -1 };

export async function changeKeys(deps: KeysDeps, planner: (now: ConfigInForce) => Planned): Promise<KeysChanged> {
  let index = -1;
  const changed = await changeConfig(deps.document, (now) => {
    const planned = planner(now);
    ({ index } = planned);
    return planned.plan;
  });
  switch (changed.kind) {
    case "changed":
      return { kind: "changed", index };
    case "not_found":
      return { kind: "not_found" };
    case "not_written":
      return { kind: "not_written", reason: changed.reason };
    case "refused":
      if (changed.error === TWIN) return { kind: "exists" };
      return { kind: "invalid", reason: changed.message ?? changed.error };
  }
}

export function appended(now: ConfigInForce, list: string, entry: unknown): ConfigPlan {
  const { length } = rawList(now, list);
  return edit(length === 0 ? { path: [list], value: [entry] } : { path: [list, length], value: entry });
}

/** One key at two addresses is two accounts. */
function hasTwin(entries: readonly unknown[], entry: Readonly<Record<string, unknown>>): boolean {
  return entries.some(
    (one) => isEntry(one) && one["api-key"] === entry["api-key"] && baseUrlOf(one) === baseUrlOf(entry),
  );
}

function baseUrlOf(entry: Readonly<Record<string, unknown>>): string {
  const url = entry["base-url"];
  return typeof url === "string" ? url.trim().replace(/\/+$/, "") : "";
}

/** What `entryOf` leaves out, though it is said: nothing. */
function cleared(said: SaidOfKey): Readonly<Record<string, unknown>> {
  return said["base_url"] === null || said["base_url"] === "" ? { "base-url": undefined } : {};
}

function indexOf(now: ConfigInForce, { authIndexes }: KeysDeps, which: WhichKey): number | null {
  const places = placesOf(now, authIndexes, authIndexOf(which));
  return places.find(({ list }) => list === which.list)?.index ?? null;
}

function authIndexOf({ accountId }: WhichKey): string {
  return accountId.replace(/^acc_/, "");
}
