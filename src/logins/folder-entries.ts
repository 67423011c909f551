// What each file of the folder holds. A file is read again only when it has changed, so that thousands cost one look each.

import { join } from "node:path";

import type { Account } from "../domain/account.ts";
import { isAuthFileName, type SaidInFile } from "../domain/auth-file-shelf.ts";
import type { AccountId } from "../domain/ids.ts";
import type { AuthFileForm, JsonRecord } from "../providers/auth-file.ts";
import { LARGEST_AUTH_FILE_BYTES, readAuthJson } from "./auth-json.ts";
import { createKnownFiles, type Known } from "./known-files.ts";
import type { FileStamp, FolderFiles } from "./folder-files.ts";
import { mapBounded } from "./map-bounded.ts";
import { type FormContext, parseForms } from "./parse-forms.ts";

export type AuthFileEntry =
  | { readonly kind: "account"; readonly form: AuthFileForm; readonly account: Account }
  | {
      readonly kind: "unidentified";
      readonly form: AuthFileForm;
      readonly key: string;
    }
  | { readonly kind: "broken"; readonly reason: string };

/** `json` is null where the file holds no JSON object. */
export interface ReadAuthFile {
  readonly entry: AuthFileEntry;
  readonly json: JsonRecord | null;
}

export interface FolderEntries {
  pathOf(fileName: string): string;
  /** All auth files by name, in order of their names; what has not changed since the last look is not read again. */
  scan(): Promise<ReadonlyMap<string, AuthFileEntry>>;
  /** One file as it stands now; null where it is gone or no auth file's name. */
  read(fileName: string): Promise<ReadAuthFile | null>;
  /** Corrects what is known of a file until it changes. */
  correct(fileName: string, entry: AuthFileEntry): void;
  /** An account as of the last look; null where none matches. */
  find(matches: (account: Account) => boolean): Promise<Account | null>;
  /** Name of the file that held the account at the last look. */
  fileOf(id: AccountId): Promise<string | null>;
  hasUnidentified(): boolean;
  /** All files as of the last look, with whatever was read or written since. */
  known(): ReadonlyMap<string, Known>;
}

interface EntriesDeps extends FormContext {
  readonly dir: string;
  readonly files: FolderFiles;
}

const READS_AT_ONCE = 64;

export function createFolderEntries(deps: EntriesDeps): FolderEntries {
  const { dir, files } = deps;
  const pathOf = (fileName: string): string => join(dir, fileName);
  const known = createKnownFiles();
  /** The first look, which is for whoever needs one; one that failed is none. */
  let scanned: Promise<unknown> | null = null;

  async function look(fileName: string): Promise<Known | null> {
    const stamp = await stampOf(files, pathOf(fileName));
    if (stamp === null) return null;
    const before = known.get(fileName);
    if (before?.stamp.version === stamp.version) return before;
    return knownAs(stamp, await readEntry({ path: pathOf(fileName), fileName, stamp }, deps));
  }

  async function lookAtAll(): Promise<ReadonlyMap<string, AuthFileEntry>> {
    await known.takeScan(async () => {
      const names = (await files.list(dir)).filter(isAuthFileName);
      const looked = await mapBounded(names, READS_AT_ONCE, look);
      return names.map((name, index) => [name, looked[index] ?? null]);
    });
    return known.entries();
  }

  function scan(): Promise<ReadonlyMap<string, AuthFileEntry>> {
    const scanning = lookAtAll();
    if (scanned === null) {
      scanned = scanning;
      scanning.catch(() => (scanned = null));
    }
    return scanning;
  }

  const onceScanned = (): Promise<unknown> => scanned ?? scan();

  return {
    pathOf,
    scan,
    async read(fileName) {
      if (!isAuthFileName(fileName)) return null;
      const stamp = await stampOf(files, pathOf(fileName));
      const read = stamp === null ? null : await readEntry({ path: pathOf(fileName), fileName, stamp }, deps);
      known.set(fileName, knownAs(stamp, read));
      return read;
    },
    correct(fileName, entry) {
      const before = known.get(fileName);
      if (before !== undefined) known.set(fileName, { ...before, entry });
    },
    async find(matches) {
      await onceScanned();
      for (const entry of known.entries().values()) {
        if (entry.kind === "account" && matches(entry.account)) return entry.account;
      }
      return null;
    },
    async fileOf(id) {
      await onceScanned();
      return known.fileOf(id);
    },
    known: known.all,
    hasUnidentified: () => [...known.entries().values()].some(({ kind }) => kind === "unidentified"),
  };
}

/** null where there is no such file; a folder is none. */
async function stampOf(files: FolderFiles, path: string): Promise<FileStamp | null> {
  const stamp = await files.stat(path).catch(() => null);
  return stamp?.kind === "file" ? stamp : null;
}

/** What lists show beside the account. Nothing secret: a field of another kind than expected is left out. */
const SHOWN_FIELDS: Readonly<Record<string, "string" | "number" | "boolean">> = {
  type: "string",
  email: "string",
  label: "string",
  account_name: "string",
  note: "string",
  project_id: "string",
  weight: "number",
  websockets: "boolean",
  using_api: "boolean",
  disable_cooling: "boolean",
  request_retry: "number",
};

function saidIn(json: JsonRecord | null): SaidInFile {
  if (json === null) return {};
  const shown = Object.entries(SHOWN_FIELDS).filter(([name, type]) => typeof json[name] === type);
  return Object.fromEntries(shown.map(([name]) => [name, json[name]])) as SaidInFile;
}

function knownAs(stamp: FileStamp | null, read: ReadAuthFile | null): Known | null {
  return stamp === null || read === null ? null : { stamp, entry: read.entry, said: saidIn(read.json) };
}

interface Place {
  readonly path: string;
  readonly fileName: string;
  readonly stamp: FileStamp;
}

/** null where the file is gone in the meantime. */
async function readEntry({ path, fileName, stamp }: Place, deps: EntriesDeps): Promise<ReadAuthFile | null> {
  if (stamp.sizeBytes > LARGEST_AUTH_FILE_BYTES) return unreadable("it is larger than 10 MiB");
  let text: string;
  try {
    text = await deps.files.read(path);
  } catch (error) {
    const code = errorCode(error);
    return code === "ENOENT" ? null : unreadable(`it cannot be read (${code})`);
  }
  const content = readAuthJson(text);
  if (content.kind === "broken") return unreadable(content.reason);
  if (content.kind === "list") return unreadable("it holds a list of accounts; `switchyard import` takes it apart");
  const { json } = content;
  const found = parseForms({ json, fileName }, deps);
  if (found.form === null) return { entry: { kind: "broken", reason: found.reason }, json };
  return { entry: { form: found.form, ...found.parsed }, json };
}

function unreadable(reason: string): ReadAuthFile {
  return { entry: { kind: "broken", reason }, json: null };
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error";
}
