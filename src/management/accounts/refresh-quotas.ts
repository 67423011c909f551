// What is left, asked of each account's upstream at somebody's word, and remembered, so that a gateway and the next list
// know it too.

import { HEALTHY, type HealthEvent, nextHealth } from "../../domain/account-health.ts";
import type { Account } from "../../domain/account.ts";
import type { Failure } from "../../domain/failure.ts";
import type { AccountId } from "../../domain/ids.ts";
import type { AccountState, AccountStates, Clock, QuotaSamples } from "../../domain/ports.ts";
import type { Quota } from "../../domain/quota.ts";

export type QuotaAnswer =
  | { readonly kind: "observed"; readonly quota: Quota }
  /** The upstream has no such thing, or told it so lately that it must not be asked again yet. */
  | { readonly kind: "not_asked" }
  /** Its answer says nothing of windows. */
  | { readonly kind: "no_data" }
  | { readonly kind: "failed"; readonly failure: Failure };

export interface QuotaQuestions {
  readonly accounts: readonly Account[];
  /** Told after each answer. */
  progress?(done: number, total: number): void;
  /** Ends the asking: accounts not asked yet are left out of the answer. */
  readonly signal?: AbortSignal;
}

export interface QuotaRefreshDeps {
  readonly clock: Pick<Clock, "now">;
  readonly states: Pick<AccountStates, "load" | "save">;
  readonly samples: Pick<QuotaSamples, "append">;
  /** Never rejects, and ends in bounded time. */
  ask(account: Account): Promise<QuotaAnswer>;
}

const AT_ONCE = 5;

/** What came of each account. Rejects only where the store does. */
export async function refreshQuotas(
  deps: QuotaRefreshDeps,
  { accounts, progress, signal }: QuotaQuestions,
): Promise<ReadonlyMap<AccountId, QuotaAnswer>> {
  const answers = new Map<AccountId, QuotaAnswer>();
  const queue = accounts.values();
  const work = async (): Promise<void> => {
    for (const account of queue) {
      if (signal?.aborted === true) return;
      answers.set(account.id, await deps.ask(account));
      progress?.(answers.size, accounts.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, accounts.length) }, work));
  await remember(deps, answers);
  return answers;
}

/** The state is read just before it is written: a gateway that runs beside us writes the same rows. */
async function remember(deps: QuotaRefreshDeps, answers: ReadonlyMap<AccountId, QuotaAnswer>): Promise<void> {
  const news = [...answers].flatMap(([id, answer]) => {
    const event = eventOf(answer, deps.clock.now());
    return event === null ? [] : [{ id, event }];
  });
  if (news.length === 0) return;
  const known = await deps.states.load();
  const states = news.map(({ id, event }) => [id, stateAfter(known.get(id), event)] as const);
  await deps.states.save(new Map(states));
  await deps.samples.append(
    news.flatMap(({ id, event }) => (event.kind === "quota_observed" ? [sample(id, event)] : [])),
  );
}

type News = Extract<HealthEvent, { kind: "quota_observed" | "failed" }>;

/** Only what is final counts against an account: a question that went astray says nothing of exchanges. */
function eventOf(answer: QuotaAnswer, at: number): News | null {
  if (answer.kind === "observed") return { kind: "quota_observed", at: answer.quota.observedAt, quota: answer.quota };
  if (answer.kind !== "failed") return null;
  const { failure } = answer;
  const isFinal = failure.kind === "reauth_required" || failure.kind === "deactivated";
  return isFinal ? { kind: "failed", at, failure, model: null } : null;
}

function stateAfter(before: AccountState | undefined, event: News): AccountState {
  const health = nextHealth(revived(before, event), event);
  const quota = event.kind === "quota_observed" ? event.quota : (before?.quota ?? null);
  return { health, quota, lastUsedAt: before?.lastUsedAt ?? null };
}

/** Who tells what is left has taken the token: the login is not dead, whatever was thought of it before. */
function revived(before: AccountState | undefined, { kind, at }: News): AccountState["health"] {
  const health = before?.health ?? HEALTHY;
  const isSignIn = kind === "quota_observed" && health.condition.kind === "reauth_required";
  return isSignIn ? nextHealth(health, { kind: "signed_in", at }) : health;
}

function sample(
  accountId: AccountId,
  { quota }: Extract<News, { kind: "quota_observed" }>,
): Parameters<QuotaSamples["append"]>[0][number] {
  return {
    accountId,
    observedAt: quota.observedAt,
    primaryUsedPercent: quota.primary?.usedPercent ?? null,
    primaryResetsAt: quota.primary?.resetsAt ?? null,
    secondaryUsedPercent: quota.secondary?.usedPercent ?? null,
    secondaryResetsAt: quota.secondary?.resetsAt ?? null,
  };
}
