// What imported accounts are called: by the operator's word, or as the program that they come from called them. A name that
// another account has, or that cannot be an alias here, is left out and told.

import type { Account } from "../domain/account.ts";
import { aliasProblem, isSameAlias } from "../domain/alias.ts";
import type { AuthFileShelf, ShelvedFile } from "../domain/auth-file-shelf.ts";
import type { AccountId } from "../domain/ids.ts";
import type { PreparedAuthFile } from "./prepare-auth-file.ts";

export interface NamedAccount {
  /** Without a name that it cannot have. */
  readonly prepared: PreparedAuthFile;
  /** What it shall be called; null: nothing is said. */
  readonly label: string | null;
  /** Why it is not called as its file says; null where it is. */
  readonly note: string | null;
}

export interface ImportedNames {
  /** Why the operator's name cannot be given to these; null where it can, or none was said. */
  refusal(accounts: readonly Account[]): string | null;
  settle(incoming: PreparedAuthFile): NamedAccount;
  /** Into the file of an account that was there before: it gets the operator's name, or its first. */
  write(account: Account, label: string | null, shelf: Pick<AuthFileShelf, "edit">): Promise<void>;
}

/** `alias`: what the operator calls the one account that is imported; null: nothing. */
export function createImportedNames(known: readonly ShelvedFile[], alias: string | null): ImportedNames {
  const before = new Map<AccountId, string>(
    known.flatMap(({ account, said }) =>
      account === null || typeof said["label"] !== "string" ? [] : [[account.id, said["label"]] as const],
    ),
  );
  const taken = new Map(before);
  const problemWith = (name: string, id: AccountId): string | null =>
    aliasProblem(name) ??
    ([...taken].some(([owner, label]) => owner !== id && isSameAlias(label, name)) ? "another account has it" : null);

  return {
    refusal(accounts) {
      if (alias === null) return null;
      const ids = new Set(accounts.map(({ id }) => id));
      if (ids.size > 1) return `--alias names one account, and there are ${ids.size}`;
      const [problem = null] = [...ids].map((id) => problemWith(alias, id));
      return problem === null ? null : `it cannot be called '${alias}': ${problem}`;
    },
    settle(prepared) {
      if (prepared.kind !== "ready") return { prepared, label: alias, note: null };
      const { label: said, ...json } = prepared.json;
      const { id } = prepared.account;
      const name = alias ?? (typeof said === "string" && said.trim() !== "" ? said.trim() : null);
      const problem = name === null ? null : problemWith(name, id);
      if (name === null || problem !== null) {
        const note = problem === null ? null : `its name is left out: ${problem}`;
        return { prepared: { ...prepared, json }, label: null, note };
      }
      if (!taken.has(id)) taken.set(id, name);
      return { prepared: { ...prepared, json: { ...json, label: name } }, label: name, note: null };
    },
    async write({ id, fileName }, label, shelf) {
      const has = before.get(id) ?? null;
      if (label === null || fileName === null || has === label || (has !== null && alias === null)) return;
      await shelf.edit(fileName, (json) => ({ ...json, label }));
    },
  };
}
