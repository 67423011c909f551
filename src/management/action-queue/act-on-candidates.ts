// What the operator decides about the action queue: to leave a candidate be, to call it settled, or to do something about its
// account. What fails stays in the queue, with the reason.

import type { ActionCandidates, Candidate } from "../../domain/action-queue.ts";
import type { Happening } from "../../domain/happening.ts";
import type { Clock } from "../../domain/ports.ts";
import { actOnAccounts } from "../accounts/act-on-accounts.ts";
import type { BatchDeps } from "../accounts/batch-accounts.ts";

export type QueueAct = keyof typeof STATE_AFTER;

export interface QueueDeps {
  readonly clock: Pick<Clock, "now">;
  readonly candidates: ActionCandidates;
  readonly accounts: BatchDeps;
  publish(happening: Happening): void;
}

export interface ActedOn {
  readonly id: string;
  /** null where it went well. */
  readonly error: string | null;
}

const STATE_AFTER = {
  ignore: "ignored",
  resolve: "resolved",
  reopen: "pending",
  enable: "resolved",
  disable: "resolved",
  delete: "deleted",
} as const;

export async function actOnCandidates(
  deps: QueueDeps,
  ids: readonly string[],
  act: QueueAct,
): Promise<readonly ActedOn[]> {
  const { candidates, clock } = deps;
  const found = new Map<string, Candidate>();
  for (const id of ids) {
    const candidate = await candidates.find(id);
    if (candidate !== null) found.set(id, candidate);
  }
  const errors = await onAccounts(deps, [...found.values()], act);
  const at = clock.now();
  const wellDone = [...found.values()].filter(({ accountId }) => (errors.get(accountId) ?? null) === null);
  await candidates.settle(
    wellDone.map(({ id }) => id),
    { state: STATE_AFTER[act], at },
  );
  for (const { id, state, accountId } of found.values()) {
    const error = errors.get(accountId) ?? null;
    if (error !== null) await candidates.settle([id], { state, at, error });
  }
  deps.publish({ kind: "action_queue_changed" });
  return ids.map((id) => {
    const candidate = found.get(id);
    return {
      id,
      error: candidate === undefined ? "There is no such candidate" : (errors.get(candidate.accountId) ?? null),
    };
  });
}

async function onAccounts(
  { accounts }: QueueDeps,
  candidates: readonly Candidate[],
  act: QueueAct,
): Promise<ReadonlyMap<string, string | null>> {
  if (act !== "enable" && act !== "disable" && act !== "delete") return new Map();
  return actOnAccounts(accounts, new Map(candidates.map(({ accountId }) => [accountId, act])));
}
