// An account comes into the folder: as a new file, or as newer tokens in the file it has.

import type { Account } from "../domain/account.ts";
import { isAuthFileName } from "../domain/auth-file-shelf.ts";
import type { Clock } from "../domain/ports.ts";
import type { AuthFileForm, JsonRecord } from "../providers/auth-file.ts";
import { writeAuthJson } from "./auth-json.ts";
import type { FolderEntries, ReadAuthFile } from "./folder-entries.ts";
import type { FolderFiles } from "./folder-files.ts";
import { compareFreshness, hasSameTokens, tokensOf } from "./fresher-tokens.ts";
import { type FormContext, parseForms } from "./parse-forms.ts";
import type { PreparedAuthFile } from "./prepare-auth-file.ts";

export type AddOutcome =
  | { readonly kind: "imported" | "updated"; readonly account: Account }
  /** The folder has these tokens or newer ones; `account` is the one it has. */
  | { readonly kind: "unchanged"; readonly account: Account; readonly reason: string }
  | { readonly kind: "skipped"; readonly reason: string };

export interface StoreOptions {
  /** Wanted name of a new file; taken where it is an auth file's name and free. */
  readonly fileName?: string;
  /** Tells what would be done and does nothing. */
  readonly dryRun?: boolean;
}

interface StoreDeps extends FormContext {
  readonly entries: FolderEntries;
  readonly files: FolderFiles;
  readonly clock: Clock;
}

interface FileOfAccount {
  readonly form: AuthFileForm;
  readonly json: JsonRecord;
  readonly account: Account;
}

interface Change {
  readonly outcome: AddOutcome;
  /** What the file is to hold; null where it stays as it is. */
  readonly json: JsonRecord | null;
}

/** Files of one wanted name that belong to others; more than this is nobody's accident. */
const MOST_NAMESAKES = 100;

export async function storeAuthFile(
  prepared: PreparedAuthFile,
  options: StoreOptions,
  deps: StoreDeps,
): Promise<AddOutcome> {
  if (prepared.kind !== "ready") return prepared;
  const { entries, files } = deps;
  for (const fileName of namesFor(prepared, await entries.fileOf(prepared.account.id), options)) {
    const path = entries.pathOf(fileName);
    const attempt = async (): Promise<AddOutcome | null> => {
      const now = await entries.read(fileName);
      const change = now === null ? asNewFile(prepared, fileName) : asUpdate(now, prepared, deps);
      if (change?.json && !options.dryRun) {
        await files.writeAtomic(path, writeAuthJson(change.json));
        await entries.read(fileName);
      }
      return change?.outcome ?? null;
    };
    // A rehearsal leaves no trace, not even a lock.
    const outcome = await (options.dryRun ? attempt() : files.exclusively(path, attempt));
    if (outcome !== null) return outcome;
  }
  return { kind: "skipped", reason: "every file name for it is taken by something else" };
}

/** The file it has, then the wanted name, then our own: two processes that import one account meet at the same name. */
function namesFor({ account, form }: FileOfAccount, has: string | null, options: StoreOptions): readonly string[] {
  const own = form.fileNameFor(account);
  const namesakes = Array.from({ length: MOST_NAMESAKES }, (_, index) => own.replace(/\.json$/, `-${index + 2}.json`));
  const wanted = options.fileName !== undefined && isAuthFileName(options.fileName) ? [options.fileName] : [];
  return [...(has === null ? [] : [has]), ...wanted, own, ...namesakes];
}

function asNewFile({ form, json, account }: FileOfAccount, fileName: string): Change {
  return { outcome: { kind: "imported", account: { ...account, fileName } }, json: form.normalise(json) };
}

/** Only the tokens are taken over: what the operator wrote into the file stays. null where the file is another's. */
function asUpdate(now: ReadAuthFile, incoming: FileOfAccount, deps: StoreDeps): Change | null {
  if (now.entry.kind !== "account" || now.json === null || now.entry.account.id !== incoming.account.id) return null;
  const { account, form } = now.entry;
  // Whatever was read from the folder has a name there.
  const fileName = account.fileName ?? "";
  if (hasSameTokens(incoming.account, account)) return unchanged(account, "these tokens are there already");
  if (compareFreshness(incoming.account, account) < 0) return unchanged(account, "newer tokens are there already");
  const refreshedAt = account.credentials.kind === "oauth" ? account.credentials.refreshedAt : null;
  const tokens = tokensOf(incoming.account, refreshedAt ?? deps.clock.now());
  if (tokens === null) return unchanged(account, "this key is there already");
  const json = form.withTokens(now.json, tokens);
  const written = parseForms({ json, fileName }, deps);
  if (written.form === null || written.parsed.kind !== "account" || written.parsed.account.id !== account.id) {
    return { outcome: { kind: "skipped", reason: `its tokens do not fit into ${fileName}` }, json: null };
  }
  return { outcome: { kind: "updated", account: written.parsed.account }, json };
}

function unchanged(account: Account, reason: string): Change {
  return { outcome: { kind: "unchanged", account, reason }, json: null };
}
