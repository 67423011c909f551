// The state of things over a stretch of time.

import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";

export const TIMEFRAMES = ["1h", "1d", "7d", "30d"] as const;

export type Timeframe = (typeof TIMEFRAMES)[number];
export type Overview = Answer<"get", "/api/overview">;
export type Sums = Overview["totals"];
export type Attention = Overview["attention"][number];

export function overviewQuery(timeframe: Timeframe) {
  return queryOptions({
    queryKey: ["overview", timeframe],
    queryFn: ({ signal }) => api.call("get", "/api/overview", { query: { timeframe } }, signal),
  });
}

/** Events tell of requests that have ended; what is in flight is looked at now and then. */
const LOOK_EVERY_MS = 15_000;

/** The stretch before stays in sight while another one is read. */
export function useOverview(timeframe: Timeframe) {
  return useQuery({
    ...overviewQuery(timeframe),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_EVERY_MS,
  });
}
