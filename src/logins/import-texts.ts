// Many auth files at once, uploaded or pasted: each text may hold one account, a list of them, or one a line.

import type { AccountId, Sha256Hex } from "../domain/ids.ts";
import { accountLabel } from "./account-label.ts";
import { isJsonRecord, readAuthJson } from "./auth-json.ts";
import { readForeign } from "./formats/read-foreign.ts";
import type { TakeIn, TakenIn, TakeInOptions } from "./take-in-account.ts";

export interface ImportedItem {
  readonly source: string;
  /** 1, 2, ... where the source holds several; else null. */
  readonly item: number | null;
  readonly outcome: "imported" | "updated" | "unchanged" | "refused";
  readonly accountId: AccountId | null;
  /** E-mail or masked key. */
  readonly account: string | null;
  readonly reason: string | null;
}

export interface SourceText {
  readonly source: string;
  /** null where it is larger than any auth file is read. */
  readonly text: string | null;
}

interface Deps {
  readonly takeIn: TakeIn;
  readonly sha256: Sha256Hex;
}

/** A bad one never stops the others. In the order given. */
export async function importTexts(
  texts: readonly SourceText[],
  options: TakeInOptions,
  { takeIn, sha256 }: Deps,
): Promise<readonly ImportedItem[]> {
  const items: ImportedItem[] = [];
  /** A rehearsal writes nothing: what it would have taken in already is remembered here. */
  const rehearsed = new Set<AccountId>();
  for (const { source, item, found } of texts.flatMap(itemsIn)) {
    const taken = found.kind === "json" ? await takeIn(found.json, options) : found;
    const isTwin = "account" in taken && rehearsed.has(taken.account.id);
    items.push({ source, item, ...reported(isTwin ? { ...taken, kind: "unchanged", reason: TWIN } : taken, sha256) });
    if (options.dryRun === true && taken.kind === "imported") rehearsed.add(taken.account.id);
  }
  return items;
}

const TWIN = "another item of this import is the same account";
const KNOWN = "the account is there already; overwrite updates its tokens";

function reported(taken: TakenIn, sha256: Sha256Hex): Omit<ImportedItem, "source" | "item"> {
  if (!("account" in taken)) return { outcome: "refused", accountId: null, account: null, reason: taken.reason };
  const { account } = taken;
  const of = { accountId: account.id, account: accountLabel(account, sha256) };
  if (taken.kind === "known") return { outcome: "unchanged", ...of, reason: KNOWN };
  return { outcome: taken.kind, ...of, reason: taken.kind === "unchanged" ? taken.reason : null };
}

interface Item {
  readonly source: string;
  readonly item: number | null;
  readonly found:
    | { readonly kind: "json"; readonly json: unknown }
    | { readonly kind: "refused"; readonly reason: string };
}

function itemsIn({ source, text }: SourceText): readonly Item[] {
  if (text === null) return [refused(source, "it is larger than 10 MiB")];
  const content = readAuthJson(text);
  const list = content.kind === "object" ? [content.json] : content.kind === "list" ? content.items : linesOf(text);
  if (list === null) return [refused(source, content.kind === "broken" ? content.reason : "")];
  if (list.length === 0) return [refused(source, "it holds an empty list")];
  const all = list.flatMap(foundIn);
  const isAlone = content.kind === "object" && all.length === 1;
  return all.map((found, index) => ({ source, item: isAlone ? null : index + 1, found }));
}

/** An auth file, or what another program's export holds. */
function foundIn(json: unknown): readonly Item["found"][] {
  const foreign = isJsonRecord(json) ? readForeign(json) : null;
  if (foreign === null) return [{ kind: "json", json }];
  if (foreign.kind === "refused") return [foreign];
  if (foreign.items.length === 0) return [{ kind: "refused", reason: "it holds no accounts" }];
  return foreign.items.map((item) =>
    item.kind === "skipped" ? { kind: "refused", reason: item.reason } : { kind: "json", json: item.json },
  );
}

/** One JSON object a line; null where it is nothing of the kind. */
function linesOf(text: string): readonly unknown[] | null {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length < 2) return null;
  try {
    return lines.map((line): unknown => JSON.parse(line));
  } catch {
    return null;
  }
}

function refused(source: string, reason: string): Item {
  return { source, item: null, found: { kind: "refused", reason } };
}
