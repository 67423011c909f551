// What was used when, and by whom: roll-ups that are moved in the transaction that ends a request, and outlive its record.

import type { Usage } from "./usage.ts";

/** By what requests are summed. `error`: failed ones by their code. */
export const USAGE_SCOPES = ["account", "model", "key", "provider", "route", "error"] as const;
export type UsageScope = (typeof USAGE_SCOPES)[number];

/** Epoch ms, `to` not included. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

export interface UsageSums {
  readonly requests: number;
  /** Ended in an error, or interrupted by a crash of ours. */
  readonly failures: number;
  /** The client left; nobody's failure. */
  readonly cancelled: number;
  readonly usage: Usage;
  readonly costUsd: number;
  /** Used tokens of a model that has no known price: their cost is in no sum. */
  readonly unpriced: number;
  /** Of those with a first byte, and of those with an end. */
  readonly firstByte: TimeSums;
  readonly total: TimeSums;
}

export interface TimeSums {
  readonly requests: number;
  readonly ms: number;
}

export interface NamedSums extends UsageSums {
  /** "" for requests without one: no account, no key. */
  readonly name: string;
}

export interface SumsAt extends UsageSums {
  /** Epoch ms at which it begins. */
  readonly at: number;
}

export interface SeriesQuery extends TimeRange {
  /** Epoch ms at which some step begins; steps lie before and after it. */
  readonly origin: number;
  readonly stepMs: number;
}

/** How many requests took how long: counts by bucket, see latency.ts. */
export type LatencyCounts = ReadonlyMap<number, number>;

/** What is asked is rounded out to whole slots. */
export interface UsageHistory {
  /** All requests, a sum a step; steps without requests are left out. Oldest first. */
  series(query: SeriesQuery): Promise<readonly SumsAt[]>;
  /** As `series`, in finer slots, for about the last month. */
  recent(query: SeriesQuery): Promise<readonly SumsAt[]>;
  /** Of each name that had requests, most requests first. */
  byName(scope: UsageScope, range: TimeRange): Promise<readonly NamedSums[]>;
  /** Names that had requests since then, sorted. */
  names(scope: UsageScope, since: number): Promise<readonly string[]>;
  latency(measure: "first_byte" | "total", range: TimeRange): Promise<LatencyCounts>;
  /** How long those took that went well, of the newest `most` requests of a name: as far back as records are kept. */
  newestTimes(of: NameOf, within: TimeRange & { readonly most: number }): Promise<readonly RequestTimes[]>;
}

/** A name in one of the ways of summing; failures have codes, which are no way of asking how long a success takes. */
export interface NameOf {
  readonly scope: Exclude<UsageScope, "error">;
  readonly name: string;
}

export interface RequestTimes {
  readonly firstByteMs: number | null;
  readonly totalMs: number | null;
}

/** Lengths of slots: of `series` and `latency` (every time zone's days begin with one), of `byName`, of `recent`. */
export const SLOT_MS = 15 * 60_000;
export const NAMED_SLOT_MS = 60 * 60_000;
export const RECENT_SLOT_MS = 5 * 60_000;

/** How long `recent` and `latency` reach back. */
export const RECENT_KEPT_MS = 35 * 86_400_000;

const NO_SUMS: UsageSums = {
  requests: 0,
  failures: 0,
  cancelled: 0,
  usage: { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0 },
  costUsd: 0,
  unpriced: 0,
  firstByte: { requests: 0, ms: 0 },
  total: { requests: 0, ms: 0 },
};

/** All of them together. */
export function sumOf(all: readonly UsageSums[]): UsageSums {
  return all.reduce(added, NO_SUMS);
}

function added(a: UsageSums, b: UsageSums): UsageSums {
  return {
    requests: a.requests + b.requests,
    failures: a.failures + b.failures,
    cancelled: a.cancelled + b.cancelled,
    usage: {
      inputTokens: a.usage.inputTokens + b.usage.inputTokens,
      cachedInputTokens: a.usage.cachedInputTokens + b.usage.cachedInputTokens,
      cacheWriteTokens: a.usage.cacheWriteTokens + b.usage.cacheWriteTokens,
      outputTokens: a.usage.outputTokens + b.usage.outputTokens,
      reasoningTokens: a.usage.reasoningTokens + b.usage.reasoningTokens,
    },
    costUsd: a.costUsd + b.costUsd,
    unpriced: a.unpriced + b.unpriced,
    firstByte: plusTime(a.firstByte, b.firstByte),
    total: plusTime(a.total, b.total),
  };
}

function plusTime(a: TimeSums, b: TimeSums): TimeSums {
  return { requests: a.requests + b.requests, ms: a.ms + b.ms };
}

/** The share of those that failed among those that were not cancelled, 0..1; null where there were none. */
export function errorRateOf({ requests, failures, cancelled }: UsageSums): number | null {
  const counted = requests - cancelled;
  return counted === 0 ? null : failures / counted;
}
