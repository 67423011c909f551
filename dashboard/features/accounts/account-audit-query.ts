// What was done to an account, and by whom.

import { useQuery } from "@tanstack/react-query";

import { api } from "../../lib/api.ts";
import { ACCOUNTS_KEY } from "./accounts-query.ts";

const NEWEST = 100;

export function useAccountAudit(accountId: string) {
  return useQuery({
    queryKey: [...ACCOUNTS_KEY, "audit", accountId],
    queryFn: async ({ signal }) => {
      const query = { subject: accountId, limit: NEWEST };
      const { entries } = await api.call("get", "/api/audit", { query }, signal);
      return entries;
    },
  });
}
