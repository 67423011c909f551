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
import type { Target } from "./target.ts";
import { type AccountTurn, type Run, tryAccount } from "./try-account.ts";

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
  /** Further attempts after a failed one. */
  readonly retries: number;
}

/** How long a request waits for a place where every account is at its cap. */
const PLACE_WAIT_MS = 30_000;
/** The same where the operator named a model that may stand in. */
const PLACE_WAIT_BEFORE_FALLBACK_MS = 2000;

/** Goes through the legs of the route; a further one is taken only before the first byte, and not for the client's faults. */
export async function runAttempts(deps: AttemptDeps, plan: AttemptPlan): Promise<Attempted> {
  const { legs } = plan.route;
  for (const [index, leg] of legs.entries()) {
    const isLast = index === legs.length - 1;
    const attempted = await runLeg(deps, plan, {
      leg,
      placeWaitMs: isLast ? PLACE_WAIT_MS : PLACE_WAIT_BEFORE_FALLBACK_MS,
    });
    if (isLast || attempted.kind === "opened" || !mayFallBack(attempted.fault, plan)) return attempted;
  }
  throw new Error("a route without legs");
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
  { leg, placeWaitMs }: { readonly leg: RouteLeg; readonly placeWaitMs: number },
): Promise<Attempted> {
  const run: Run = { deps, plan, leg, tried: new Set(), resting: new Set(), left: deps.retries, last: null };
  for (;;) {
    const choice = await chooseOrWait(run, placeWaitMs);
    if (choice.kind !== "chosen") return nobodyLeft(run, choice);
    const turn = await tryAccount(run, choice);
    if (turn.kind === "opened") return turn;
    if (turn.kind === "given-up") return givenUp(run, turn);
  }
}

function choose({ deps, plan, leg, tried }: Run): Choice {
  return deps.pool.choose({ leg, tie: plan.tie, tried });
}

async function chooseOrWait(run: Run, placeWaitMs: number): Promise<Choice> {
  const { deps, plan, tried, resting } = run;
  const giveUpAt = deps.clock.now() + placeWaitMs;
  for (;;) {
    const choice = choose(run);
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
    // Gone while it waited for a place: nobody is there to hear that all are busy.
    return { kind: "failed", fault: new Fault("request_cancelled", "The client closed the connection"), told: null };
  }
  if (last?.unsayable !== undefined) return { kind: "failed", fault: last.unsayable, told: null };
  if (last !== null && tellsMore(last.failure, choice)) {
    // What the upstream says of one account may name its owner.
    const told = ACCOUNT_TROUBLE.has(last.failure.kind) ? null : last.told;
    return { kind: "failed", fault: faultOfFailure(last.failure), told };
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
  "deactivated",
  "rate_limited",
  "quota_exceeded",
]);

/** No attempt is left, or none would help. */
function givenUp(run: Run, turn: Extract<AccountTurn, { kind: "given-up" }>): Attempted {
  const { failure: why, told } = turn;
  if (!ACCOUNT_TROUBLE.has(why.kind) && why.kind !== "forbidden") {
    return { kind: "failed", fault: faultOfFailure(why), told: why.kind === "request_fault" ? told : null };
  }
  const choice = choose(run);
  return choice.kind === "chosen"
    ? { kind: "failed", fault: faultOfFailure(why), told: null }
    : nobodyLeft(run, choice);
}
