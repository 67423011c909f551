// A request in JSON, as /api shows it. Instants are ISO 8601 in UTC.

import type { Attempt, RequestRecord } from "../domain/request-record.ts";
import { verdictOf } from "../domain/request-search.ts";
import { exclusionInWords } from "../domain/request-story.ts";

export function requestDocument(record: RequestRecord): Record<string, unknown> {
  const { usage, attempts } = record;
  return {
    id: record.id,
    started_at: instant(record.startedAt),
    outcome: verdictOf(record),
    status: record.status,
    error_code: record.errorCode,
    error_message: record.errorMessage,
    route: record.route,
    transport: record.transport,
    dialect: record.dialect,
    streamed: record.streamed,
    client_key: record.clientKey,
    user_agent: record.userAgent,
    model_asked: record.modelAsked,
    model_served: record.modelServed,
    provider: record.provider,
    account_id: record.accountId,
    account_label: record.accountLabel,
    attempt_count: attempts.length,
    why: attempts.at(-1)?.decision.rule ?? null,
    first_byte_ms: rounded(record.firstByteMs),
    total_ms: rounded(record.totalMs),
    tokens:
      usage === null
        ? null
        : {
            input: usage.inputTokens,
            cached_input: usage.cachedInputTokens,
            cache_write: usage.cacheWriteTokens,
            output: usage.outputTokens,
            reasoning: usage.reasoningTokens,
          },
    cost_usd: record.costUsd,
  };
}

export function attemptDocument({ decision, ...attempt }: Attempt): Record<string, unknown> {
  return {
    account_id: attempt.accountId,
    account_label: attempt.accountLabel,
    provider: attempt.provider,
    model: attempt.model,
    started_ms: rounded(attempt.startedMs),
    ended_ms: rounded(attempt.endedMs),
    status: attempt.status,
    failure: attempt.failure,
    decision: {
      strategy: decision.strategy,
      rule: decision.rule,
      chosen: decision.chosen,
      considered: decision.considered.map(({ exclusion, ...one }) => ({
        account_id: one.accountId,
        label: one.label,
        excluded:
          exclusion === null
            ? null
            : { reason: exclusion.reason, until: instant(exclusion.until), words: exclusionInWords(exclusion) },
        priority: one.priority,
        primary_used_percent: one.primaryUsedPercent,
        secondary_used_percent: one.secondaryUsedPercent,
        in_flight: one.inFlight,
      })),
      omitted: decision.omitted,
      ruled_out: decision.ruledOut,
    },
  };
}

function instant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
