// All accounts, for pages that show or offer them beside something else; the accounts' own page keeps its list by itself.

import { queryOptions, useQuery } from "@tanstack/react-query";

import type { Answer } from "../../contract/client.ts";
import { api } from "./api.ts";

export type Account = Answer<"get", "/api/accounts">["accounts"][number];

const accountsQuery = queryOptions({
  queryKey: ["accounts", "list"],
  queryFn: async ({ signal }) => (await api.call("get", "/api/accounts", { query: {} }, signal)).accounts,
});

export function useAccounts() {
  return useQuery(accountsQuery);
}
