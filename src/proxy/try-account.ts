// One account's turn within the attempt loop, with the retries that stay with it: a refreshed token, the reasoning left out.

import type { Account } from "../domain/account.ts";
import { FAULTS, Fault } from "../domain/faults.ts";
import type { Choice } from "../domain/choose-account.ts";
import { type Failure, failure } from "../domain/failure.ts";
import type { AccountId } from "../domain/ids.ts";
import { nextStep, type Step } from "../domain/next-step.ts";
import type { AttemptEntry } from "../telemetry/recorder.ts";
import type { AttemptDeps, AttemptPlan, Attempted, Serving } from "./attempts.ts";
import type { DialectId } from "../dialects/dialect.ts";
import type { RouteLeg } from "../pool/model-routes.ts";
import type { SentReasoning } from "./foreign-reasoning.ts";
import type { Lane } from "./lane.ts";
import { withoutEnvelope } from "./open-envelope.ts";
import { asKnown, providerOf, type Target } from "./target.ts";
import type { Lease } from "../pool/leases.ts";
import { openAnswer, type OpenedAnswer } from "./open-answer.ts";

/** One request's way through the accounts. */
export interface Run {
  readonly deps: AttemptDeps;
  readonly plan: AttemptPlan;
  readonly leg: RouteLeg;
  /** Not to be asked (again) in this round. */
  tried: Set<AccountId>;
  /** Of those tried, the ones whose failure may be over in a while. */
  readonly mayHeal: Set<AccountId>;
  /** From 0. */
  round: number;
  askedInRound: number;
  last: LastFailure | null;
}

interface LastFailure {
  readonly failure: Failure;
  readonly told: string | null;
  /** The request cannot be said to the upstream that was chosen. */
  readonly unsayable?: Fault;
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
  reasoning: SentReasoning;
  /** The access token that the upstream refused. */
  rejected: string | undefined;
}

export async function tryAccount(run: Run, choice: Chosen): Promise<AccountTurn> {
  const { plan } = run;
  const { id } = choice.candidate;
  const lease = run.deps.pool.lease(id);
  const hasMoved = plan.lastServedBy !== null && plan.lastServedBy !== id;
  const stay: Stay = { refreshed: false, reasoning: hasMoved ? "moved" : "as-sent", rejected: undefined };
  let isServing = false;
  try {
    for (;;) {
      const known = run.deps.pool.account(id);
      const attempt = noteAttempt(run, choice, known);
      const tried = known === null ? GONE : await attemptOnce(run, known, stay);
      if (tried.kind === "unsayable") {
        attempt.ended({ status: null, failure: tried.failure });
        return passUnsayable(run, tried);
      }
      if (tried.kind === "opened") {
        isServing = true;
        return { kind: "opened", opened: tried.opened, serving: servingOf(tried, { attempt, lease }) };
      }
      const { failure: why, status, told } = tried.refused;
      attempt.ended({ status, failure: why });
      run.last = { failure: why, told };
      const step = stepAfter(run, why, { stay, account: tried.account });
      report(run, id, { failure: why, step, account: tried.account });
      if (step === "try_another") return passOn(run, id, why);
      if (step === "give_up") return { kind: "given-up", failure: why, told };
      prepareRetry(stay, step, tried.account);
    }
  } finally {
    if (!isServing) lease.release();
  }
}

function noteAttempt({ plan, leg }: Run, { candidate, decision }: Chosen, account: Account | null): AttemptEntry {
  return plan.entry.attempt({
    accountId: candidate.id,
    label: candidate.label,
    provider: account?.provider ?? null,
    model: account === null ? leg.name : leg.modelAt(account),
    decision,
  });
}

type Refused = Extract<OpenedAnswer, { kind: "failed" }>;

interface Opened {
  readonly kind: "opened";
  readonly opened: Exclude<OpenedAnswer, Refused>;
  readonly target: Target;
  readonly startedAt: number;
}

/** `account`: with the token that was used. */
type Tried =
  | Opened
  | { readonly kind: "refused"; readonly refused: Refused; readonly account: Account | null }
  | { readonly kind: "unsayable"; readonly fault: Fault; readonly failure: Failure; readonly target: Target };

function servingOf(
  { target, startedAt, opened }: Opened,
  { attempt, lease }: { readonly attempt: AttemptEntry; readonly lease: Lease },
): Serving {
  return { target, startedAt, attempt, lease, headers: opened.headers, end: { settled: false } };
}

async function attemptOnce({ deps, plan, leg }: Run, known: Account, stay: Stay): Promise<Tried> {
  const startedAt = deps.clock.now();
  const fresh = await deps.pool.fresh(known, stay.rejected);
  if (fresh.kind === "failed") {
    return {
      kind: "refused",
      refused: { kind: "failed", status: null, failure: fresh.failure, told: null },
      account: known,
    };
  }
  const { account } = fresh;
  const provider = providerOf(deps, account);
  const target: Target = { account, provider, name: leg.name, model: leg.modelAt(account), effort: leg.effort };
  const lane = laneOrFault(plan, target, stay);
  if (lane instanceof Fault) {
    return { kind: "unsayable", fault: lane, failure: failure("request_fault", lane.code, lane.message), target };
  }
  const answer = withoutEnvelope(await plan.send(target, lane), provider.envelope);
  if (answer.kind === "answered") {
    const quota = provider.quotaFromHeaders?.(answer.headers, deps.clock.now()) ?? null;
    if (quota !== null) deps.pool.observeQuota(account.id, quota);
  }
  const { stream, mayBeEmpty } = plan;
  const opened = await openAnswer({ answer, lane, target, stream, mayBeEmpty, now: deps.clock.now });
  if (opened.kind === "failed") return { kind: "refused", refused: opened, account };
  return { kind: "opened", opened, target, startedAt };
}

/** What is the client's fault in any dialect, or in this one, is no defect of ours. */
function laneOrFault(plan: AttemptPlan, target: Target, { reasoning }: Stay): Lane | Fault {
  try {
    return plan.laneFor(target, reasoning);
  } catch (thrown) {
    if (thrown instanceof Fault && FAULTS[thrown.code].owner === "client") return thrown;
    throw thrown;
  }
}

/** An upstream of another dialect may be able to hear what this one cannot: all that speak as it does are passed over. */
function passUnsayable(run: Run, { fault, failure: why, target }: Extract<Tried, { kind: "unsayable" }>): AccountTurn {
  const { deps, plan, leg, tried } = run;
  run.last = { failure: why, told: null, unsayable: fault };
  const spoken = dialectSpoken(target.provider.dialectsOf(target.account), plan.dialect);
  for (const { account } of leg.candidates) {
    if (dialectSpoken(providerOf(deps, account).dialectsOf(account), plan.dialect) === spoken) tried.add(account.id);
  }
  return { kind: "next" };
}

/** The client's where the upstream speaks it, else the upstream's preferred one. */
function dialectSpoken(spoken: readonly DialectId[], client: DialectId): DialectId | undefined {
  return spoken.includes(client) ? client : spoken[0];
}

const GONE: Tried = {
  kind: "refused",
  refused: {
    kind: "failed",
    status: null,
    told: null,
    failure: failure("upstream_error", "account_gone", "The account was removed"),
  },
  account: null,
};

function stepAfter(run: Run, why: Failure, after: { readonly stay: Stay; readonly account: Account | null }): Step {
  const { stay, account } = after;
  return nextStep(why, {
    contentSent: false,
    refreshed: stay.refreshed,
    refreshable: account !== null && isRefreshable(run, account),
    reasoningDropped: stay.reasoning === "refused",
  });
}

function isRefreshable({ deps }: Run, account: Account): boolean {
  return providerOf(deps, account).refreshCall(account, deps.clock.now()) !== null;
}

interface Reported {
  readonly failure: Failure;
  readonly step: Step;
  readonly account: Account | null;
}

/** A 401 counts against the login only once a refresh has not healed it. */
function report(run: Run, id: AccountId, what: Reported): void {
  const { failure: why, step, account } = what;
  if (step === "refresh_and_retry" || step === "retry_without_reasoning") return;
  const final: Failure = why.kind === "unauthorized" ? { ...why, kind: "reauth_required" } : why;
  const { leg, deps } = run;
  const model = account === null ? leg.name : leg.modelAt(account);
  deps.pool.failed(id, asKnown(final, { name: leg.name, model }), leg.name);
}

/** The upstream's and the wire's own troubles. */
export const TRANSIENT: ReadonlySet<Failure["kind"]> = new Set(["upstream_error", "stream_broken", "unreachable"]);
/** Whether the account may be asked already is for its condition to say, which has a time. */
const RESTS: ReadonlySet<Failure["kind"]> = new Set(["rate_limited", "quota_exceeded"]);

function passOn({ tried, mayHeal }: Run, id: AccountId, why: Failure): AccountTurn {
  tried.add(id);
  if (TRANSIENT.has(why.kind) || RESTS.has(why.kind)) mayHeal.add(id);
  return { kind: "next" };
}

type Retry = Extract<Step, "refresh_and_retry" | "retry_without_reasoning">;

function prepareRetry(stay: Stay, step: Retry, account: Account | null): void {
  if (step === "retry_without_reasoning") {
    stay.reasoning = "refused";
    return;
  }
  stay.refreshed = true;
  stay.rejected = account?.credentials.kind === "oauth" ? account.credentials.accessToken.reveal() : undefined;
}
