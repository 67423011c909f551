// What the memory weighs, and letting go of what is old.

import { useMutation, useQuery } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import { queryClient } from "../../lib/query-client.ts";

export type Storage = Answer<"get", "/api/storage">;

export function useStorage() {
  return useQuery({
    queryKey: ["storage", "page"],
    queryFn: ({ signal }) => api.call("get", "/api/storage", undefined, signal),
  });
}

export function usePrune() {
  return useMutation({
    mutationFn: (days: number) => api.call("post", "/api/storage/prune", { json: { records_older_than_days: days } }),
    onSettled: () =>
      Promise.all(
        ["storage", "requests", "overview"].map((noun) => queryClient.invalidateQueries({ queryKey: [noun] })),
      ),
  });
}
