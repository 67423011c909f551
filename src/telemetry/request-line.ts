// One finished request as a line of the log: what happened, which account, and why that one.

import type { RequestRecord } from "../domain/request-record.ts";
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
