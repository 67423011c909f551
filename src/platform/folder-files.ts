// A folder of small private files that several processes read, write and watch: what the auth files stand on.

import type { BigIntStats } from "node:fs";
import { readdir, readFile, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";

import type { Cancel, Clock } from "../domain/ports.ts";
import { ensurePrivateDir, writeFileAtomic } from "./atomic-file.ts";
import { createPathLock, type PathLock } from "./path-lock.ts";
import { unlessMissing } from "./unless-missing.ts";
import { watchPath } from "./watch-path.ts";

export interface DiskFolderFiles extends PathLock {
  /** Names of what lies directly in the folder, sorted; empty where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** null where there is nothing. Symlinks are followed. */
  stat(path: string): Promise<DiskFileStamp | null>;
  read(path: string): Promise<string>;
  /** Mode 0600, in a folder that is made (0700) where it is missing. */
  writeAtomic(path: string, text: string): Promise<void>;
  /** False where there was none. */
  remove(path: string): Promise<boolean>;
  watch(folder: string, onChange: () => void): Cancel;
}

export interface DiskFileStamp {
  readonly kind: "file" | "folder" | "other";
  readonly sizeBytes: number;
  /** Epoch ms */
  readonly modifiedAt: number;
  /** Differs whenever the content may differ. */
  readonly version: string;
}

export function createFolderFiles(deps: { readonly clock: Clock }): DiskFolderFiles {
  return {
    ...createPathLock(deps),
    list: async (folder) => ((await unlessMissing(readdir(folder))) ?? []).toSorted(),
    async stat(path) {
      const found = await unlessMissing(stat(path, { bigint: true }));
      return found === null ? null : stampOf(found);
    },
    read: (path) => readFile(path, "utf8"),
    async writeAtomic(path, text) {
      await ensurePrivateDir(dirname(path));
      await writeFileAtomic(path, text);
    },
    remove: async (path) => (await unlessMissing(unlink(path).then(() => true))) ?? false,
    watch: (folder, onChange) => watchPath(folder, onChange, deps),
  };
}

function stampOf(found: BigIntStats): DiskFileStamp {
  return {
    kind: found.isFile() ? "file" : found.isDirectory() ? "folder" : "other",
    sizeBytes: Number(found.size),
    modifiedAt: Number(found.mtimeMs),
    // The inode too: a file renamed into place within one tick of the clock is another file all the same.
    version: `${found.ino}:${found.size}:${found.mtimeNs}:${found.ctimeNs}`,
  };
}
