// What models and accounts cost over a stretch of time.

import { keepPreviousData, useQuery } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import type { Timeframe } from "./overview-query.ts";

export type UsageRow = Answer<"get", "/api/usage">["rows"][number];

const HOUR_MS = 3_600_000;
const LENGTH_MS: Readonly<Record<Timeframe, number>> = {
  "1h": HOUR_MS,
  "1d": 24 * HOUR_MS,
  "7d": 7 * 24 * HOUR_MS,
  "30d": 30 * 24 * HOUR_MS,
};

export function useUsage(by: "model" | "account", timeframe: Timeframe) {
  return useQuery({
    queryKey: ["usage", "overview", by, timeframe],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - LENGTH_MS[timeframe]).toISOString();
      return api.call("get", "/api/usage", { query: { by, from } }, signal);
    },
    placeholderData: keepPreviousData,
  });
}
