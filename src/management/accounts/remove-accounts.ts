// Accounts that go: their auth files, their keys in config.yaml, what is remembered of them, and backups that hold their logins.

import type { AuthFileShelf } from "../../domain/auth-file-shelf.ts";
import type { AccountId, AuthIndex } from "../../domain/ids.ts";
import type { AccountChanged } from "./change-account.ts";

interface Deps {
  /** Takes the account's key out of config.yaml, where it stands there. */
  removeKeys(authIndex: AuthIndex): Promise<AccountChanged>;
  readonly shelf: Pick<AuthFileShelf, "list" | "inBulk">;
  forget(id: AccountId): Promise<void>;
  /** Returns how many there were. */
  removeBackups(authIndex: AuthIndex): Promise<number>;
}

export type RemovedAccounts =
  | {
      readonly kind: "removed";
      /** Names of the auth files that are gone. */
      readonly files: readonly string[];
      readonly backups: number;
    }
  /** config.yaml would not have it: the files of all are as they were. */
  | { readonly kind: "refused"; readonly reason: string };

/** With every file of theirs, so that no older copy takes a removed one's place. */
export async function removeAccounts(
  accounts: readonly { readonly id: AccountId; readonly authIndex: AuthIndex }[],
  { removeKeys, shelf, forget, removeBackups }: Deps,
): Promise<RemovedAccounts> {
  for (const { authIndex } of accounts) {
    const changed = await removeKeys(authIndex);
    if (changed.kind !== "done" && changed.kind !== "account_not_found")
      return { kind: "refused", reason: changed.reason };
  }
  const ids = new Set(accounts.map(({ id }) => id));
  const theirs = (await shelf.list()).filter(({ account }) => account !== null && ids.has(account.id));
  const files = await shelf.inBulk((writes) => writes.remove(theirs.map(({ fileName }) => fileName)));
  let backups = 0;
  for (const { id, authIndex } of accounts) {
    backups += await removeBackups(authIndex);
    await forget(id);
  }
  return { kind: "removed", files, backups };
}
