// Import: files and folders that somebody else's tool wrote become accounts of ours. One bad file never stops the others.

import type { Account } from "../domain/account.ts";
import type { AccountId, Sha256Hex } from "../domain/ids.ts";
import type { Clock } from "../domain/ports.ts";
import type { JsonRecord } from "../providers/auth-file.ts";
import { accountLabel } from "./account-label.ts";
import type { AuthFileFolder } from "./auth-file-folder.ts";
import { isJsonRecord, readAuthJson } from "./auth-json.ts";
import type { FolderFiles } from "./folder-files.ts";
import { readForeign } from "./formats/read-foreign.ts";
import { compareFreshness, hasSameTokens } from "./fresher-tokens.ts";
import { createImportedNames, type ImportedNames } from "./imported-names.ts";
import { type ImportSource, sourcesAt, textAt } from "./import-sources.ts";
import { mapBounded } from "./map-bounded.ts";
import type { PreparedAuthFile } from "./prepare-auth-file.ts";
import type { AddOutcome } from "./store-auth-file.ts";

export interface ImportReport {
  readonly dryRun: boolean;
  /** In the order of the paths given; a folder's files by name. */
  readonly entries: readonly ImportEntry[];
}

export interface ImportEntry {
  /** Path of the file; `-` for standard input. */
  readonly source: string;
  /** 1, 2, ... within a file that holds several; else null. */
  readonly item: number | null;
  readonly outcome: AddOutcome["kind"];
  /** null where skipped. */
  readonly accountId: AccountId | null;
  /** E-mail or masked key; null where skipped. */
  readonly account: string | null;
  /** Why it was skipped or left as it is; else null. */
  readonly reason: string | null;
  /** What the operator should know of it all the same; null: nothing. */
  readonly note: string | null;
}

export interface ImportInput {
  readonly paths: readonly string[];
  /** What stands for the path `-`. */
  readonly stdin?: string;
  readonly dryRun?: boolean;
  /** What to call the account; needs exactly one. */
  readonly alias?: string | null;
  /** Whose a file is that does not say so itself. */
  readonly provider?: string | null;
}

export interface ImportDeps {
  readonly files: Pick<FolderFiles, "list" | "stat" | "read">;
  readonly folder: Pick<AuthFileFolder, "prepare" | "store" | "shelf">;
  readonly sha256: Sha256Hex;
  readonly clock: Pick<Clock, "now">;
}

interface Found {
  readonly source: string;
  readonly item: number | null;
  readonly content: { readonly kind: "json"; readonly json: unknown } | Skipped;
}

type Skipped = Extract<PreparedAuthFile, { kind: "skipped" }>;

const AT_ONCE = 8;

export async function importAccounts(input: ImportInput, deps: ImportDeps): Promise<ImportReport> {
  const { paths, dryRun = false, alias = null } = input;
  const sources = (await mapBounded(paths, AT_ONCE, (path) => sourcesOf(path, deps.files))).flat();
  const found = (await mapBounded(sources, AT_ONCE, (source) => contentsOf(source, input, deps.files))).flat();
  const prepared = await mapBounded(found, AT_ONCE, async ({ content }) =>
    content.kind === "json" ? stillAlive(await deps.folder.prepare(content.json), deps.clock) : content,
  );
  const names = createImportedNames(await deps.folder.shelf.list(), alias);
  const refusal = names.refusal(prepared.flatMap((one) => (one.kind === "skipped" ? [] : [one.account])));
  const rehearsed = new Map<AccountId, Account>();
  const entries: ImportEntry[] = [];
  // One after the other: where two are the same account, the order decides and the report can say what happened.
  for (const [index, one] of found.entries()) {
    const incoming = prepared[index];
    if (incoming === undefined) continue;
    const wanted = refusal === null || incoming.kind === "skipped" ? incoming : skipped(refusal);
    entries.push(await importOne({ one, incoming: wanted, dryRun, names, rehearsed }, deps));
  }
  return { dryRun, entries };
}

interface Turn {
  readonly one: Found;
  readonly incoming: PreparedAuthFile;
  readonly dryRun: boolean;
  readonly names: ImportedNames;
  readonly rehearsed: Map<AccountId, Account>;
}

async function importOne({ one, incoming, dryRun, names, rehearsed }: Turn, deps: ImportDeps): Promise<ImportEntry> {
  const { source, item } = one;
  const named = names.settle(incoming);
  const stored = await deps.folder.store(named.prepared, { dryRun });
  const outcome = dryRun ? rehearse(stored, incoming, rehearsed) : stored;
  if (outcome.kind === "skipped") {
    return { source, item, outcome: "skipped", accountId: null, account: null, reason: outcome.reason, note: null };
  }
  const { account } = outcome;
  if (!dryRun && outcome.kind !== "imported") await names.write(account, named.label, deps.folder.shelf);
  return {
    source,
    item,
    outcome: outcome.kind,
    accountId: account.id,
    account: accountLabel(account, deps.sha256),
    reason: outcome.kind === "unchanged" ? outcome.reason : null,
    note: [named.note, endNote(account)].filter((note) => note !== null).join("; ") || null,
  };
}

/** A login that has ended and cannot be renewed would be dead on arrival. */
function stillAlive(prepared: PreparedAuthFile, { now }: Pick<Clock, "now">): PreparedAuthFile {
  const endsAt = prepared.kind === "ready" ? endOf(prepared.account) : null;
  if (prepared.kind !== "ready" || endsAt === null || endsAt > now()) return prepared;
  const { provider } = prepared.account;
  return skipped(
    `its login ended on ${dateOf(endsAt)} and has no refresh token; sign in with \`switchyard login ${provider}\``,
  );
}

function endNote(account: Account): string | null {
  const endsAt = endOf(account);
  return endsAt === null ? null : `it has no refresh token, so this login ends on ${dateOf(endsAt)}`;
}

/** When a login ends that nobody can renew, epoch ms; null for all others. */
function endOf({ credentials }: Account): number | null {
  return credentials.kind === "oauth" && credentials.refreshToken === null ? credentials.expiresAt : null;
}

function dateOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
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

type Files = ImportDeps["files"];

async function sourcesOf(path: string, files: Files): Promise<readonly ImportSource[]> {
  return path === "-" ? [{ kind: "file", path, fields: {} }] : sourcesAt(path, files);
}

async function contentsOf(source: ImportSource, input: ImportInput, files: Files): Promise<readonly Found[]> {
  const refused = (reason: string): readonly Found[] => [{ source: source.path, item: null, content: skipped(reason) }];
  if (source.kind === "refused") return refused(source.reason);
  const { path } = source;
  // A folder among the files of a folder is passed over.
  if (path !== "-" && (await files.stat(path).catch(() => null))?.kind === "folder") return [];
  const read = path === "-" ? { kind: "text" as const, text: input.stdin ?? "" } : await textAt(path, files);
  if (read.kind === "refused") return refused(read.reason);
  const content = readAuthJson(read.text);
  if (content.kind === "broken") return refused(content.reason);
  const objects = content.kind === "object" ? [content.json] : content.items;
  if (objects.length === 0) return refused("it holds an empty list");
  const items = objects.flatMap((json) => itemsIn(json, { ...source.fields, ...hintOf(json, input) }));
  return items.map((item, index) => ({
    source: path,
    item: content.kind === "list" || items.length > 1 ? index + 1 : null,
    content: item,
  }));
}

function itemsIn(json: unknown, fields: JsonRecord): readonly Found["content"][] {
  if (!isJsonRecord(json)) return [{ kind: "json", json }];
  const reading = readForeign(json);
  if (reading === null) return [{ kind: "json", json: { ...fields, ...json } }];
  if (reading.kind === "refused") return [skipped(reading.reason)];
  if (reading.items.length === 0) return [skipped("it holds no accounts")];
  return reading.items.map((item) =>
    item.kind === "skipped" ? item : { kind: "json", json: { ...fields, ...item.json } },
  );
}

/** A tool's own file names no type, and needs none: its form is known by itself. */
function hintOf(json: unknown, { provider = null }: ImportInput): JsonRecord {
  return provider === null || !isJsonRecord(json) ? {} : { type: provider };
}

function skipped(reason: string): Skipped {
  return { kind: "skipped", reason };
}
