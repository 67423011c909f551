// One request as programs that collect usage read it (cliproxyapi facts 6). What we do not keep is left out.

import { NO_USAGE } from "../../domain/usage.ts";
import type { QueuedRequest } from "../../management/usage/usage-queue.ts";
import { maskedSource, tokensOf } from "../../management/usage/usage-statistics.ts";

export function queueView(record: QueuedRequest): object {
  const usage = record.usage ?? NO_USAGE;
  const failed = record.outcome !== "ok";
  return {
    timestamp: new Date(record.startedAt).toISOString(),
    latency_ms: record.totalMs ?? 0,
    ttft_ms: record.firstByteMs ?? 0,
    source: maskedSource(record.accountLabel),
    auth_index: record.accountId?.replace(/^acc_/, "") ?? "",
    user_agent: record.userAgent ?? "",
    tokens: {
      input_tokens: usage.inputTokens,
      output_tokens: usage.outputTokens,
      reasoning_tokens: usage.reasoningTokens,
      cached_tokens: usage.cachedInputTokens,
      cache_read_tokens: usage.cachedInputTokens,
      cache_creation_tokens: usage.cacheWriteTokens,
      total_tokens: tokensOf({ usage }),
    },
    failed,
    ...(failed ? { fail: { status_code: record.status, body: record.errorMessage ?? "" } } : {}),
    provider: record.provider ?? "unknown",
    model: record.modelServed ?? "unknown",
    alias: record.modelAsked ?? "",
    endpoint: record.route,
    // The key's name; the key itself is in no record.
    api_key: record.clientKey ?? "",
    request_id: record.id,
  };
}
