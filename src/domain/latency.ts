// How long requests take, in counts by bucket: each bucket is a fifth wider than the one before, so that a percentile is
// right within a tenth, whatever the times, and counts of any stretch of time can be added up.

import type { LatencyCounts } from "./usage-history.ts";

const GROWTH = 1.2;
const LOG_GROWTH = Math.log(GROWTH);
/** An hour and a half, and all that is longer. */
const LAST_BUCKET = 85;

/** The bucket of a time in ms: 0 up to a ms, then each to 1.2 times the one before. */
export function latencyBucket(ms: number): number {
  if (!(ms > 1)) return 0;
  return Math.min(LAST_BUCKET, Math.ceil(Math.log(ms) / LOG_GROWTH));
}

/** ms that `share` (0..1) of the requests took at most, within a tenth; null where there are none. */
export function percentileOf(counts: LatencyCounts, share: number): number | null {
  const buckets = [...counts].toSorted(([a], [b]) => a - b);
  const all = buckets.reduce((sum, [, count]) => sum + count, 0);
  if (all === 0) return null;
  let left = Math.max(1, Math.ceil(all * share));
  for (const [bucket, count] of buckets) {
    left -= count;
    if (left <= 0) return middleOf(bucket);
  }
  return null;
}

/** The middle of a bucket by ratio. */
function middleOf(bucket: number): number {
  return Math.max(1, Math.round(GROWTH ** (bucket - 0.5)));
}
