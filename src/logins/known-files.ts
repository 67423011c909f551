// What was seen in each file at the last look, and which file has which account.

import type { SaidInFile } from "../domain/auth-file-shelf.ts";
import type { AccountId } from "../domain/ids.ts";
import type { AuthFileEntry } from "./folder-entries.ts";
import type { FileStamp } from "./folder-files.ts";
import { compareFreshness } from "./fresher-tokens.ts";

export interface Known {
  /** The file's version that was read. */
  readonly stamp: FileStamp;
  readonly entry: AuthFileEntry;
  readonly said: SaidInFile;
}

export interface KnownFiles {
  get(fileName: string): Known | undefined;
  /** null forgets the file. */
  set(fileName: string, known: Known | null): void;
  /** Replaces everything by what a scan saw, but for what was set while it ran: that is newer. */
  takeScan(scan: () => Promise<readonly (readonly [fileName: string, known: Known | null])[]>): Promise<void>;
  /** In the order in which they came. */
  entries(): ReadonlyMap<string, AuthFileEntry>;
  all(): ReadonlyMap<string, Known>;
  /** Of several files of one account the one with the newest tokens. May have changed since. */
  fileOf(id: AccountId): string | null;
}

export function createKnownFiles(): KnownFiles {
  const byName = new Map<string, Known>();
  const nameOf = new Map<AccountId, string>();
  /** Files set while scans run, with the number of the setting. */
  const touched = new Map<string, number>();
  let touches = 0;
  let scans = 0;

  function put(fileName: string, known: Known | null): void {
    if (known === null) {
      byName.delete(fileName);
      return;
    }
    byName.set(fileName, known);
    if (known.entry.kind !== "account") return;
    const { account } = known.entry;
    const other = byName.get(nameOf.get(account.id) ?? fileName);
    const isNewest =
      other?.entry.kind !== "account" ||
      other.entry.account.id !== account.id ||
      compareFreshness(account, other.entry.account) > 0;
    if (isNewest || !nameOf.has(account.id)) nameOf.set(account.id, fileName);
  }

  return {
    get: (fileName) => byName.get(fileName),
    set(fileName, known) {
      touches += 1;
      if (scans > 0) touched.set(fileName, touches);
      put(fileName, known);
    },
    async takeScan(scan) {
      const begunAt = touches;
      scans += 1;
      try {
        const files = new Map(await scan());
        for (const [name, at] of touched) if (at > begunAt) files.set(name, byName.get(name) ?? null);
        byName.clear();
        nameOf.clear();
        for (const [name, known] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) put(name, known);
      } finally {
        scans -= 1;
        if (scans === 0) touched.clear();
      }
    },
    all: () => byName,
    entries: () => new Map([...byName].map(([fileName, { entry }]) => [fileName, entry])),
    fileOf: (id) => nameOf.get(id) ?? null,
  };
}
