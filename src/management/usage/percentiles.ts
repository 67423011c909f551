// How long requests took: what half of them, and what nineteen of twenty kept within.

import { latencyBucket, percentileOf } from "../../domain/latency.ts";
import type { LatencyCounts, RequestTimes, TimeRange, UsageHistory } from "../../domain/usage-history.ts";

export interface Percentiles {
  /** null where there was no request. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

export interface Latency {
  readonly firstByte: Percentiles;
  readonly total: Percentiles;
}

/** Of requests that went well; right within a tenth, and known as far back as `RECENT_KEPT_MS`. */
export async function latencyIn(history: Pick<UsageHistory, "latency">, range: TimeRange): Promise<Latency> {
  return {
    firstByte: await percentiles(history, "first_byte", range),
    total: await percentiles(history, "total", range),
  };
}

/** Of times that are known one by one. */
export function latencyOf(times: readonly RequestTimes[]): Latency {
  return {
    firstByte: percentilesOf(countsOf(times.map(({ firstByteMs }) => firstByteMs))),
    total: percentilesOf(countsOf(times.map(({ totalMs }) => totalMs))),
  };
}

function countsOf(times: readonly (number | null)[]): LatencyCounts {
  const counts = new Map<number, number>();
  for (const ms of times) {
    if (ms === null) continue;
    const bucket = latencyBucket(ms);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return counts;
}

function percentilesOf(counts: LatencyCounts): Percentiles {
  return { p50Ms: percentileOf(counts, 0.5), p95Ms: percentileOf(counts, 0.95) };
}

async function percentiles(
  history: Pick<UsageHistory, "latency">,
  measure: "first_byte" | "total",
  range: TimeRange,
): Promise<Percentiles> {
  return percentilesOf(await history.latency(measure, range));
}
