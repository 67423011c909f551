// Sums of requests as /api shows them.

import type { z } from "zod";

import type { latencyView, sumsView } from "../../../contract/usage-views.ts";
import { errorRateOf, type TimeSums, type UsageSums } from "../../domain/usage-history.ts";
import type { Latency, Percentiles } from "../../management/usage/percentiles.ts";
import { viewOfTokens } from "./request-view.ts";

export function viewOfSums(sums: UsageSums): z.output<typeof sumsView> {
  const { usage } = sums;
  return {
    requests: sums.requests,
    failures: sums.failures,
    cancelled: sums.cancelled,
    error_rate: errorRateOf(sums),
    tokens: viewOfTokens(usage),
    cached_share: usage.inputTokens === 0 ? null : Math.min(1, usage.cachedInputTokens / usage.inputTokens),
    cost_usd: sums.costUsd,
    unpriced_requests: sums.unpriced,
    average_first_byte_ms: average(sums.firstByte),
    average_total_ms: average(sums.total),
  };
}

export function viewOfLatency({ firstByte, total }: Latency): z.output<typeof latencyView> {
  return { first_byte: viewOfPercentiles(firstByte), total: viewOfPercentiles(total) };
}

function viewOfPercentiles({ p50Ms, p95Ms }: Percentiles) {
  return { p50_ms: p50Ms, p95_ms: p95Ms };
}

function average({ requests, ms }: TimeSums): number | null {
  return requests === 0 ? null : Math.round(ms / requests);
}
