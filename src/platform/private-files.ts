// Text files that only their owner may read, written whole and watched: what the config and the auth files stand on.

import { readFile } from "node:fs/promises";

import type { Cancel, Clock } from "../domain/ports.ts";
import { ensurePrivateDir, writeFileAtomic, type WriteOptions } from "./atomic-file.ts";
import { unlessMissing } from "./unless-missing.ts";
import { watchPath } from "./watch-path.ts";

export interface PrivateFiles {
  /** The text, or null where there is no such file. */
  read(path: string): Promise<string | null>;
  /** Atomic, mode 0600. */
  write(path: string, text: string, options?: Pick<WriteOptions, "inPlaceOf">): Promise<boolean>;
  /** Mode 0700 where it is made now. */
  ensureFolder(path: string): Promise<void>;
  watch(path: string, onChange: () => void): Cancel;
}

export function createPrivateFiles(deps: { readonly clock: Clock }): PrivateFiles {
  return {
    read: (path) => unlessMissing(readFile(path, "utf8")),
    write: writeFileAtomic,
    ensureFolder: ensurePrivateDir,
    watch: (path, onChange) => watchPath(path, onChange, deps),
  };
}
