// One account in full, with what was seen of it over time.

import { queryOptions, useQuery } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import { ACCOUNTS_KEY } from "./accounts-query.ts";

export type AccountDetails = Answer<"get", "/api/accounts/{account_id}">;
export type AccountTrends = Answer<"get", "/api/accounts/{account_id}/trends">;

export function accountQuery(account_id: string) {
  return queryOptions({
    queryKey: [...ACCOUNTS_KEY, "drawer", account_id],
    queryFn: ({ signal }) => api.call("get", "/api/accounts/{account_id}", { params: { account_id } }, signal),
  });
}

export function useAccount(accountId: string) {
  return useQuery(accountQuery(accountId));
}

export function useAccountTrends(account_id: string) {
  return useQuery({
    queryKey: [...ACCOUNTS_KEY, "trends", account_id],
    queryFn: ({ signal }) => api.call("get", "/api/accounts/{account_id}/trends", { params: { account_id } }, signal),
  });
}
