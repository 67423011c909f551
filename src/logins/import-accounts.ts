// Import: files and folders that somebody else's tool wrote become accounts of ours. One bad file never stops the others.

import { join } from "node:path";

import type { Account } from "../domain/account.ts";
import { isAuthFileName } from "../domain/auth-file-shelf.ts";
import type { AccountId, Sha256Hex } from "../domain/ids.ts";
import { accountLabel } from "./account-label.ts";
import type { AuthFileFolder } from "./auth-file-folder.ts";
import { LARGEST_AUTH_FILE_BYTES, readAuthJson } from "./auth-json.ts";
import type { FolderFiles } from "./folder-files.ts";
import { compareFreshness, hasSameTokens } from "./fresher-tokens.ts";
import { mapBounded } from "./map-bounded.ts";
import type { PreparedAuthFile } from "./prepare-auth-file.ts";
import type { AddOutcome } from "./store-auth-file.ts";

export interface ImportReport {
  readonly dryRun: boolean;
  /** In the order of the paths given; a folder's files by name. */
  readonly entries: readonly ImportEntry[];
}

export interface ImportEntry {
  /** Path of the file. */
  readonly source: string;
  /** 1, 2, ... within a file that holds a list; else null. */
  readonly item: number | null;
  readonly outcome: AddOutcome["kind"];
  /** E-mail or masked key; null where skipped. */
  readonly account: string | null;
  /** Why it was skipped or left as it is; else null. */
  readonly reason: string | null;
}

export interface ImportInput {
  readonly paths: readonly string[];
  readonly dryRun?: boolean;
}

interface ImportDeps {
  readonly files: Pick<FolderFiles, "list" | "stat" | "read">;
  readonly folder: Pick<AuthFileFolder, "prepare" | "store">;
  readonly sha256: Sha256Hex;
}

interface Found {
  readonly source: string;
  readonly item: number | null;
  readonly content: { readonly kind: "json"; readonly json: unknown } | Extract<PreparedAuthFile, { kind: "skipped" }>;
}

const AT_ONCE = 8;

export async function importAccounts({ paths, dryRun = false }: ImportInput, deps: ImportDeps): Promise<ImportReport> {
  const sources = (await mapBounded(paths, AT_ONCE, (path) => sourcesAt(path, deps.files))).flat();
  const found = (await mapBounded(sources, AT_ONCE, (source) => contentsOf(source, deps.files))).flat();
  const prepared = await mapBounded(found, AT_ONCE, async ({ content }) =>
    content.kind === "json" ? deps.folder.prepare(content.json) : content,
  );
  const rehearsed = new Map<AccountId, Account>();
  const entries: ImportEntry[] = [];
  // One after the other: where two are the same account, the order decides and the report can say what happened.
  for (const [index, { source, item }] of found.entries()) {
    const one = prepared[index];
    if (one === undefined) continue;
    const stored = await deps.folder.store(one, { dryRun });
    const outcome = dryRun ? rehearse(stored, one, rehearsed) : stored;
    entries.push({
      source,
      item,
      outcome: outcome.kind,
      account: outcome.kind === "skipped" ? null : accountLabel(outcome.account, deps.sha256),
      reason: outcome.kind === "skipped" || outcome.kind === "unchanged" ? outcome.reason : null,
    });
  }
  return { dryRun, entries };
}

/** The second file of an account finds what the first would have written, though nothing is written. */
function rehearse(outcome: AddOutcome, incoming: PreparedAuthFile, rehearsed: Map<AccountId, Account>): AddOutcome {
  if (incoming.kind !== "ready" || outcome.kind === "skipped") return outcome;
  const { account } = incoming;
  const before = rehearsed.get(account.id);
  if (before !== undefined && (hasSameTokens(account, before) || compareFreshness(account, before) < 0)) {
    return { kind: "unchanged", account: before, reason: "another file in this import has these tokens or newer ones" };
  }
  if (outcome.kind !== "unchanged") rehearsed.set(account.id, account);
  return before === undefined || outcome.kind !== "imported" ? outcome : { ...outcome, kind: "updated" };
}

/** The file itself, or the folder's own auth files; folders in folders are not looked into. */
async function sourcesAt(path: string, files: ImportDeps["files"]): Promise<readonly (string | Found)[]> {
  const stamp = await files.stat(path).catch(() => null);
  if (stamp === null) return [refused(path, "there is no such file or folder")];
  if (stamp.kind !== "folder") return [path];
  try {
    const names = (await files.list(path)).filter(isAuthFileName);
    return names.length === 0
      ? [refused(path, "there are no *.json files in it")]
      : names.map((name) => join(path, name));
  } catch {
    return [refused(path, "the folder cannot be read")];
  }
}

async function contentsOf(source: string | Found, files: ImportDeps["files"]): Promise<readonly Found[]> {
  if (typeof source !== "string") return [source];
  const stamp = await files.stat(source).catch(() => null);
  if (stamp?.kind === "folder") return [];
  if (stamp?.kind !== "file") return [refused(source, "it is no file")];
  if (stamp.sizeBytes > LARGEST_AUTH_FILE_BYTES) return [refused(source, "it is larger than 10 MiB")];
  const text = await files.read(source).catch(() => null);
  if (text === null) return [refused(source, "it cannot be read; check its permissions")];
  const content = readAuthJson(text);
  if (content.kind === "broken") return [refused(source, content.reason)];
  if (content.kind === "object") return [{ source, item: null, content: { kind: "json", json: content.json } }];
  if (content.items.length === 0) return [refused(source, "it holds an empty list")];
  return content.items.map((json, index) => ({ source, item: index + 1, content: { kind: "json", json } }));
}

function refused(source: string, reason: string): Found {
  return { source, item: null, content: { kind: "skipped", reason } };
}
