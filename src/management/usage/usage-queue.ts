// The newest requests for a program that collects them: each is handed out once, and what nobody fetches is let go.

import type { Clock } from "../../domain/ports.ts";
import type { RequestRecord } from "../../domain/request-record.ts";

export interface UsageQueue {
  /** Takes a request that has ended. */
  put(record: RequestRecord): void;
  /** The oldest, at most `count`; they are gone then. */
  take(count: number): readonly QueuedRequest[];
}

/** What is told of one: why its account was chosen is most of a record, and nobody asks for it here. */
export type QueuedRequest = Pick<
  RequestRecord,
  | "id"
  | "startedAt"
  | "outcome"
  | "status"
  | "errorMessage"
  | "route"
  | "clientKey"
  | "userAgent"
  | "modelAsked"
  | "modelServed"
  | "provider"
  | "accountId"
  | "accountLabel"
  | "firstByteMs"
  | "totalMs"
  | "usage"
>;

/** As long as the program that this stands in for keeps them (cliproxyapi facts 6). */
const KEPT_MS = 60_000;
const MOST_KEPT = 10_000;
/** What is too old or too much is let go of after so many more: not with every request. */
const LOOK_EVERY = 1000;

export function createUsageQueue({ clock }: { readonly clock: Clock }): UsageQueue {
  let waiting: (QueuedRequest & { readonly endedAt: number })[] = [];
  let lookAt = LOOK_EVERY;
  const letGo = (): void => {
    const since = clock.now() - KEPT_MS;
    const first = waiting.findIndex(({ endedAt }) => endedAt > since);
    waiting = first < 0 ? [] : waiting.slice(Math.max(first, waiting.length - MOST_KEPT));
    lookAt = waiting.length + LOOK_EVERY;
  };
  return {
    put(record) {
      waiting.push({
        id: record.id,
        startedAt: record.startedAt,
        outcome: record.outcome,
        status: record.status,
        errorMessage: record.errorMessage,
        route: record.route,
        clientKey: record.clientKey,
        userAgent: record.userAgent,
        modelAsked: record.modelAsked,
        modelServed: record.modelServed,
        provider: record.provider,
        accountId: record.accountId,
        accountLabel: record.accountLabel,
        firstByteMs: record.firstByteMs,
        totalMs: record.totalMs,
        usage: record.usage,
        endedAt: clock.now(),
      });
      if (waiting.length >= lookAt) letGo();
    },
    take(count) {
      letGo();
      return waiting.splice(0, count);
    },
  };
}
