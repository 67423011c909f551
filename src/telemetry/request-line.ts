// One finished request as a line of the log: what happened, which account, and why that one.

import type { Attempt, RequestRecord } from "../domain/request-record.ts";
import type { LogFields } from "./log.ts";

/** What is undefined is left out of the line: one literal costs half of what spreads do. */
export function requestLine(record: RequestRecord): LogFields {
  const { usage } = record;
  return {
    request_id: record.id,
    route: record.route,
    status: record.status,
    outcome: record.outcome,
    error_code: record.errorCode ?? undefined,
    model: record.modelServed,
    account: record.accountLabel,
    why: record.attempts.at(-1)?.decision.rule ?? null,
    attempts: record.attempts.length,
    first_byte_ms: record.firstByteMs,
    total_ms: record.totalMs,
    input_tokens: usage?.inputTokens,
    output_tokens: usage?.outputTokens,
    client_key: record.clientKey ?? undefined,
  };
}

/** One attempt of it, for those who want to see every step: who was asked, who was not and for what, and how it ended. */
export function attemptLine({ id }: RequestRecord, attempt: Attempt): LogFields {
  const { decision, failure, startedMs, endedMs } = attempt;
  return {
    request_id: id,
    account: attempt.accountLabel,
    provider: attempt.provider,
    model: attempt.model,
    why: decision.rule,
    ruled_out: decision.ruledOut,
    status: attempt.status,
    ...(failure === null ? {} : { failure: failure.kind, code: failure.code, message: failure.message }),
    started_ms: startedMs,
    ended_ms: endedMs,
  };
}
