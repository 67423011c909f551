// The one account that a sign-in is for, or that came of it.

import { queryOptions, useQuery } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";

export type LoginAccount = Answer<"get", "/api/accounts/{account_id}">;

export const accountQuery = (accountId: string) =>
  queryOptions({
    queryKey: ["accounts", "one", accountId],
    queryFn: ({ signal }) =>
      api.call("get", "/api/accounts/{account_id}", { params: { account_id: accountId } }, signal),
  });

export function useAccount(accountId: string | null) {
  return useQuery({ ...accountQuery(accountId ?? ""), enabled: accountId !== null });
}
