// The settings in force, and changing them.

import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { toast } from "sonner";

import type { Answer, Input } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { queryClient } from "../../lib/query-client.ts";
import { TEXT } from "./messages.ts";

export type Settings = Answer<"get", "/api/settings">;
export type SettingsChange = Partial<Input<"put", "/api/settings">["json"]>;

const settingsQuery = queryOptions({
  queryKey: ["settings", "page"],
  queryFn: ({ signal }) => api.call("get", "/api/settings", undefined, signal),
});

export function useSettings() {
  return useQuery(settingsQuery);
}

/** Changes are in force at once, with a way back. `now`: the settings as they are shown. */
export function useChangeSettings(now: Settings) {
  const t = useText();
  const put = useMutation({
    mutationFn: (change: SettingsChange) => {
      // The newest: an undo takes back its own change, not those after it.
      const newest = queryClient.getQueryData(settingsQuery.queryKey) ?? now;
      const { sticky_threads_enabled, prefer_earlier_reset_accounts } = newest;
      const json = { sticky_threads_enabled, prefer_earlier_reset_accounts, ...change };
      return api.call("put", "/api/settings", { json });
    },
    onSuccess: (settings) => queryClient.setQueryData(settingsQuery.queryKey, settings),
    onError: (error) => void toast.error(errorText(error)),
    onSettled: () =>
      Promise.all(["settings", "session"].map((noun) => queryClient.invalidateQueries({ queryKey: [noun] }))),
  });
  const change = (wanted: SettingsChange, said?: string): void => {
    const before = Object.fromEntries(Object.keys(wanted).map((name) => [name, now[name as keyof Settings]]));
    put.mutate(wanted, {
      onSuccess: () =>
        void toast.success(said ?? t(TEXT.saved), {
          action: { label: t(TEXT.undo), onClick: () => put.mutate(before) },
        }),
    });
  };
  return { change, busy: put.isPending };
}
