// The twenty spans of ten minutes that panels draw as a health bar.

import { BUCKET_MS, type RecentBucket } from "../../management/usage/account-activity.ts";

/** Times are UTC, as everywhere here. */
export function recentView(buckets: readonly RecentBucket[]): readonly object[] {
  return buckets.map(({ at, success, failed }) => ({
    time: `${timeOf(at)}-${timeOf(at + BUCKET_MS)}`,
    success,
    failed,
  }));
}

function timeOf(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}
