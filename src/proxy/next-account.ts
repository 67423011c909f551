// Whom a request asks next: each account once a round; where all have failed or rest, further rounds as the operator allows.

import type { Choice } from "../domain/choose-account.ts";
import type { AccountId } from "../domain/ids.ts";
import type { Run } from "./try-account.ts";

export interface RetryRules {
  /** Rounds after the first. */
  readonly rounds: number;
  /** Most accounts asked in one round; 0: all. */
  readonly accountsARound: number;
  /** How long a round may wait for an account that rests; 0: not at all. */
  readonly restMs: number;
}

export interface Waits {
  /** Longest wait for a place where every account is at its cap. */
  readonly placeMs: number;
  /** Longest wait for an account that rests. */
  readonly restMs: number;
}

export type NextAccount =
  | Choice
  /** As many were asked as may be. */
  | { readonly kind: "enough" };

export async function nextAccount(run: Run, waits: Waits): Promise<NextAccount> {
  const { deps, plan } = run;
  const placeUntil = deps.clock.now() + waits.placeMs;
  for (;;) {
    const choice = isRoundFull(run) ? null : choose(run, run.tried);
    if (choice?.kind === "chosen") {
      run.askedInRound += 1;
      return choice;
    }
    if (choice?.kind === "busy") {
      const left = placeUntil - deps.clock.now();
      if (left > 0 && (await deps.pool.whenFreed(left, plan.signal))) continue;
      return choice;
    }
    const restMs = restBeforeRound(run, waits.restMs);
    if (restMs === null) return choice ?? { kind: "enough" };
    if (restMs > 0) await pause(run, restMs);
    if (plan.signal.aborted) return choice ?? { kind: "enough" };
    beginRound(run);
  }
}

function choose({ deps, plan, leg }: Run, tried: ReadonlySet<AccountId>): Choice {
  return deps.pool.choose({ leg, tie: plan.tie, tried });
}

function isRoundFull({ deps, askedInRound }: Run): boolean {
  const { accountsARound } = deps.retry;
  return accountsARound > 0 && askedInRound >= accountsARound;
}

/** How long to wait before the next round; null where there is none, or nobody to ask in it soon enough. */
function restBeforeRound(run: Run, mostMs: number): number | null {
  if (run.round >= roundsOf(run)) return null;
  const next = choose(run, triedInRound(run, run.round + 1));
  if (next.kind === "chosen" || next.kind === "busy") return 0;
  const backAt = backAtOf(next);
  const restMs = backAt === null ? Infinity : Math.max(0, backAt - run.deps.clock.now());
  return restMs <= mostMs ? restMs : null;
}

function backAtOf(choice: Exclude<Choice, { kind: "chosen" | "busy" }>): number | null {
  switch (choice.kind) {
    case "exhausted":
      return choice.resetsAt;
    case "nobody":
      return choice.backAt;
    case "owner_unavailable":
      return choice.exclusion.until;
  }
}

function beginRound(run: Run): void {
  run.round += 1;
  run.askedInRound = 0;
  run.tried = triedInRound(run, run.round);
}

/** Who failed by no fault of his own may be asked again, as often as his own word allows. */
function triedInRound(run: Run, round: number): Set<AccountId> {
  const mayReturn = (id: AccountId): boolean =>
    run.mayHeal.has(id) && round <= (run.deps.pool.account(id)?.requestRetry ?? run.deps.retry.rounds);
  return new Set([...run.tried].filter((id) => !mayReturn(id)));
}

/** One account that wants to be asked more often than the rest is reason enough. */
function roundsOf({ deps, leg }: Run): number {
  const { rounds } = deps.retry;
  return leg.candidates.reduce((most, { account }) => Math.max(most, account.requestRetry ?? rounds), 0);
}

function pause({ deps, plan }: Run, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = deps.clock.after(ms, resolve);
  plan.signal.addEventListener("abort", () => resolve(), { once: true });
  return promise.finally(cancel);
}
