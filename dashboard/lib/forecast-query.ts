// How long the accounts and each provider's pool last at today's pace.

import { queryOptions, useQuery } from "@tanstack/react-query";

import type { Answer } from "../../contract/client.ts";
import { api } from "./api.ts";

export type Forecast = Answer<"get", "/api/forecast">;
export type PoolForecast = Forecast["pools"][number];
export type AccountForecast = Forecast["accounts"][number];
export type WindowForecast = NonNullable<AccountForecast["primary"]>;

export const forecastQuery = queryOptions({
  queryKey: ["forecast"],
  queryFn: ({ signal }) => api.call("get", "/api/forecast", undefined, signal),
});

export function useForecast() {
  return useQuery(forecastQuery);
}
