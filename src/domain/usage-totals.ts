// Sums over all requests that ever ended, which outlive the records.

import type { AccountId } from "./ids.ts";
import type { RequestRecord } from "./request-record.ts";
import type { Usage } from "./usage.ts";

export interface UsageTotals {
  /** One look, so that both say the same. */
  overview(): Promise<UsageOverview>;
  byAccount(): Promise<ReadonlyMap<AccountId, RequestSums>>;
  /** The newest records of a route and model that have ended, newest first. */
  newest(of: {
    readonly route: string;
    readonly model: string;
    readonly limit: number;
  }): Promise<readonly UsedRequest[]>;
}

export interface UsageOverview {
  readonly routes: readonly RouteSums[];
  readonly hours: readonly HourSums[];
}

export interface RequestSums {
  readonly requests: number;
  /** Those that ended well; all others failed, were cancelled or interrupted. */
  readonly succeeded: number;
  readonly usage: Usage;
}

export interface RouteSums extends RequestSums {
  /** `METHOD /route` */
  readonly route: string;
  /** By the upstream's name; UNKNOWN_MODEL where no upstream was asked. */
  readonly model: string;
}

export interface HourSums extends RequestSums {
  /** Epoch ms at which the hour begins. */
  readonly hour: number;
}

export type UsedRequest = Pick<
  RequestRecord,
  "id" | "startedAt" | "outcome" | "accountId" | "accountLabel" | "usage" | "totalMs"
>;

/** Clients name models as they like: what nobody was asked for is counted as one, so that sums do not grow with their fancy. */
export const UNKNOWN_MODEL = "unknown";
