// One thing done with many accounts. What fails for one is told and stops no other.

import type { AuthFileShelf } from "../../domain/auth-file-shelf.ts";
import type { AccountId } from "../../domain/ids.ts";
import type { FieldChanges } from "../auth-files/field-changes.ts";
import {
  type AccountChanged,
  appendNote,
  type ChangeDeps,
  deleteAccount,
  editAccount,
  pauseAccount,
  reactivateAccount,
  resetAccount,
} from "./change-account.ts";
import { refreshQuota, refreshToken } from "./refresh-account.ts";
import type { Pool } from "../../pool/pool.ts";

export type BatchAction =
  | { readonly kind: "pause" | "reactivate" | "delete" | "reset_cooldown" | "refresh_token" | "refresh_quota" }
  | { readonly kind: "edit"; readonly changes: FieldChanges }
  | { readonly kind: "append_note"; readonly note: string };

export interface BatchItem {
  readonly id: AccountId;
  readonly outcome: AccountOutcome;
}

export type AccountOutcome = "done" | Exclude<Outcome, { kind: Succeeded }>;

export interface BatchDeps extends ChangeDeps {
  readonly pool: ChangeDeps["pool"] & Pick<Pool, "account" | "fresh" | "pollQuota">;
  readonly shelf: ChangeDeps["shelf"] & Pick<AuthFileShelf, "inBulk">;
}

type Succeeded = "done" | "refreshed" | "observed" | "not_offered";

const SUCCEEDED: ReadonlySet<string> = new Set<Succeeded>(["done", "refreshed", "observed", "not_offered"]);

const AT_ONCE = 8;

/** In the order of `ids`. The pool hears of changed files once, at the end. */
export async function batchAccounts(
  deps: BatchDeps,
  ids: readonly AccountId[],
  action: BatchAction,
): Promise<readonly BatchItem[]> {
  const items: BatchItem[] = [];
  /** Forgotten once the pool has let go of them. */
  const gone: AccountId[] = [];
  const pool = { ...deps.pool, forget: async (id: AccountId) => void gone.push(id) };
  await deps.shelf.inBulk(async (writes) => {
    const bulk = { ...deps, pool, shelf: { ...deps.shelf, ...writes } };
    const todo = [...new Set(ids)].entries();
    const worker = async (): Promise<void> => {
      for (const [index, id] of todo) {
        const result = await run(bulk, id, action);
        items[index] = { id, outcome: isSuccess(result) ? "done" : result };
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  });
  for (const id of gone) await deps.pool.forget(id);
  return items;
}

type Outcome = AccountChanged | Awaited<ReturnType<typeof refreshToken>> | Awaited<ReturnType<typeof refreshQuota>>;

async function run(deps: BatchDeps, id: AccountId, action: BatchAction): Promise<Outcome> {
  switch (action.kind) {
    case "pause":
      return pauseAccount(deps, id);
    case "reactivate":
      return reactivateAccount(deps, id);
    case "delete":
      return deleteAccount(deps, id);
    case "edit":
      return editAccount(deps, id, action.changes);
    case "append_note":
      return appendNote(deps, id, action.note);
    case "reset_cooldown":
      return resetAccount(deps, id);
    case "refresh_token":
      return refreshToken(deps.pool, id);
    case "refresh_quota":
      return refreshQuota(deps.pool, id);
  }
}

function isSuccess(outcome: Outcome): outcome is Extract<Outcome, { kind: Succeeded }> {
  return SUCCEEDED.has(outcome.kind);
}
