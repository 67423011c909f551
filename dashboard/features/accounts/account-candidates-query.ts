// What of an account waits in the action queue.

import { useQuery } from "@tanstack/react-query";

import { api } from "../../lib/api.ts";

export function useAccountCandidates(accountId: string) {
  return useQuery({
    queryKey: ["action-queue", "of-accounts"],
    queryFn: async ({ signal }) => {
      const { candidates } = await api.call("get", "/api/action-queue", { query: { state: "pending" } }, signal);
      return candidates;
    },
    select: (candidates) => candidates.filter(({ account_id }) => account_id === accountId),
  });
}
