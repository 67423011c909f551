// Finding requests that have been: which ones, how many at a time, and from where on.

import type { AccountId } from "./ids.ts";
import type { RequestRecord } from "./request-record.ts";

/** How a request ended, as people sort them: refusals for pace and for quota are told from other errors. */
export const VERDICTS = ["ok", "error", "rate_limit", "quota", "cancelled", "interrupted", "open"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Codes of refusals, ours and the upstreams'. */
export const QUOTA_CODES: readonly string[] = [
  "usage_limit_reached",
  "insufficient_quota",
  "quota_exceeded",
  "key_limit_exceeded",
];
export const PACE_CODES: readonly string[] = [
  "rate_limited",
  "concurrency_limit",
  "key_busy",
  "rate_limit_exceeded",
  "rate_limit_error",
  "RESOURCE_EXHAUSTED",
];

export function verdictOf({ outcome, errorCode }: Pick<RequestRecord, "outcome" | "errorCode">): Verdict {
  if (outcome !== "error" || errorCode === null) return outcome;
  if (QUOTA_CODES.includes(errorCode)) return "quota";
  return PACE_CODES.includes(errorCode) ? "rate_limit" : "error";
}

/** Every part that is not empty has to fit; of a list, one of its members. */
export interface RequestFilter {
  /** Epoch ms; `to` is not included. */
  readonly from: number | null;
  readonly to: number | null;
  readonly accountIds: readonly AccountId[];
  readonly clientKeys: readonly string[];
  readonly providers: readonly string[];
  /** By the upstream's name. */
  readonly models: readonly string[];
  readonly verdicts: readonly Verdict[];
  readonly route: string | null;
  readonly errorCode: string | null;
  /** Took at least so long. */
  readonly leastMs: number | null;
  readonly search: SearchTerms | null;
}

export const EVERY_REQUEST: RequestFilter = {
  from: null,
  to: null,
  accountIds: [],
  clientKeys: [],
  providers: [],
  models: [],
  verdicts: [],
  route: null,
  errorCode: null,
  leastMs: null,
  search: null,
};

/** What a searched text may mean; one of them has to fit. */
export interface SearchTerms {
  /** In the message or the code of an error, whatever the case. */
  readonly errorText: string;
  /** The beginning of a request's id; null where the text is too short for one. */
  readonly idPrefix: string | null;
  /** Accounts and models whose names hold the text. */
  readonly accountIds: readonly AccountId[];
  readonly models: readonly string[];
}

/** The last request that has been looked at: the next page begins after it, also where new ones have come. */
export interface RequestCursor {
  readonly startedAt: number;
  readonly id: string;
}

export interface RequestPage {
  /** Newest first. Fewer than asked for where many had to be looked at: `next` leads on. */
  readonly records: readonly RequestRecord[];
  /** null where there are no more. */
  readonly next: RequestCursor | null;
}

export interface RequestSearch {
  page(
    filter: RequestFilter,
    from: { readonly limit: number; readonly after: RequestCursor | null },
  ): Promise<RequestPage>;
  /** What accounts were last called; of those without a request it says nothing. */
  accountLabels(ids: readonly AccountId[]): Promise<ReadonlyMap<AccountId, string>>;
}
