// What inspections and the action queue do with accounts: one action for each, many at once, and what became of it in words.

import type { AccountId } from "../../domain/ids.ts";
import { type AccountOutcome, batchAccounts, type BatchDeps } from "./batch-accounts.ts";

const ACCOUNT_ACTS = ["disable", "enable", "delete", "reset_cooldown"] as const;
export type AccountAct = (typeof ACCOUNT_ACTS)[number];

const BATCHES = { disable: "pause", enable: "reactivate", delete: "delete", reset_cooldown: "reset_cooldown" } as const;

/** By account: null where it went well, else why not. */
export async function actOnAccounts(
  deps: BatchDeps,
  acts: ReadonlyMap<AccountId, AccountAct>,
): Promise<ReadonlyMap<AccountId, string | null>> {
  const outcomes = new Map<AccountId, string | null>();
  for (const act of ACCOUNT_ACTS) {
    const ids = [...acts].filter(([, wanted]) => wanted === act).map(([id]) => id);
    if (ids.length === 0) continue;
    for (const { id, outcome } of await batchAccounts(deps, ids, { kind: BATCHES[act] })) {
      outcomes.set(id, inWords(outcome));
    }
  }
  return outcomes;
}

function inWords(outcome: AccountOutcome): string | null {
  if (outcome === "done") return null;
  return "reason" in outcome ? outcome.reason : "There is no such account any more";
}
