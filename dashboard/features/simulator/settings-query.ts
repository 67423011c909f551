// The settings in force, and the way back to those before.

import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";

import type { Answer, Input } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import { queryClient } from "../../lib/query-client.ts";

export type Settings = Answer<"get", "/api/settings">;
export type SettingsChange = Input<"put", "/api/settings">["json"];

const settingsQuery = queryOptions({
  queryKey: ["settings", "routing"],
  queryFn: ({ signal }) => api.call("get", "/api/settings", undefined, signal),
});

export function useSettings() {
  return useQuery(settingsQuery);
}

export function useChangeSettings() {
  return useMutation({
    mutationFn: (change: SettingsChange) => api.call("put", "/api/settings", { json: change }),
    onSuccess: async (settings) => {
      queryClient.setQueryData(settingsQuery.queryKey, settings);
      await queryClient.invalidateQueries({ queryKey: ["settings"] });
    },
  });
}
