// How each account has been doing lately, for the health bars of panels. Kept in memory; what ended before the start is recalled
// from the records.

import type { AccountId } from "../../domain/ids.ts";
import type { Clock } from "../../domain/ports.ts";
import type { RecordedRequest, RecordedRequests } from "../../domain/recorded-request.ts";
import type { RequestRecord } from "../../domain/request-record.ts";

export interface AccountActivity {
  /** Takes a request that has ended, at `endedAt` (epoch ms) or just now. */
  note(record: Pick<RequestRecord, "accountId" | "outcome">, endedAt?: number): void;
  /** Twenty spans of ten minutes, oldest first, the present one last. All idle accounts share one list. */
  recent(accountId: AccountId | null): readonly RecentBucket[];
}

export interface RecentBucket {
  /** Epoch ms at which it begins. */
  readonly at: number;
  readonly success: number;
  readonly failed: number;
}

export const BUCKET_MS = 10 * 60_000;
const BUCKETS = 20;
const PAGE = 1000;

interface Counts {
  success: number;
  failed: number;
}

export function createAccountActivity({ clock }: { readonly clock: Clock }): AccountActivity {
  /** By the number of the span; at most as many as are shown. */
  const spans = new Map<number, Map<AccountId, Counts>>();
  const present = (): number => Math.floor(clock.now() / BUCKET_MS);
  const bucketsOf = (last: number, accountId: AccountId | null): readonly RecentBucket[] =>
    Array.from({ length: BUCKETS }, (_, index) => {
      const span = last - BUCKETS + 1 + index;
      const counts = accountId === null ? undefined : spans.get(span)?.get(accountId);
      return { at: span * BUCKET_MS, success: counts?.success ?? 0, failed: counts?.failed ?? 0 };
    });
  /** Of thousands of accounts most rest. */
  let idle = { last: -1, buckets: bucketsOf(-1, null) };
  return {
    note({ accountId, outcome }, endedAt = clock.now()) {
      if (accountId === null || outcome === "open") return;
      const span = Math.floor(endedAt / BUCKET_MS);
      let counts = spans.get(span);
      if (counts === undefined) {
        counts = new Map();
        spans.set(span, counts);
        for (const old of spans.keys()) if (old <= span - BUCKETS) spans.delete(old);
      }
      const known = counts.get(accountId) ?? { success: 0, failed: 0 };
      known[outcome === "ok" ? "success" : "failed"] += 1;
      counts.set(accountId, known);
    },
    recent(accountId) {
      const last = present();
      const isBusy =
        accountId !== null && [...spans].some(([span, counts]) => span > last - BUCKETS && counts.has(accountId));
      if (isBusy) return bucketsOf(last, accountId);
      if (idle.last !== last) idle = { last, buckets: bucketsOf(last, null) };
      return idle.buckets;
    },
  };
}

/** Notes what began and ended in the spans before `now`, so that a restart forgets nothing. */
export async function recallActivity(
  activity: Pick<AccountActivity, "note">,
  { requests, now }: { readonly requests: RecordedRequests; readonly now: number },
): Promise<void> {
  const range = { from: now - BUCKETS * BUCKET_MS, to: now, limit: PAGE };
  for (let after: RecordedRequest | null = null; ;) {
    const page: readonly RecordedRequest[] = await requests.page({ ...range, after });
    for (const record of page) activity.note(record, record.startedAt + (record.totalMs ?? 0));
    after = page.at(-1) ?? null;
    if (after === null || page.length < PAGE) return;
  }
}
