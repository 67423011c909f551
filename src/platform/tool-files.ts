// Files of other programs, which we read and replace as a whole: they keep the permissions they have.

import { readdir, readFile, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";

import type { Clock } from "../domain/ports.ts";
import { ensurePrivateDir, writeFileAtomic } from "./atomic-file.ts";
import { createPathLock, type PathLock } from "./path-lock.ts";

export interface DiskToolFiles extends PathLock {
  /** null where there is no such file. */
  read(path: string): Promise<string | null>;
  isFolder(path: string): Promise<boolean>;
  /** Sorted; empty where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Epoch ms; null where there is nothing. */
  modifiedAt(path: string): Promise<number | null>;
  /** A file that exists keeps its permissions; a new one is 0600, and its folder, where it is made now, 0700. */
  write(path: string, text: string): Promise<void>;
  /** False where there was none. */
  remove(path: string): Promise<boolean>;
}

const PERMISSION_BITS = 0o777;

export function createToolFiles(deps: { readonly clock: Clock }): DiskToolFiles {
  return {
    ...createPathLock(deps),
    read: (path) => unlessMissing(readFile(path, "utf8")),
    isFolder: async (path) => (await stat(path).catch(() => null))?.isDirectory() ?? false,
    list: async (folder) => ((await unlessMissing(readdir(folder))) ?? []).toSorted(),
    modifiedAt: async (path) => (await unlessMissing(stat(path)))?.mtimeMs ?? null,
    async write(path, text) {
      await ensurePrivateDir(dirname(path));
      const before = await stat(path).catch(() => null);
      await writeFileAtomic(path, text, before === null ? {} : { mode: before.mode & PERMISSION_BITS });
    },
    remove: async (path) => (await unlessMissing(unlink(path).then(() => true))) ?? false,
  };
}

async function unlessMissing<Value>(asked: Promise<Value>): Promise<Value | null> {
  try {
    return await asked;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw error;
  }
}
