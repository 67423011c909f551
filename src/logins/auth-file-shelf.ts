// The folder's files as the operator handles them. Whatever is done here is known to the folder when it returns.

import { type AuthFileShelf, isAuthFileName, type ShelfWrites, type ShelvedFile } from "../domain/auth-file-shelf.ts";
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
  const one = createOneByOne({ entries, files });
  const known = (): readonly ShelvedFile[] => [...entries.known()].map(([fileName, each]) => shelved(fileName, each));
  const writes = (told: () => void): ShelfWrites => ({
    async edit(fileName, change) {
      const outcome = await one.edit(fileName, change);
      if (outcome === "edited") told();
      return outcome;
    },
    async remove(fileNames) {
      const names = [...new Set(fileNames)].filter(isAuthFileName);
      const there = await mapBounded(names, REMOVED_AT_ONCE, one.remove);
      const removed = names.filter((_, index) => there[index] === true);
      if (removed.length > 0) told();
      return removed;
    },
  });

  return {
    async list() {
      await entries.scan();
      return known();
    },
    known,
    async read(fileName) {
      if (!isAuthFileName(fileName)) return null;
      const path = entries.pathOf(fileName);
      return (await files.stat(path))?.kind === "file" ? files.read(path) : null;
    },
    async put(fileName, text) {
      if (!isAuthFileName(fileName)) throw new Error(`'${fileName}' is no auth file's name`);
      await one.put(fileName, text);
      changed();
    },
    ...writes(changed),
    async inBulk(task) {
      let isChanged = false;
      const told = (): void => {
        isChanged = true;
      };
      try {
        return await task(writes(told));
      } finally {
        if (isChanged) changed();
      }
    },
  };
}

interface OneByOne {
  put(fileName: string, text: string): Promise<void>;
  readonly edit: AuthFileShelf["edit"];
  /** False where there was none. */
  remove(fileName: string): Promise<boolean>;
}

/** Each file while nobody else has it. */
function createOneByOne({ entries, files }: Pick<ShelfDeps, "entries" | "files">): OneByOne {
  const alone = <Result>(fileName: string, task: (path: string) => Promise<Result>): Promise<Result> => {
    const path = entries.pathOf(fileName);
    return files.exclusively(path, () => task(path));
  };
  const write = async (path: string, fileName: string, text: string): Promise<void> => {
    await files.writeAtomic(path, text);
    await entries.read(fileName);
  };
  return {
    put: (fileName, text) => alone(fileName, (path) => write(path, fileName, text)),
    async edit(fileName, change) {
      if (!isAuthFileName(fileName)) return "missing";
      return alone(fileName, async (path) => {
        const now = await entries.read(fileName);
        if (now === null) return "missing";
        if (now.json === null) return "broken";
        await write(path, fileName, writeAuthJson(change(now.json)));
        return "edited";
      });
    },
    remove: (fileName) =>
      alone(fileName, async (path) => {
        const removed = await files.remove(path);
        await entries.read(fileName);
        return removed;
      }),
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
