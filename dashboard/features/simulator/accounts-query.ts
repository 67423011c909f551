// The accounts that may take part.

import { queryOptions, useQuery } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";

export type Account = Answer<"get", "/api/accounts">["accounts"][number];

const accountsQuery = queryOptions({
  queryKey: ["accounts", "simulator"],
  queryFn: ({ signal }) => api.call("get", "/api/accounts", { query: {} }, signal),
});

export function useAccounts() {
  return useQuery(accountsQuery);
}

/** As a simulation counts them: those that rest serve again by themselves. */
export function mayServe({ paused, status }: Account): boolean {
  return !paused && status !== "reauth_required" && status !== "deactivated";
}
