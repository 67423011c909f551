// /api/action-queue: what waits for somebody to act.

import * as contract from "../../../contract/action-queue.ts";
import type { Candidate } from "../../domain/action-queue.ts";
import { actOnCandidates, type QueueDeps } from "../../management/action-queue/act-on-candidates.ts";
import type { LiveAccount } from "../../pool/live-account.ts";
import type { Api } from "./api-app.ts";
import { instantOf, instantOrNull } from "./instants.ts";

export interface ActionQueueHandlersDeps extends QueueDeps {
  liveAccounts(): readonly LiveAccount[];
  /** What has just been seen is in the store. */
  settled(): Promise<void>;
}

export function serveActionQueue({ serve }: Api, deps: ActionQueueHandlersDeps): void {
  serve(contract.listActionQueue, async (context) => {
    const { state } = context.req.valid("query");
    await deps.settled();
    const found = await deps.candidates.list(state === undefined ? {} : { state });
    const paused = new Map(deps.liveAccounts().map((live) => [live.id, live.paused]));
    return context.json(
      {
        candidates: found.map((candidate) => viewOf(candidate, paused.get(candidate.accountId))),
        counts: await deps.candidates.counts(),
      },
      200,
    );
  });

  serve(contract.actOnQueue, async (context) => {
    const { candidate_ids, action } = context.req.valid("json");
    await deps.settled();
    const results = await actOnCandidates(deps, candidate_ids, action);
    const succeeded = results.filter(({ error }) => error === null).length;
    context.set("auditDetail", `${action}: ${succeeded} of ${results.length}`);
    return context.json({ succeeded, failed: results.length - succeeded, results: [...results] }, 200);
  });
}

function viewOf(candidate: Candidate, isPaused: boolean | undefined) {
  const { id, label, provider, action, reason, source, evidence, state, hits, returns } = candidate;
  return {
    ...{ id, label, provider, action, reason, source, state, hits, returns },
    account_id: candidate.accountId,
    file_name: candidate.fileName,
    evidence: { message: evidence.message, http_status: evidence.httpStatus, run_id: evidence.runId },
    first_seen_at: instantOf(candidate.firstSeenAt),
    last_seen_at: instantOf(candidate.lastSeenAt),
    settled_at: instantOrNull(candidate.settledAt),
    last_error: candidate.lastError,
    account_state: isPaused === undefined ? ("gone" as const) : isPaused ? ("paused" as const) : ("active" as const),
  };
}
