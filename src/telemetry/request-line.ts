// One finished request as a line of the log: what happened, which account, and why that one.

import type { Attempt, RequestRecord } from "../domain/request-record.ts";
import type { LogFields } from "./log.ts";

export function requestLine(record: RequestRecord): LogFields {
  const last = record.attempts.at(-1);
  return {
    request_id: record.id,
    route: record.route,
    status: record.status,
    outcome: record.outcome,
    ...(record.errorCode === null ? {} : { error_code: record.errorCode }),
    model: record.modelServed,
    account: record.accountLabel,
    why: last?.decision.rule ?? null,
    attempts: record.attempts.length,
    first_byte_ms: record.firstByteMs,
    total_ms: record.totalMs,
    ...(record.usage === null
      ? {}
      : { input_tokens: record.usage.inputTokens, output_tokens: record.usage.outputTokens }),
    ...(record.clientKey === null ? {} : { client_key: record.clientKey }),
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
