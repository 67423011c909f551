// The attempt loop: choose an account, make sure of its token, call, look at what comes back; on failure do what
// domain/next-step says. Ends with an answer that can be committed to, or with the fault the client is told.

import type { Account } from "../domain/account.ts";
import type { Choice, Tie } from "../domain/choose-account.ts";
import { type Failure, failure } from "../domain/failure.ts";
import type { Fault } from "../domain/faults.ts";
import type { AccountId } from "../domain/ids.ts";
import { nextStep, type Step } from "../domain/next-step.ts";
import type { Clock } from "../domain/ports.ts";
import type { Route } from "../domain/route.ts";
import type { Lease } from "../pool/leases.ts";
import type { Pool } from "../pool/pool.ts";
import type { Operation, Provider } from "../providers/provider.ts";
import type { AttemptEntry, RequestEntry } from "../telemetry/recorder.ts";
import type { UpstreamAnswer } from "../wire/upstream-call.ts";
import { faultOfChoice, faultOfFailure } from "./fault-of.ts";
import type { Lane } from "./lane.ts";
import { openAnswer, type OpenedAnswer } from "./open-answer.ts";

export interface AttemptPlan {
  readonly operation: Operation;
  readonly route: Route;
  readonly tie: Tie | null;
  readonly stream: boolean;
  readonly entry: RequestEntry;
  readonly signal: AbortSignal;
  /** The lane for this account's upstream; `reasoning` says what becomes of the encrypted reasoning sent along. */
  laneFor(account: Account, provider: Provider, reasoning: "as-sent" | "dropped"): Lane;
  /** Sends the lane's request to this account's upstream. Never rejects. */
  send(account: Account, provider: Provider, lane: Lane): Promise<UpstreamAnswer>;
  /** An answer without content is right here (a warm-up). */
  readonly mayBeEmpty: boolean;
}

export type Attempted =
  | {
      readonly kind: "opened";
      readonly opened: Extract<OpenedAnswer, { kind: "streaming" | "whole" }>;
      readonly serving: Serving;
    }
  /** `told`: the upstream's own error body, where the request was at fault. */
  | { readonly kind: "failed"; readonly fault: Fault; readonly told: string | null };

/** The account that serves, until its answer has ended. */
export interface Serving {
  readonly account: Account;
  readonly provider: Provider;
  readonly model: string;
  readonly startedAt: number;
  readonly attempt: AttemptEntry;
  readonly lease: Lease;
  /** Of the upstream's answer. */
  readonly headers: Headers;
}

export interface AttemptDeps {
  readonly clock: Clock;
  readonly pool: Pool;
  readonly providers: ReadonlyMap<string, Provider>;
  /** Further attempts after a failed one. */
  readonly retries: number;
}

/** How long a request waits for a place where every account is at its cap. */
const PLACE_WAIT_MS = 30_000;

export async function runAttempts(deps: AttemptDeps, plan: AttemptPlan): Promise<Attempted> {
  const provider = deps.providers.get(plan.route.provider);
  if (provider === undefined) throw new Error(`no provider '${plan.route.provider}'`);
  const run: Run = { deps, plan, provider, tried: new Set(), resting: new Set(), left: deps.retries, last: null };
  for (;;) {
    const choice = await chooseOrWait(run);
    if (choice.kind !== "chosen") return noted(run, choice);
    const result = await tryAccount(run, choice);
    if (result !== null) return result;
  }
}

interface Run {
  readonly deps: AttemptDeps;
  readonly plan: AttemptPlan;
  readonly provider: Provider;
  readonly tried: Set<AccountId>;
  /** Of those tried, the ones that failed by no fault of their own: better than nobody. */
  readonly resting: Set<AccountId>;
  left: number;
  last: { readonly failure: Failure; readonly told: string | null } | null;
}

type Chosen = Extract<Choice, { kind: "chosen" }>;

async function chooseOrWait(run: Run): Promise<Choice> {
  const { deps, plan, tried, resting } = run;
  const giveUpAt = deps.clock.now() + PLACE_WAIT_MS;
  for (;;) {
    const choice = deps.pool.choose({ provider: plan.route.provider, model: plan.route.model, tie: plan.tie, tried });
    if (choice.kind === "chosen") return choice;
    if (choice.kind === "busy") {
      const left = giveUpAt - deps.clock.now();
      if (left > 0 && (await deps.pool.whenFreed(left, plan.signal))) continue;
      return choice;
    }
    if (resting.size === 0) return choice;
    for (const id of resting) tried.delete(id);
    resting.clear();
  }
}

/** Nobody left: the last failure says more than the fact that nobody is left, unless the pool is used up. */
function noted(run: Run, choice: Exclude<Choice, { kind: "chosen" }>): Attempted {
  run.plan.entry
    .attempt({ accountId: null, label: null, provider: run.provider.id, decision: choice.decision })
    .ended({ status: null, failure: null });
  const { last } = run;
  const isTelling = last !== null && choice.kind !== "exhausted" && !ACCOUNT_TROUBLE.has(last.failure.kind);
  if (isTelling) return { kind: "failed", fault: faultOfFailure(last.failure), told: last.told };
  if (last?.failure.kind === "rate_limited" && choice.kind === "nobody")
    return { kind: "failed", fault: faultOfFailure(last.failure), told: null };
  return { kind: "failed", fault: faultOfChoice(choice, run.deps.pool.usage().plan), told: null };
}

/** Troubles of one account say nothing to a client that knows of no accounts. */
const ACCOUNT_TROUBLE: ReadonlySet<Failure["kind"]> = new Set([
  "unauthorized",
  "reauth_required",
  "deactivated",
  "rate_limited",
  "quota_exceeded",
]);

/** One account, with the retries that stay with it. Null: go on with another. */
async function tryAccount(run: Run, choice: Chosen): Promise<Attempted | null> {
  const { deps, plan, provider } = run;
  const { candidate, decision } = choice;
  const lease = deps.pool.lease(candidate.id);
  let isServing = false;
  let refreshed = false;
  let reasoning: "as-sent" | "dropped" =
    plan.tie?.strength === "soft" && plan.tie.accountId !== candidate.id ? "dropped" : "as-sent";
  let rejected: string | undefined;
  try {
    for (;;) {
      const attempt = plan.entry.attempt({
        accountId: candidate.id,
        label: candidate.label,
        provider: provider.id,
        decision,
      });
      const tried = await attemptOnce(run, { accountId: candidate.id, reasoning, rejected });
      if (tried.kind === "opened") {
        isServing = true;
        const { account, startedAt } = tried;
        const serving: Serving = {
          account,
          provider,
          model: plan.route.model,
          startedAt,
          attempt,
          lease,
          headers: tried.opened.headers,
        };
        return { kind: "opened", opened: tried.opened, serving };
      }
      const { failure: why, status, told } = tried.refused;
      attempt.ended({ status, failure: why });
      run.last = { failure: why, told };
      const step = stepAfter(run, why, {
        refreshed,
        reasoningDropped: reasoning === "dropped",
        account: tried.account,
      });
      report(run, candidate.id, { failure: why, step });
      if (step === "refresh_and_retry") {
        refreshed = true;
        rejected = tried.account === null ? undefined : accessTokenOf(tried.account);
      } else if (step === "retry_without_reasoning") {
        reasoning = "dropped";
      } else if (step === "retry_same") {
        run.left -= 1;
      } else if (step === "try_another") {
        run.left -= 1;
        run.tried.add(candidate.id);
        if (TRANSIENT.has(why.kind)) run.resting.add(candidate.id);
        return null;
      } else {
        return givenUp(run, why, told);
      }
    }
  } finally {
    if (!isServing) lease.release();
  }
}

const TRANSIENT: ReadonlySet<Failure["kind"]> = new Set(["upstream_error", "stream_broken", "unreachable"]);

type Refused = Extract<OpenedAnswer, { kind: "failed" }>;

type Tried =
  | {
      readonly kind: "opened";
      readonly opened: Exclude<OpenedAnswer, Refused>;
      readonly account: Account;
      readonly startedAt: number;
    }
  /** `account`: with the token that was used. */
  | { readonly kind: "refused"; readonly refused: Refused; readonly account: Account | null };

async function attemptOnce(
  run: Run,
  with_: {
    readonly accountId: AccountId;
    readonly reasoning: "as-sent" | "dropped";
    readonly rejected: string | undefined;
  },
): Promise<Tried> {
  const { deps, plan, provider } = run;
  const startedAt = deps.clock.now();
  const known = deps.pool.account(with_.accountId);
  if (known === null) return { kind: "refused", refused: GONE, account: null };
  const fresh = await deps.pool.fresh(known, with_.rejected);
  if (fresh.kind === "failed") {
    return {
      kind: "refused",
      refused: { kind: "failed", status: null, failure: fresh.failure, told: null },
      account: known,
    };
  }
  const { account } = fresh;
  const lane = plan.laneFor(account, provider, with_.reasoning);
  const answer = await plan.send(account, provider, lane);
  if (answer.kind === "answered") {
    const quota = provider.quotaFromHeaders(answer.headers, deps.clock.now());
    if (quota !== null) deps.pool.observeQuota(account.id, quota);
  }
  const { stream, mayBeEmpty } = plan;
  const opened = await openAnswer({ answer, lane, provider, account, stream, mayBeEmpty, now: () => deps.clock.now() });
  return opened.kind === "failed"
    ? { kind: "refused", refused: opened, account }
    : { kind: "opened", opened, account, startedAt };
}

function stepAfter(
  run: Run,
  why: Failure,
  so: { readonly refreshed: boolean; readonly reasoningDropped: boolean; readonly account: Account | null },
): Step {
  return nextStep(why, {
    contentSent: false,
    tiedHard: run.plan.tie?.strength === "hard",
    refreshed: so.refreshed,
    refreshable: so.account !== null && run.provider.refreshCall(so.account) !== null,
    reasoningDropped: so.reasoningDropped,
    attemptsLeft: run.left,
  });
}

/** A 401 counts against the login only once a refresh has not healed it. */
function report(run: Run, id: AccountId, what: { readonly failure: Failure; readonly step: Step }): void {
  const { failure: why, step } = what;
  if (step === "refresh_and_retry" || step === "retry_without_reasoning") return;
  const final: Failure = why.kind === "unauthorized" ? { ...why, kind: "reauth_required" } : why;
  run.deps.pool.failed(id, final, run.plan.route.model);
}

/** No attempt is left, or none would help. */
function givenUp(run: Run, why: Failure, told: string | null): Attempted {
  const isAccounts = ACCOUNT_TROUBLE.has(why.kind) || why.kind === "forbidden";
  if (!isAccounts)
    return { kind: "failed", fault: faultOfFailure(why), told: why.kind === "request_fault" ? told : null };
  const choice = run.deps.pool.choose({
    provider: run.plan.route.provider,
    model: run.plan.route.model,
    tie: run.plan.tie,
    tried: run.tried,
  });
  return choice.kind === "chosen" ? { kind: "failed", fault: faultOfFailure(why), told: null } : noted(run, choice);
}

function accessTokenOf({ credentials }: Account): string | undefined {
  return credentials.kind === "oauth" ? credentials.accessToken.reveal() : undefined;
}

const GONE: Refused = {
  kind: "failed",
  status: null,
  told: null,
  failure: failure("upstream_error", "account_gone", "The account was removed"),
};
