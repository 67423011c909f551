// How other programs hand accounts out, beside the auth files that providers read themselves. A format is one pure function
// from a JSON object to auth files of ours.

import type { JsonRecord } from "../../providers/auth-file.ts";

/** null: it is not of this format. */
export type ForeignFormat = (json: JsonRecord) => ForeignReading | null;

export type ForeignReading =
  | { readonly kind: "accounts"; readonly items: readonly ForeignItem[] }
  /** It is of this format, and cannot be read. */
  | { readonly kind: "refused"; readonly reason: string };

export type ForeignItem =
  /** An auth file in one of the provider's forms. */
  { readonly kind: "account"; readonly json: JsonRecord } | { readonly kind: "skipped"; readonly reason: string };

export function skippedItem(reason: string): ForeignItem {
  return { kind: "skipped", reason };
}

/** Without the members that say nothing. */
export function accountItem(json: JsonRecord): ForeignItem {
  return { kind: "account", json: Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null)) };
}
