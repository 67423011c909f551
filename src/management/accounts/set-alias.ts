// What the operator calls an account. It stands in the account's auth file, as `label`.

import { aliasProblem, isSameAlias } from "../../domain/alias.ts";
import type { AuthFileShelf } from "../../domain/auth-file-shelf.ts";
import type { AccountId } from "../../domain/ids.ts";
import { withChanges } from "../auth-files/field-changes.ts";

/** An account as it is called now. */
export interface NamedAccount {
  readonly id: AccountId;
  /** null: its key stands in config.yaml, which has no room for a name. */
  readonly fileName: string | null;
  readonly alias: string | null;
}

export type AliasSet =
  | { readonly kind: "set" }
  | { readonly kind: "unchanged" }
  | { readonly kind: "invalid"; readonly reason: string }
  | { readonly kind: "taken"; readonly by: AccountId }
  | { readonly kind: "no_auth_file" }
  | { readonly kind: "not_written"; readonly reason: string };

interface Deps {
  readonly shelf: Pick<AuthFileShelf, "edit">;
  /** Every account. */
  readonly accounts: readonly NamedAccount[];
}

/** `alias` null takes the name back. */
export async function setAlias(account: NamedAccount, alias: string | null, deps: Deps): Promise<AliasSet> {
  const { id, fileName, alias: before } = account;
  const wanted = alias?.trim() ?? null;
  if (fileName === null) return { kind: "no_auth_file" };
  if (wanted === before) return { kind: "unchanged" };
  if (wanted !== null) {
    const problem = aliasProblem(wanted);
    if (problem !== null) return { kind: "invalid", reason: problem };
    const owner = deps.accounts.find((other) => other.id !== id && other.alias && isSameAlias(other.alias, wanted));
    if (owner !== undefined) return { kind: "taken", by: owner.id };
  }
  const outcome = await deps.shelf.edit(fileName, (json) => withChanges(json, new Map([["label", wanted]])));
  if (outcome === "edited") return { kind: "set" };
  const why = outcome === "missing" ? "is gone" : "holds no JSON object";
  return { kind: "not_written", reason: `${fileName} ${why}` };
}
