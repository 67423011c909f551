// Doing what an inspection suggests: at the operator's word, or on its own as far as the operator allows.

import type { AppliedSuggestion, InspectionResult } from "../../domain/inspection.ts";
import type { AccountId } from "../../domain/ids.ts";
import type { Clock } from "../../domain/ports.ts";
import { type AccountAct, actOnAccounts } from "../accounts/act-on-accounts.ts";
import type { BatchDeps } from "../accounts/batch-accounts.ts";
import type { OwnedPauses } from "./owned-pauses.ts";

export type Automation = "none" | "disable" | "recover";

export interface ApplyDeps {
  readonly clock: Pick<Clock, "now">;
  readonly accounts: BatchDeps;
  readonly owned: OwnedPauses;
}

/** Of the accounts that the inspection saw; others are left alone. */
export async function applyByHand(
  { clock, accounts }: ApplyDeps,
  results: readonly InspectionResult[],
  actions: ReadonlyMap<AccountId, AccountAct>,
): Promise<readonly InspectionResult[]> {
  const wanted = results.flatMap((result) => {
    const action = actions.get(result.accountId);
    return action === undefined ? [] : [{ result, action }];
  });
  const acts = new Map(wanted.map(({ result, action }) => [result.accountId, action]));
  const outcomes = await actOnAccounts(accounts, acts);
  return wanted.map(({ result, action }) => {
    const error = outcomes.get(result.accountId) ?? null;
    return applied(result, { action, error, by: "operator", at: clock.now() });
  });
}

/** The results that something was done about. A closed account is paused, never deleted: that is for people. */
export async function applyByItself(
  { clock, accounts, owned }: ApplyDeps,
  results: readonly InspectionResult[],
  automation: Automation,
): Promise<readonly InspectionResult[]> {
  if (automation === "none") return [];
  const pauses = results.filter(
    ({ suggestion, paused }) => !paused && (suggestion === "disable" || suggestion === "delete"),
  );
  const returns = results.filter(({ suggestion, accountId }) => suggestion === "enable" && owned.owns(accountId));
  const acts = new Map<AccountId, AccountAct>([
    ...pauses.map(({ accountId }) => [accountId, "disable"] as const),
    ...(automation === "recover" ? returns.map(({ accountId }) => [accountId, "enable"] as const) : []),
  ]);
  if (acts.size === 0) return [];
  await owned.claim(new Map(pauses.map(({ accountId, reason }) => [accountId, reason])));
  const outcomes = await actOnAccounts({ ...accounts, pauseDecided: async () => undefined }, acts);
  const failed = pauses.filter(({ accountId }) => outcomes.get(accountId) !== null).map(({ accountId }) => accountId);
  const ended = [...acts].filter(([id, act]) => act === "enable" && outcomes.get(id) === null).map(([id]) => id);
  await owned.giveUp([...failed, ...ended]);
  owned.settled(acts.keys());
  return results.flatMap((result) => {
    const action = acts.get(result.accountId);
    if (action === undefined) return [];
    return [
      applied(result, { action, error: outcomes.get(result.accountId) ?? null, by: "automation", at: clock.now() }),
    ];
  });
}

function applied(result: InspectionResult, what: AppliedSuggestion): InspectionResult {
  const isPaused = what.error === null && what.action === "disable";
  const isFree = what.error === null && what.action === "enable";
  return { ...result, paused: isPaused || (result.paused && !isFree), applied: what };
}
