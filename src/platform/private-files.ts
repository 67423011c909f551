// Text files that only their owner may read, written whole and watched: what the config and the auth files stand on.

import { readFile } from "node:fs/promises";

import type { Cancel, Clock } from "../domain/ports.ts";
import { ensurePrivateDir, writeFileAtomic } from "./atomic-file.ts";
import { watchPath } from "./watch-path.ts";

export interface PrivateFiles {
  /** The text, or null where there is no such file. */
  read(path: string): Promise<string | null>;
  /** Atomic, mode 0600. */
  write(path: string, text: string): Promise<void>;
  /** Mode 0700 where it is made now. */
  ensureFolder(path: string): Promise<void>;
  watch(path: string, onChange: () => void): Cancel;
}

export function createPrivateFiles(deps: { readonly clock: Clock }): PrivateFiles {
  return {
    read: readTextOrNull,
    write: (path, text) => writeFileAtomic(path, text),
    ensureFolder: ensurePrivateDir,
    watch: (path, onChange) => watchPath(path, onChange, deps),
  };
}

async function readTextOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
