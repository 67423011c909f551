// A recorded request as a simulation plays it again: of each record the few members that count, oldest first.

import type { RequestRecord } from "./request-record.ts";

export type RecordedRequest = Pick<
  RequestRecord,
  | "id"
  | "startedAt"
  | "totalMs"
  | "outcome"
  | "status"
  | "errorCode"
  | "modelAsked"
  | "modelServed"
  | "provider"
  | "accountId"
  | "session"
  | "usage"
  | "costUsd"
>;

/** Records of the past in pages, so that a million of them never stand in memory. */
export interface RecordedRequests {
  /** Ended ones that began in `[from, to)`, oldest first; `after` is the last of the page before. */
  page(wanted: {
    readonly from: number;
    readonly to: number;
    readonly after: Pick<RecordedRequest, "id" | "startedAt"> | null;
    readonly limit: number;
  }): Promise<readonly RecordedRequest[]>;
}
