// How long requests took: what half of them, and what nineteen of twenty kept within.

import { percentileOf } from "../../domain/latency.ts";
import type { TimeRange, UsageHistory } from "../../domain/usage-history.ts";

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

async function percentiles(
  history: Pick<UsageHistory, "latency">,
  measure: "first_byte" | "total",
  range: TimeRange,
): Promise<Percentiles> {
  const counts = await history.latency(measure, range);
  return { p50Ms: percentileOf(counts, 0.5), p95Ms: percentileOf(counts, 0.95) };
}
