// The names of models in config.yaml.

import { useMutation, useQuery } from "@tanstack/react-query";

import { api } from "../../lib/api.ts";
import { queryClient } from "../../lib/query-client.ts";
import { namesOf } from "./names-form.ts";

const KEY = ["config", "names"];

/** Of the configuration only the names are kept: it holds secrets. */
export function useNames(enabled: boolean) {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => namesOf((await api.call("get", "/api/config", undefined, signal)).values),
    enabled,
  });
}

export function useSaveNames() {
  return useMutation({
    gcTime: 0,
    mutationFn: async (values: Record<string, unknown>) => {
      const saved = namesOf((await api.call("patch", "/api/config", { json: { values } })).values);
      queryClient.setQueryData(KEY, saved);
      return saved;
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["models"] }),
  });
}
