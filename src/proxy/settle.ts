// The end of a request: lease back, health told, ties bound, record settled. Safe to call more than once; the first counts.

import type { StreamSeen } from "../dialects/stream-tap.ts";
import type { Failure } from "../domain/failure.ts";
import { viewFault } from "../domain/faults.ts";
import type { Clock } from "../domain/ports.ts";
import type { Pool } from "../pool/pool.ts";
import type { RequestEntry } from "../telemetry/recorder.ts";
import type { Serving } from "./attempts.ts";
import { faultOfFailure } from "./fault-of.ts";
import { asKnown } from "./target.ts";

export interface SettleDeps {
  readonly clock: Clock;
  readonly pool: Pool;
  /** What to bind once the account has served. */
  bind(serving: Serving, seen: Seen): void;
}

export type Seen = Pick<StreamSeen, "responseId" | "model" | "usage" | "vendorEvents" | "sealed" | "proofs">;

export interface ServedEnd {
  readonly entry: RequestEntry;
  readonly serving: Serving;
  readonly seen: Seen;
  /** null: the answer is whole. */
  readonly failure: Failure | null;
}

export function settleServed(deps: SettleDeps, end: ServedEnd): void {
  const { entry, serving, seen, failure } = end;
  if (serving.end.settled) return;
  serving.end.settled = true;
  const { account, provider } = serving.target;
  serving.lease.release();
  serving.attempt.ended({ status: 200, failure });
  for (const event of seen.vendorEvents) {
    const quota = provider.quotaFromEvent?.(event, deps.clock.now()) ?? null;
    if (quota !== null) deps.pool.observeQuota(account.id, quota);
  }
  const { model, usage } = seen;
  // Also where it broke off or the client left: what it thought up to then is in the client's next request.
  deps.bind(serving, seen);
  if (failure === null) {
    deps.pool.succeeded(account.id, serving.startedAt);
    entry.settle({ outcome: "ok", status: 200, model, usage });
    return;
  }
  deps.pool.failed(account.id, asKnown(failure, serving.target), serving.target.name);
  const fault = viewFault(faultOfFailure(failure));
  const outcome = failure.kind === "cancelled" ? "cancelled" : "error";
  // Content had gone out under a 200; the record says what became of it.
  const status = failure.kind === "cancelled" ? 499 : 200;
  entry.settle({ outcome, status, errorCode: fault.code, errorMessage: fault.message, model, usage });
}

/** No account served. */
export function settleFailed(entry: RequestEntry, thrown: unknown): void {
  const view = viewFault(thrown);
  const outcome = view.code === "request_cancelled" ? "cancelled" : "error";
  entry.settle({ outcome, status: view.status, errorCode: view.code, errorMessage: view.message });
}
