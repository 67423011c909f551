// The folder's files as the operator handles them. Whatever is done here is known to the folder when it returns.

import { type AuthFileShelf, isAuthFileName, type ShelvedFile } from "../domain/auth-file-shelf.ts";
import { writeAuthJson } from "./auth-json.ts";
import type { AuthFileEntry, FolderEntries } from "./folder-entries.ts";
import type { FolderFiles } from "./folder-files.ts";
import type { Known } from "./known-files.ts";
import { mapBounded } from "./map-bounded.ts";

interface ShelfDeps {
  readonly entries: FolderEntries;
  readonly files: FolderFiles;
  /** Told after every change. */
  changed(): void;
}

const REMOVED_AT_ONCE = 16;

export function createAuthFileShelf({ entries, files, changed }: ShelfDeps): AuthFileShelf {
  const alone = <Result>(fileName: string, task: (path: string) => Promise<Result>): Promise<Result> => {
    const path = entries.pathOf(fileName);
    return files.exclusively(path, () => task(path));
  };
  const write = async (path: string, fileName: string, text: string): Promise<void> => {
    await files.writeAtomic(path, text);
    await entries.read(fileName);
  };
  const remove = (fileName: string): Promise<boolean> =>
    alone(fileName, async (path) => {
      const removed = await files.remove(path);
      await entries.read(fileName);
      return removed;
    });

  return {
    async list() {
      await entries.scan();
      return [...entries.known()].map(([fileName, known]) => shelved(fileName, known));
    },
    async read(fileName) {
      if (!isAuthFileName(fileName)) return null;
      const path = entries.pathOf(fileName);
      return (await files.stat(path))?.kind === "file" ? files.read(path) : null;
    },
    async put(fileName, text) {
      if (!isAuthFileName(fileName)) throw new Error(`'${fileName}' is no auth file's name`);
      await alone(fileName, (path) => write(path, fileName, text));
      changed();
    },
    async edit(fileName, change) {
      if (!isAuthFileName(fileName)) return "missing";
      const outcome = await alone(fileName, async (path) => {
        const now = await entries.read(fileName);
        if (now === null) return "missing";
        if (now.json === null) return "broken";
        await write(path, fileName, writeAuthJson(change(now.json)));
        return "edited";
      });
      if (outcome === "edited") changed();
      return outcome;
    },
    async remove(fileNames) {
      const names = [...new Set(fileNames)].filter(isAuthFileName);
      const there = await mapBounded(names, REMOVED_AT_ONCE, remove);
      const removed = names.filter((_, index) => there[index] === true);
      if (removed.length > 0) changed();
      return removed;
    },
  };
}

function shelved(fileName: string, { stamp, entry, said }: Known): ShelvedFile {
  const { sizeBytes, modifiedAt } = stamp;
  const account = entry.kind === "account" ? entry.account : null;
  return { fileName, sizeBytes, modifiedAt, account, problem: problemOf(entry), said };
}

function problemOf(entry: AuthFileEntry): string | null {
  switch (entry.kind) {
    case "account":
      return null;
    case "unidentified":
      return "identity not known yet";
    case "broken":
      return entry.reason;
  }
}
