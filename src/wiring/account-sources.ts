// Accounts come from two places: auth files and the keys in config.yaml. The pool gets them as one.

import type { Account } from "../domain/account.ts";
import type { AuthFilesView } from "../domain/ports.ts";

export interface AccountSources {
  fromFiles(view: AuthFilesView): void;
  fromConfig(accounts: readonly Account[]): void;
}

/** `take` is called with all accounts whenever either place says something new. An identity in both is its file's. */
export function createAccountSources(
  inConfig: readonly Account[],
  take: (view: AuthFilesView) => void,
): AccountSources {
  let files: AuthFilesView = { accounts: [], broken: [] };
  let keys = inConfig;
  const tell = (): void => {
    const inFiles = new Set(files.accounts.map(({ id }) => id));
    take({ ...files, accounts: [...files.accounts, ...keys.filter(({ id }) => !inFiles.has(id))] });
  };
  return {
    fromFiles(view) {
      files = view;
      tell();
    },
    fromConfig(accounts) {
      keys = accounts;
      tell();
    },
  };
}
