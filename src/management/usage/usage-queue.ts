// The newest requests for a program that collects them: each is handed out once, and what nobody fetches is let go.

import type { Clock } from "../../domain/ports.ts";
import type { RequestRecord } from "../../domain/request-record.ts";

export interface UsageQueue {
  /** Takes a request that has ended. */
  put(record: RequestRecord): void;
  /** The oldest, at most `count`; they are gone then. */
  take(count: number): readonly RequestRecord[];
}

/** As long as the program that this stands in for keeps them (cliproxyapi facts 6). */
const KEPT_MS = 60_000;
const MOST_KEPT = 10_000;

export function createUsageQueue({ clock }: { readonly clock: Clock }): UsageQueue {
  let waiting: { readonly at: number; readonly record: RequestRecord }[] = [];
  const letGo = (): void => {
    const since = clock.now() - KEPT_MS;
    const first = waiting.findIndex(({ at }) => at > since);
    waiting = first < 0 ? [] : waiting.slice(first);
  };
  return {
    put(record) {
      // Far more than is kept is a good time to let go: not with every request.
      if (waiting.length >= 2 * MOST_KEPT) waiting = waiting.slice(-MOST_KEPT);
      // Why an account was chosen is most of a record, and nobody asks for it here.
      waiting.push({ at: clock.now(), record: { ...record, attempts: [] } });
    },
    take(count) {
      letGo();
      return waiting.splice(0, count).map(({ record }) => record);
    },
  };
}
