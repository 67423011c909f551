// The attempt loop: choose an account, make sure of its token, call, look at what comes back; on failure do what
// domain/next-step says. Ends with an answer that can be committed to, or with the fault the client is told.

import type { DialectId } from "../dialects/dialect.ts";
import type { Choice, Tie } from "../domain/choose-account.ts";
import type { Failure } from "../domain/failure.ts";
import { FAULTS, Fault } from "../domain/faults.ts";
import type { AccountId } from "../domain/ids.ts";
import type { Clock } from "../domain/ports.ts";
import type { Lease } from "../pool/leases.ts";
import type { Route, RouteLeg } from "../pool/model-routes.ts";
import type { Pool } from "../pool/pool.ts";
import type { Operation, Provider } from "../providers/provider.ts";
import type { AttemptEntry, RequestEntry } from "../telemetry/recorder.ts";
import type { UpstreamAnswer } from "../wire/upstream-call.ts";
import { faultOfChoice, faultOfFailure } from "./fault-of.ts";
import type { SentReasoning } from "./foreign-reasoning.ts";
import type { Lane } from "./lane.ts";
import type { OpenedAnswer } from "./open-answer.ts";
import { type NextAccount, nextAccount, type RetryRules, type Waits } from "./next-account.ts";
import type { Target } from "./target.ts";
import { type Run, TRANSIENT, tryAccount } from "./try-account.ts";

export interface AttemptPlan {
  readonly operation: Operation;
  readonly route: Route;
  /** The client's. */
  readonly dialect: DialectId;
  readonly tie: Tie | null;
  /** The account that served the conversation before; null where it is new. Another one is not shown its reasoning. */
  readonly lastServedBy: AccountId | null;
  readonly stream: boolean;
  readonly entry: RequestEntry;
  readonly signal: AbortSignal;
  /**
   * The lane for this target's upstream; `reasoning` says what becomes of the encrypted reasoning sent along. Throws Fault
   * where the request cannot be said in the upstream's dialect.
   */
  laneFor(target: Target, reasoning: SentReasoning): Lane;
  /** Sends the lane's request to this target's upstream. Never rejects. */
  send(target: Target, lane: Lane): Promise<UpstreamAnswer>;
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
  readonly target: Target;
  readonly startedAt: number;
  readonly attempt: AttemptEntry;
  readonly lease: Lease;
  /** Of the upstream's answer. */
  readonly headers: Headers;
  /** Whether its end has been accounted for: by whoever comes first, the stream's end or the client's leaving. */
  readonly end: { settled: boolean };
}

export interface AttemptDeps {
  readonly clock: Clock;
  readonly pool: Pool;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly retry: RetryRules;
}

/** How long a request waits for a place where every account is at its cap. */
const PLACE_WAIT_MS = 30_000;
/** What it waits for anything where the operator named a model that may stand in. */
const WAIT_BEFORE_FALLBACK_MS = 2000;

/** Goes through the legs of the route; a further one is taken only before the first byte, and not for the client's faults. */
export async function runAttempts(deps: AttemptDeps, plan: AttemptPlan): Promise<Attempted> {
  const { legs } = plan.route;
  let attempted: Attempted | null = null;
  for (const [index, leg] of legs.entries()) {
    if (attempted !== null && leg.previewOf !== null && !isUsedUp(attempted)) continue;
    const isLast = legs.slice(index + 1).every(({ previewOf }) => previewOf !== null);
    const { restMs } = deps.retry;
    const waits = isLast
      ? { placeMs: PLACE_WAIT_MS, restMs }
      : { placeMs: WAIT_BEFORE_FALLBACK_MS, restMs: Math.min(restMs, WAIT_BEFORE_FALLBACK_MS) };
    const next = await runLeg(deps, plan, { leg, waits });
    if (next.kind === "opened" || !mayFallBack(next.fault, plan)) return next;
    // Nobody asked for the preview: what is told is what became of the model itself.
    if (leg.previewOf === null) attempted = next;
  }
  if (attempted === null) throw new Error("a route without legs");
  return attempted;
}

function isUsedUp(attempted: Attempted): boolean {
  return attempted.kind === "failed" && attempted.fault.code === "usage_limit_reached";
}

/** Another model can do nothing about a faulty request, a client that left, or a conversation that is its owner's alone. */
function mayFallBack(fault: Fault, { tie }: AttemptPlan): boolean {
  return tie?.strength !== "hard" && (!isClients(fault) || fault.code === "model_not_found");
}

function isClients(fault: Fault): boolean {
  return FAULTS[fault.code].owner === "client";
}

async function runLeg(
  deps: AttemptDeps,
  plan: AttemptPlan,
  { leg, waits }: { readonly leg: RouteLeg; readonly waits: Waits },
): Promise<Attempted> {
  const run: Run = { deps, plan, leg, tried: new Set(), mayHeal: new Set(), round: 0, askedInRound: 0, last: null };
  for (;;) {
    const next = await nextAccount(run, waits);
    if (next.kind !== "chosen") return ended(run, next);
    const turn = await tryAccount(run, next);
    if (turn.kind === "opened") return turn;
    if (turn.kind === "given-up")
      return failedBy(turn.failure, turn.failure.kind === "request_fault" ? turn.told : null);
  }
}

/** Nobody is left to ask, or nobody more may be. */
function ended(run: Run, next: Exclude<NextAccount, { kind: "chosen" }>): Attempted {
  const { plan, last } = run;
  const isUpstreams = last !== null && last.unsayable === undefined && TRANSIENT.has(last.failure.kind);
  if (isUpstreams && !plan.signal.aborted) return failedBy(last.failure, null);
  if (next.kind !== "enough") return nobodyLeft(run, next);
  if (last === null) throw new Error("a round is full and nobody was asked");
  return plan.signal.aborted ? { kind: "failed", fault: LEFT(), told: null } : failedBy(last.failure, null);
}

const LEFT = (): Fault => new Fault("request_cancelled", "The client closed the connection");

function failedBy(why: Failure, told: string | null): Attempted {
  return { kind: "failed", fault: faultOfFailure(why), told };
}

type NotChosen = Exclude<Choice, { kind: "chosen" }>;

/** The last failure says more than the fact that nobody is left, unless it is one account's own trouble. */
function nobodyLeft(run: Run, choice: NotChosen): Attempted {
  const { plan, leg, last, deps } = run;
  const attempt = plan.entry.attempt({
    accountId: null,
    label: null,
    provider: null,
    model: leg.name,
    decision: choice.decision,
  });
  attempt.ended({ status: null, failure: null });
  if (plan.signal.aborted) {
    // Gone while it waited: nobody is there to hear what for.
    return { kind: "failed", fault: LEFT(), told: null };
  }
  if (last?.unsayable !== undefined) return { kind: "failed", fault: last.unsayable, told: null };
  // What the upstream says of one account may name its owner.
  if (last !== null && tellsMore(last.failure, choice)) {
    return failedBy(last.failure, ACCOUNT_TROUBLE.has(last.failure.kind) ? null : last.told);
  }
  const [first] = leg.candidates;
  const shared = first === undefined ? null : deps.pool.usage(first.account.provider).plan;
  return { kind: "failed", fault: faultOfChoice(choice, shared), told: null };
}

function tellsMore(last: Failure, choice: NotChosen): boolean {
  if (choice.kind === "exhausted") return false;
  if (!ACCOUNT_TROUBLE.has(last.kind)) return true;
  return last.kind === "rate_limited" && choice.kind === "nobody" && choice.backAt === null;
}

/** Troubles of one account say nothing to a client that knows of no accounts. */
const ACCOUNT_TROUBLE: ReadonlySet<Failure["kind"]> = new Set([
  "unauthorized",
  "reauth_required",
  "lent",
  "deactivated",
  "rate_limited",
  "quota_exceeded",
]);
