// Accounts that go: their auth files, what is remembered of them, and backups that hold their logins.

import type { AuthFileShelf } from "../../domain/auth-file-shelf.ts";
import type { AccountId, AuthIndex } from "../../domain/ids.ts";

interface Deps {
  readonly shelf: Pick<AuthFileShelf, "list" | "inBulk">;
  forget(id: AccountId): Promise<void>;
  /** Returns how many there were. */
  removeBackups(authIndex: AuthIndex): Promise<number>;
}

export interface RemovedAccounts {
  /** Names of the auth files that are gone. */
  readonly files: readonly string[];
  readonly backups: number;
}

/** With every file of theirs, so that no older copy takes a removed one's place. */
export async function removeAccounts(
  accounts: readonly { readonly id: AccountId; readonly authIndex: AuthIndex }[],
  { shelf, forget, removeBackups }: Deps,
): Promise<RemovedAccounts> {
  const ids = new Set(accounts.map(({ id }) => id));
  const theirs = (await shelf.list()).filter(({ account }) => account !== null && ids.has(account.id));
  const files = await shelf.inBulk((writes) => writes.remove(theirs.map(({ fileName }) => fileName)));
  let backups = 0;
  for (const { id, authIndex } of accounts) {
    backups += await removeBackups(authIndex);
    await forget(id);
  }
  return { files, backups };
}
