// config.yaml as a whole. It holds secrets: it is kept no longer than it is shown.

import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import { queryClient } from "../../lib/query-client.ts";

export type Config = Answer<"get", "/api/config">;
export type ConfigCheck = Answer<"post", "/api/config/check">;
export type ConfigProblem = Config["problems"][number];

const configQuery = queryOptions({
  queryKey: ["config", "page"],
  queryFn: ({ signal }) => api.call("get", "/api/config", undefined, signal),
  gcTime: 0,
});

export function useConfig() {
  return useQuery(configQuery);
}

export function useCheckConfig() {
  return useMutation({
    gcTime: 0,
    mutationFn: (text: string) => api.call("post", "/api/config/check", { json: { text } }),
  });
}

export function useReplaceConfig() {
  return useMutation({
    gcTime: 0,
    mutationFn: (json: { readonly text: string; readonly revision: string }) =>
      api.call("put", "/api/config", { json }),
    onSuccess: adopt,
    // Somebody else may have changed it: what they wrote is shown.
    onError: () => queryClient.invalidateQueries({ queryKey: configQuery.queryKey }),
  });
}

/** By dotted key; null takes a key back to its default. */
export function usePatchConfig() {
  return useMutation({
    gcTime: 0,
    mutationFn: (values: Record<string, unknown>) => api.call("patch", "/api/config", { json: { values } }),
    onSuccess: adopt,
  });
}

function adopt(config: Config): void {
  queryClient.setQueryData(configQuery.queryKey, config);
}
