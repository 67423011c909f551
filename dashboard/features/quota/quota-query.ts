// What keeps an account from using its windows, beside where they are heading (lib/forecast-query.ts).

import { queryOptions, useQuery } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import type { Forecast } from "../../lib/forecast-query.ts";

export type AccountForecast = Forecast["accounts"][number];
export type WindowForecast = NonNullable<AccountForecast["primary"]>;
export type Account = Answer<"get", "/api/accounts">["accounts"][number];

const accountsQuery = queryOptions({
  queryKey: ["accounts", "quota"],
  queryFn: ({ signal }) => api.call("get", "/api/accounts", { query: {} }, signal),
});

export function useAccounts() {
  return useQuery(accountsQuery);
}
