// An account that comes in over /api: new, or known and then only with the operator's word.

import type { Account } from "../domain/account.ts";
import { reasonNotWritten } from "../domain/auth-file-shelf.ts";
import type { AccountId } from "../domain/ids.ts";
import type { AuthFileFolder } from "./auth-file-folder.ts";

export interface TakeInDeps {
  readonly folder: Pick<AuthFileFolder, "prepare" | "store">;
  /** The account of this identity, wherever it is kept; null where there is none. */
  account(id: AccountId): Account | null;
}

export interface TakeInOptions {
  /** A known account gets these tokens; else it stays as it is. */
  readonly overwrite: boolean;
  readonly dryRun?: boolean;
}

export type TakenIn =
  | { readonly kind: "imported" | "updated"; readonly account: Account }
  /** The folder has these tokens or newer ones. */
  | { readonly kind: "unchanged"; readonly account: Account; readonly reason: string }
  /** Its identity is known, and nothing was to be overwritten. */
  | { readonly kind: "known"; readonly account: Account }
  | { readonly kind: "refused"; readonly reason: string }
  /** Nothing is wrong with the account: the folder does not take it. */
  | { readonly kind: "not_written"; readonly reason: string };

export type TakeIn = (json: unknown, options: TakeInOptions) => Promise<TakenIn>;

/** One after the other, so that of two files of one new account the second finds the first. */
export function createTakeIn({ folder, account: known }: TakeInDeps): TakeIn {
  let last: Promise<unknown> = Promise.resolve();

  const store = async (
    prepared: Awaited<ReturnType<typeof folder.prepare>>,
    { overwrite, dryRun = false }: TakeInOptions,
  ): Promise<TakenIn> => {
    if (prepared.kind === "skipped") return { kind: "refused", reason: prepared.reason };
    const before = known(prepared.account.id) ?? (prepared.kind === "unchanged" ? prepared.account : null);
    if (before !== null && !overwrite) return { kind: "known", account: before };
    try {
      const stored = await folder.store(prepared, { dryRun });
      return stored.kind === "skipped" ? { kind: "refused", reason: stored.reason } : stored;
    } catch (error) {
      const reason = reasonNotWritten(error);
      if (reason === null) throw error;
      return { kind: "not_written", reason };
    }
  };

  return async (json, options) => {
    // Asking whose a key is may take seconds: that is nobody's turn.
    const prepared = await folder.prepare(json);
    const turn = last.then(() => store(prepared, options));
    last = turn.catch(() => undefined);
    return turn;
  };
}
