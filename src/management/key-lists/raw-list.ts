// A list of config.yaml as the file has it, which is what edits are planned on: it may say more than we understand.

import type { ConfigInForce } from "../../config/config-document.ts";

export type Entry = Readonly<Record<string, unknown>>;

export function rawList({ values }: ConfigInForce, name: string): readonly unknown[] {
  const list = isEntry(values) ? values[name] : undefined;
  return Array.isArray(list) ? list : [];
}

export function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An index that stands in an address or a body: null where it is none of this list. */
export function indexIn(list: readonly unknown[], given: unknown): number | null {
  const isIndex = typeof given === "number" && Number.isInteger(given) && given >= 0 && given < list.length;
  return isIndex ? given : null;
}

/** `[...]` or `{"items": [...]}`, which must not be empty; null where it is neither. */
export function itemsOf(body: unknown): readonly unknown[] | null {
  if (Array.isArray(body)) return body;
  if (!isEntry(body)) return null;
  const { items } = body;
  return Array.isArray(items) && items.length > 0 ? items : null;
}
