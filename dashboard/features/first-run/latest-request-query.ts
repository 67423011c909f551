// The latest request, as far as there has been one.

import { useQuery } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";

export type LatestRequest = Answer<"get", "/api/requests">["requests"][number];

/** undefined while it is not known, null where nothing has been asked yet. */
export function useLatestRequest(isWanted = true): LatestRequest | null | undefined {
  return useQuery({
    queryKey: ["requests", "latest"],
    queryFn: async ({ signal }) => {
      const { requests } = await api.call("get", "/api/requests", { query: { limit: 1 } }, signal);
      return requests[0] ?? null;
    },
    enabled: isWanted,
  }).data;
}
