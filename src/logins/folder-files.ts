// What the auth files ask of a file system. Implemented in `platform/folder-files.ts`.

import type { Cancel } from "../domain/ports.ts";

export interface FolderFiles {
  /** Names of what lies directly in the folder, sorted; empty where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** null where there is nothing. Symlinks are followed. */
  stat(path: string): Promise<FileStamp | null>;
  /** The text as UTF-8. Rejects where it cannot be read. */
  read(path: string): Promise<string>;
  /** Replaces the text as a whole, mode 0600, in a folder that is made (0700) where it is missing. */
  writeAtomic(path: string, text: string): Promise<void>;
  /** False where there was none. */
  remove(path: string): Promise<boolean>;
  /** Calls back after the folder's entries have changed. */
  watch(folder: string, onChange: () => void): Cancel;
  /** Runs the task while no other task, of this process or another one, has the same path to itself. */
  exclusively<Result>(path: string, task: () => Promise<Result>): Promise<Result>;
}

export interface FileStamp {
  readonly kind: "file" | "folder" | "other";
  readonly sizeBytes: number;
  /** Epoch ms */
  readonly modifiedAt: number;
  /** Differs whenever the content may differ. */
  readonly version: string;
}
