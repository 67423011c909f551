// One account's turn within the attempt loop, with the retries that stay with it: a refreshed token, the reasoning left out.

import type { Account } from "../domain/account.ts";
import type { Choice } from "../domain/choose-account.ts";
import { type Failure, failure } from "../domain/failure.ts";
import type { AccountId } from "../domain/ids.ts";
import { nextStep, type Step } from "../domain/next-step.ts";
import type { Provider } from "../providers/provider.ts";
import type { AttemptEntry } from "../telemetry/recorder.ts";
import type { AttemptDeps, AttemptPlan, Attempted, Serving } from "./attempts.ts";
import type { Lease } from "../pool/leases.ts";
import { openAnswer, type OpenedAnswer } from "./open-answer.ts";

/** One request's way through the accounts. */
export interface Run {
  readonly deps: AttemptDeps;
  readonly plan: AttemptPlan;
  readonly provider: Provider;
  readonly tried: Set<AccountId>;
  /** Of those tried, the ones that failed by no fault of their own: better than nobody. */
  readonly resting: Set<AccountId>;
  /** Attempts still allowed. */
  left: number;
  last: { readonly failure: Failure; readonly told: string | null } | null;
}

export type AccountTurn =
  | Extract<Attempted, { kind: "opened" }>
  /** Go on with another. */
  | { readonly kind: "next" }
  | { readonly kind: "given-up"; readonly failure: Failure; readonly told: string | null };

type Chosen = Extract<Choice, { kind: "chosen" }>;

/** What was already tried with this account. */
interface Stay {
  refreshed: boolean;
  reasoning: "as-sent" | "dropped";
  /** The access token that the upstream refused. */
  rejected: string | undefined;
}

export async function tryAccount(run: Run, choice: Chosen): Promise<AccountTurn> {
  const { plan } = run;
  const { id } = choice.candidate;
  const lease = run.deps.pool.lease(id);
  const hasMoved = plan.lastServedBy !== null && plan.lastServedBy !== id;
  const stay: Stay = { refreshed: false, reasoning: hasMoved ? "dropped" : "as-sent", rejected: undefined };
  let isServing = false;
  try {
    for (;;) {
      const attempt = noteAttempt(run, choice);
      const tried = await attemptOnce(run, id, stay);
      if (tried.kind === "opened") {
        isServing = true;
        return { kind: "opened", opened: tried.opened, serving: servingOf(run, tried, { attempt, lease }) };
      }
      const { failure: why, status, told } = tried.refused;
      attempt.ended({ status, failure: why });
      run.last = { failure: why, told };
      const step = stepAfter(run, why, { stay, account: tried.account });
      report(run, id, { failure: why, step });
      if (step === "try_another") return passOn(run, id, why);
      if (step === "give_up") return { kind: "given-up", failure: why, told };
      prepareRetry(run, stay, { step, account: tried.account });
    }
  } finally {
    if (!isServing) lease.release();
  }
}

function noteAttempt({ plan, provider }: Run, { candidate, decision }: Chosen): AttemptEntry {
  return plan.entry.attempt({ accountId: candidate.id, label: candidate.label, provider: provider.id, decision });
}

type Refused = Extract<OpenedAnswer, { kind: "failed" }>;

interface Opened {
  readonly kind: "opened";
  readonly opened: Exclude<OpenedAnswer, Refused>;
  readonly account: Account;
  readonly startedAt: number;
}

/** `account`: with the token that was used. */
type Tried = Opened | { readonly kind: "refused"; readonly refused: Refused; readonly account: Account | null };

function servingOf(run: Run, tried: Opened, held: { readonly attempt: AttemptEntry; readonly lease: Lease }): Serving {
  const { account, startedAt, opened } = tried;
  return {
    account,
    provider: run.provider,
    model: run.plan.route.model,
    startedAt,
    headers: opened.headers,
    end: { settled: false },
    ...held,
  };
}

async function attemptOnce({ deps, plan, provider }: Run, id: AccountId, stay: Stay): Promise<Tried> {
  const startedAt = deps.clock.now();
  const known = deps.pool.account(id);
  if (known === null) return { kind: "refused", refused: GONE, account: null };
  const fresh = await deps.pool.fresh(known, stay.rejected);
  if (fresh.kind === "failed") {
    return {
      kind: "refused",
      refused: { kind: "failed", status: null, failure: fresh.failure, told: null },
      account: known,
    };
  }
  const { account } = fresh;
  const lane = plan.laneFor(account, provider, stay.reasoning);
  const answer = await plan.send(account, provider, lane);
  if (answer.kind === "answered") {
    const quota = provider.quotaFromHeaders(answer.headers, deps.clock.now());
    if (quota !== null) deps.pool.observeQuota(account.id, quota);
  }
  const { stream, mayBeEmpty } = plan;
  const opened = await openAnswer({ answer, lane, provider, account, stream, mayBeEmpty, now: deps.clock.now });
  if (opened.kind === "failed") return { kind: "refused", refused: opened, account };
  return { kind: "opened", opened, account, startedAt };
}

const GONE: Refused = {
  kind: "failed",
  status: null,
  told: null,
  failure: failure("upstream_error", "account_gone", "The account was removed"),
};

function stepAfter(run: Run, why: Failure, after: { readonly stay: Stay; readonly account: Account | null }): Step {
  const { stay, account } = after;
  return nextStep(why, {
    contentSent: false,
    tiedHard: run.plan.tie?.strength === "hard",
    refreshed: stay.refreshed,
    refreshable: account !== null && run.provider.refreshCall(account) !== null,
    reasoningDropped: stay.reasoning === "dropped",
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

const TRANSIENT: ReadonlySet<Failure["kind"]> = new Set(["upstream_error", "stream_broken", "unreachable"]);

function passOn(run: Run, id: AccountId, why: Failure): AccountTurn {
  run.left -= 1;
  run.tried.add(id);
  if (TRANSIENT.has(why.kind)) run.resting.add(id);
  return { kind: "next" };
}

function prepareRetry(run: Run, stay: Stay, after: { readonly step: Step; readonly account: Account | null }): void {
  const { step, account } = after;
  if (step === "refresh_and_retry") {
    stay.refreshed = true;
    stay.rejected = account?.credentials.kind === "oauth" ? account.credentials.accessToken.reveal() : undefined;
  } else if (step === "retry_without_reasoning") {
    stay.reasoning = "dropped";
  } else {
    run.left -= 1;
  }
}
