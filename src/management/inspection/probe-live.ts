// Asks one account's upstream how it is: what is left of its quota, or, where that is not told and the operator wants it so, a
// small request.

import { type Failure, failure } from "../../domain/failure.ts";
import type { ProbeResult } from "../../domain/inspection.ts";
import type { AccountId } from "../../domain/ids.ts";
import type { LiveAccount } from "../../pool/live-account.ts";
import type { Pool } from "../../pool/pool.ts";

export interface TestAnswer {
  readonly status: number;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface LiveProbeDeps {
  readonly pool: Pick<Pool, "accounts" | "pollQuota">;
  /** null where no model of the account is known. */
  testRequest(live: LiveAccount): Promise<TestAnswer | null>;
}

export interface Probed {
  readonly probe: ProbeResult;
  /** As it is after the probe. */
  readonly live: LiveAccount;
}

/** null where the account has gone meanwhile. */
export async function probeLive(
  deps: LiveProbeDeps,
  id: AccountId,
  wish: { readonly testRequests: boolean },
): Promise<Probed | null> {
  const polled = await deps.pool.pollQuota(id);
  const live = find(deps, id);
  if (polled === null || live === null) return null;
  if (polled.kind === "failed") return { live, probe: polled };
  if (polled.kind === "observed" && live.quota !== null)
    return { live, probe: { kind: "observed", quota: live.quota } };
  const answer = wish.testRequests ? await deps.testRequest(live) : null;
  const after = find(deps, id);
  return after === null ? null : { live: after, probe: resultOf(answer, after) };
}

function resultOf(answer: TestAnswer | null, { condition }: LiveAccount): ProbeResult {
  if (answer === null) return { kind: "not_asked" };
  if (answer.error === null) return { kind: "served" };
  // The request went the way of all requests: what it found out stands in the account's condition, in the upstream's words.
  if (condition.kind !== "healthy") return { kind: "not_asked" };
  return { kind: "failed", failure: failureOf(answer.status, answer.error) };
}

function failureOf(status: number, { code, message }: NonNullable<TestAnswer["error"]>): Failure {
  const kind = status === 429 ? "rate_limited" : status >= 500 ? "upstream_error" : "forbidden";
  return { ...failure(kind, code, message), status };
}

function find({ pool }: LiveProbeDeps, id: AccountId): LiveAccount | null {
  return pool.accounts().find((live) => live.id === id) ?? null;
}
