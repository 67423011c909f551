// What waits for the operator, for the marks in the menu.

import { useQuery } from "@tanstack/react-query";

import { overviewQuery } from "../features/overview/overview-query.ts";
import { api } from "../lib/api.ts";

/** How much waits on a page, by its path. */
export function useWaiting(): Readonly<Record<string, number>> {
  const { data: overview } = useQuery(overviewQuery("1d"));
  const { data: queued = 0 } = useQuery({
    queryKey: ["action-queue", "waiting"],
    queryFn: async ({ signal }) => {
      const { counts } = await api.call("get", "/api/action-queue", { query: { state: "pending" } }, signal);
      return counts.pending;
    },
  });
  const { reauth_required: reauth = 0, deactivated = 0 } = overview?.accounts_by_status ?? {};
  return { "/accounts": reauth + deactivated, "/queue": queued };
}
