// What was used in a stretch of time, and in the one of the same length before it.

import { keepPreviousData, useQuery } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import type { UsageBy, UsageRange } from "./usage-search.ts";

export type Usage = Answer<"get", "/api/usage">;
export type Sums = Usage["total"];
export type UsageRow = Usage["rows"][number];

const HOUR_MS = 3_600_000;
const RANGE_MS: Readonly<Record<UsageRange, number>> = {
  "24h": 24 * HOUR_MS,
  "7d": 7 * 24 * HOUR_MS,
  "30d": 30 * 24 * HOUR_MS,
  "90d": 90 * 24 * HOUR_MS,
};

export interface UsageAsked {
  readonly by: UsageBy;
  readonly range: UsageRange;
  /** The stretch before. */
  readonly before?: boolean;
  /** With percentiles of each name. */
  readonly latency?: boolean;
}

export function useUsage(asked: UsageAsked) {
  return useQuery({
    queryKey: ["usage", asked],
    queryFn: ({ signal }) => api.call("get", "/api/usage", { query: usageQuery(asked) }, signal),
    placeholderData: keepPreviousData,
  });
}

export function usageQuery({ by, range, before = false, latency = false }: UsageAsked) {
  const to = Date.now() - (before ? RANGE_MS[range] : 0);
  const from = to - RANGE_MS[range];
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const span = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), timezone: timeZone };
  return { by, ...span, ...(latency ? { latency: "names" as const } : {}) };
}
