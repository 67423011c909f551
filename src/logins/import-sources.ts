// Where accounts to be imported are: a path becomes the files that hold them, with what stands beside them about their names.

import { basename, dirname, join } from "node:path";

import { isAuthFileName } from "../domain/auth-file-shelf.ts";
import type { JsonRecord } from "../providers/auth-file.ts";
import { LARGEST_AUTH_FILE_BYTES, readAuthJson } from "./auth-json.ts";
import type { FolderFiles } from "./folder-files.ts";
import { readCodexAuthRegistry, type Snapshot } from "./formats/codex-auth-registry.ts";

export type ImportSource =
  /** `fields`: what is to stand in each of its accounts' files, where these do not say it themselves. */
  | { readonly kind: "file"; readonly path: string; readonly fields: JsonRecord }
  | { readonly kind: "refused"; readonly path: string; readonly reason: string };

type Files = Pick<FolderFiles, "list" | "stat" | "read">;

/** What a tool keeps its login in. Whatever else stands in its folder is no account. */
const LOGIN_FILES: ReadonlyMap<string, string> = new Map([
  [".codex", "auth.json"],
  [".claude", ".credentials.json"],
  [".gemini", "oauth_creds.json"],
  [".qwen", "oauth_creds.json"],
]);

const REGISTRY = "registry.json";

/** Folders in folders are not looked into, but for codex-auth's `accounts/`. */
export async function sourcesAt(path: string, files: Files): Promise<readonly ImportSource[]> {
  const stamp = await files.stat(path).catch(() => null);
  if (stamp === null) return [refused(path, "there is no such file or folder")];
  if (stamp.kind !== "folder") return basename(path) === REGISTRY ? fromRegistry(path, files) : [file(path)];
  try {
    return await sourcesIn(path, files);
  } catch {
    return [refused(path, "the folder cannot be read")];
  }
}

async function sourcesIn(folder: string, files: Files): Promise<readonly ImportSource[]> {
  const names = await files.list(folder);
  const loginFile = LOGIN_FILES.get(basename(folder));
  const accounts = join(folder, "accounts", REGISTRY);
  if ((await files.stat(accounts).catch(() => null)) !== null) {
    // The login in use was refreshed last: it comes last, and wins over its snapshot.
    const active = names.includes("auth.json") ? [file(join(folder, "auth.json"))] : [];
    return [...(await fromRegistry(accounts, files)), ...active];
  }
  if (loginFile !== undefined && names.includes(loginFile)) return [file(join(folder, loginFile))];
  if (names.includes(REGISTRY)) return fromRegistry(join(folder, REGISTRY), files);
  const found = names.filter((name) => isAuthFileName(name) || name === ".credentials.json");
  return found.length === 0
    ? [refused(folder, "there are no *.json files in it")]
    : found.map((name) => file(join(folder, name)));
}

/** The snapshots that codex-auth's registry names; any other `registry.json` is a file like all others. */
async function fromRegistry(path: string, files: Files): Promise<readonly ImportSource[]> {
  const text = await textAt(path, files);
  const content = text.kind === "text" ? readAuthJson(text.text) : null;
  const registry = content?.kind === "object" ? readCodexAuthRegistry(content.json) : null;
  if (registry === null) return [file(path)];
  if (registry.kind === "refused") return [refused(path, registry.reason)];
  if (registry.snapshots.length === 0) return [refused(path, "it names no accounts")];
  return registry.snapshots.map((snapshot) => ({
    kind: "file",
    path: join(dirname(path), snapshot.fileName),
    fields: fieldsOf(snapshot),
  }));
}

function fieldsOf({ alias, accountName }: Snapshot): JsonRecord {
  return {
    ...(alias === null ? {} : { label: alias }),
    ...(accountName === null ? {} : { account_name: accountName }),
  };
}

export type FileText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "refused"; readonly reason: string };

export async function textAt(path: string, files: Pick<Files, "stat" | "read">): Promise<FileText> {
  const stamp = await files.stat(path).catch(() => null);
  if (stamp?.kind !== "file")
    return { kind: "refused", reason: stamp === null ? "there is no such file" : "it is no file" };
  if (stamp.sizeBytes > LARGEST_AUTH_FILE_BYTES) return { kind: "refused", reason: "it is larger than 10 MiB" };
  const text = await files.read(path).catch(() => null);
  return text === null
    ? { kind: "refused", reason: "it cannot be read; check its permissions" }
    : { kind: "text", text };
}

function file(path: string): ImportSource {
  return { kind: "file", path, fields: {} };
}

function refused(path: string, reason: string): ImportSource {
  return { kind: "refused", path, reason };
}
