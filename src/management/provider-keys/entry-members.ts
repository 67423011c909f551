// What is said of an upstream's key, as members of its entry in config.yaml.

import type { ConfigMutation } from "../../config/edit-config.ts";
import { isEntry } from "../key-lists/raw-list.ts";

/** Names as in the API; null takes a member back. */
export type SaidOfKey = Readonly<Record<string, unknown>>;

type Path = readonly (string | number)[];

/** A new entry: what means nothing is left out. */
export function entryOf(said: SaidOfKey): Readonly<Record<string, unknown>> {
  const members = Object.entries(said).map(([name, value]) => [memberOf(name), valueOf(value)] as const);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined && !isEmptyMapping(value)));
}

/** Changes of an entry that is there. `before`: the entry as the file has it. */
export function changesOf(entry: Path, before: unknown, said: SaidOfKey): readonly ConfigMutation[] {
  return Object.entries(said).flatMap(([name, value]): readonly ConfigMutation[] => {
    if (value === undefined) return [];
    if (name === "headers") return headersChanged(entry, before, value);
    // Off is said, on is not.
    const written = name === "disabled" && value === false ? undefined : valueOf(value);
    return [{ path: [...entry, memberOf(name)], value: written }];
  });
}

/** Joined with those that are there, whatever their case; an empty value takes one out. */
export function headersChanged(entry: Path, before: unknown, changes: unknown): readonly ConfigMutation[] {
  const headers = new Map(Object.entries(isEntry(before) && isEntry(before["headers"]) ? before["headers"] : {}));
  for (const [name, value] of Object.entries(isEntry(changes) ? changes : {})) {
    const spelt = [...headers.keys()].find((one) => one.toLowerCase() === name.toLowerCase()) ?? name;
    if (value === "") headers.delete(spelt);
    else headers.set(spelt, value);
  }
  return [{ path: [...entry, "headers"], value: headers.size === 0 ? undefined : Object.fromEntries(headers) }];
}

function memberOf(name: string): string {
  return name.replaceAll("_", "-");
}

function valueOf(value: unknown): unknown {
  return value === null || value === "" ? undefined : value;
}

function isEmptyMapping(value: unknown): boolean {
  return isEntry(value) && Object.keys(value).length === 0;
}
