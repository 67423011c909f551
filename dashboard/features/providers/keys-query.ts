// Vendors' keys and compatible upstreams of config.yaml, and what is done with them. A key goes in and never comes back.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import type { Answer, Input } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";

type KeyList = Answer<"get", "/api/provider-keys">;
export type ProviderKey = KeyList["keys"][number];
export type Upstream = KeyList["upstreams"][number];
export type UpstreamKey = Upstream["keys"][number];

export function useKeyList() {
  return useQuery({
    queryKey: ["provider-keys"],
    queryFn: ({ signal }) => api.call("get", "/api/provider-keys", undefined, signal),
  });
}

export const useAddKey = () =>
  useKeyCall((input: Input<"post", "/api/provider-keys/{provider}">) =>
    api.call("post", "/api/provider-keys/{provider}", input),
  );

export const useChangeKey = () =>
  useKeyCall((input: Input<"patch", "/api/provider-keys/{provider}/{account_id}">) =>
    api.call("patch", "/api/provider-keys/{provider}/{account_id}", input),
  );

export const useRemoveKey = () =>
  useKeyCall((params: Input<"delete", "/api/provider-keys/{provider}/{account_id}">["params"]) =>
    api.call("delete", "/api/provider-keys/{provider}/{account_id}", { params }),
  );

export const useAddUpstream = () =>
  useKeyCall((json: Input<"post", "/api/compatible-upstreams">["json"]) =>
    api.call("post", "/api/compatible-upstreams", { json }),
  );

export const useChangeUpstream = () =>
  useKeyCall((input: Input<"patch", "/api/compatible-upstreams/{name}">) =>
    api.call("patch", "/api/compatible-upstreams/{name}", input),
  );

export const useRemoveUpstream = () =>
  useKeyCall((name: string) => api.call("delete", "/api/compatible-upstreams/{name}", { params: { name } }));

export const useAddUpstreamKey = () =>
  useKeyCall((input: Input<"post", "/api/compatible-upstreams/{name}/keys">) =>
    api.call("post", "/api/compatible-upstreams/{name}/keys", input),
  );

/** A key of an upstream is taken away as the account that it is. */
export const useRemoveAccount = () =>
  useKeyCall((account_id: string) => api.call("delete", "/api/accounts/{account_id}", { params: { account_id } }));

export const useProbe = () =>
  useKeyCall((account_id: string) =>
    api.call("post", "/api/accounts/{account_id}/probe", { params: { account_id }, json: {} }),
  );

/** What was sent may hold a key: it is forgotten with the call. */
function useKeyCall<Sent, Answered>(mutationFn: (sent: Sent) => Promise<Answered>) {
  const client = useQueryClient();
  return useMutation({
    gcTime: 0,
    mutationFn,
    onSettled: () =>
      Promise.all(
        ["provider-keys", "accounts", "models"].map((noun) => client.invalidateQueries({ queryKey: [noun] })),
      ),
  });
}
