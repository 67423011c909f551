// What a key was used for.

import { keepPreviousData, useQuery } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";

export type KeyUsage = Answer<"get", "/api/client-keys/{id}/usage">;

const DAY_MS = 86_400_000;

/** So many days, today among them. */
export function useKeyUsage(id: string, days: number) {
  return useQuery({
    queryKey: ["usage", "client key", id, days],
    queryFn: ({ signal }) => {
      const to = Date.now();
      const from = Math.floor(to / DAY_MS) * DAY_MS - (days - 1) * DAY_MS;
      const query = { by: "day" as const, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
      return api.call("get", "/api/client-keys/{id}/usage", { params: { id }, query }, signal);
    },
    placeholderData: keepPreviousData,
  });
}
