// The accounts as the gateway has them now; events say when they are to be read again (lib/live-queries.ts).

import { queryOptions, useQuery } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";

export type AccountList = Answer<"get", "/api/accounts">;
export type Account = AccountList["accounts"][number];

/** Everything under it is read again when an account has changed. */
export const ACCOUNTS_KEY = ["accounts"] as const;

export const accountsQuery = queryOptions({
  queryKey: [...ACCOUNTS_KEY, "page"],
  queryFn: ({ signal }) => api.call("get", "/api/accounts", { query: {} }, signal),
});

export function useAccounts() {
  return useQuery(accountsQuery);
}
