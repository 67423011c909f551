// Changes to one auth file: its switch, its fields. The login in it stays as it is, whoever writes it meanwhile.

import type { Account } from "../../domain/account.ts";
import type { AuthFileShelf } from "../../domain/auth-file-shelf.ts";
import type { AccountId } from "../../domain/ids.ts";
import type { Pool } from "../../pool/pool.ts";
import { type FieldChanges, withChanges } from "./field-changes.ts";

export interface EditDeps {
  readonly shelf: Pick<AuthFileShelf, "edit">;
  readonly pool: Pick<Pool, "accounts" | "fresh">;
  /** Told that somebody decides about an account's pause: what paused it on its own does not undo that any more. */
  pauseDecided(id: AccountId): Promise<void>;
}

/** `broken`: the file holds no JSON object. */
export type EditOutcome = "edited" | "missing" | "broken";

/** `wantsRefresh`: the login gets new tokens as well; they come a moment later. */
export async function editAuthFile(
  { shelf, pool, pauseDecided }: EditDeps,
  fileName: string,
  { changes, wantsRefresh }: { readonly changes: FieldChanges; readonly wantsRefresh: boolean },
): Promise<EditOutcome> {
  const owner = changes.has("disabled") ? accountIn(pool, fileName) : null;
  if (owner !== null) await pauseDecided(owner.id);
  const outcome = await shelf.edit(fileName, (json) => withChanges(json, changes));
  const account = wantsRefresh && outcome === "edited" ? accountIn(pool, fileName) : null;
  if (account?.credentials.kind === "oauth") {
    // What goes wrong is the account's condition from then on, and every list shows it.
    pool.fresh(account, account.credentials.accessToken.reveal()).catch(() => undefined);
  }
  return outcome;
}

/** The file of an account by its handle; null where it has none. */
export function fileNameOf(pool: Pick<Pool, "accounts">, authIndex: string): string | null {
  return pool.accounts().find(({ account }) => account.authIndex === authIndex)?.account.fileName ?? null;
}

function accountIn(pool: Pick<Pool, "accounts">, fileName: string): Account | null {
  return pool.accounts().find(({ account }) => account.fileName === fileName)?.account ?? null;
}
