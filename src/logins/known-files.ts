// What was seen in each file at the last look, and which file has which account.

import type { AccountId } from "../domain/ids.ts";
import type { AuthFileEntry } from "./folder-entries.ts";
import { compareFreshness } from "./fresher-tokens.ts";

export interface Known {
  /** The file's version that was read. */
  readonly version: string;
  readonly entry: AuthFileEntry;
}

export interface KnownFiles {
  get(fileName: string): Known | undefined;
  /** null forgets the file. */
  set(fileName: string, known: Known | null): void;
  replaceAll(files: readonly (readonly [fileName: string, known: Known | null])[]): void;
  /** In the order in which they came. */
  entries(): ReadonlyMap<string, AuthFileEntry>;
  /** Of several files of one account the one with the newest tokens. May have changed since. */
  fileOf(id: AccountId): string | null;
}

export function createKnownFiles(): KnownFiles {
  const byName = new Map<string, Known>();
  const nameOf = new Map<AccountId, string>();

  function set(fileName: string, known: Known | null): void {
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
    set,
    replaceAll(files) {
      byName.clear();
      nameOf.clear();
      for (const [fileName, known] of files) set(fileName, known);
    },
    entries: () => new Map([...byName].map(([fileName, { entry }]) => [fileName, entry])),
    fileOf: (id) => nameOf.get(id) ?? null,
  };
}
