// The keys, and what is done with them.

import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import type { Answer, Input } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";

export type ClientKey = Answer<"get", "/api/client-keys">["client_keys"][number];
export type KeyLimit = ClientKey["limits"][number];
export type ShownKey = Answer<"post", "/api/client-keys">;
export type NewKey = Input<"post", "/api/client-keys">["json"];
export type KeyChange = Input<"patch", "/api/client-keys/{id}">["json"];

const KEYS = ["client-keys"];

const clientKeysQuery = queryOptions({
  queryKey: [...KEYS, "list"],
  queryFn: ({ signal }) => api.call("get", "/api/client-keys", undefined, signal),
});

export function useClientKeys() {
  return useQuery(clientKeysQuery);
}

/** What shows a key keeps it no longer than its dialog does. */
const FORGETFUL = { gcTime: 0 } as const;

export function useCreateKey() {
  return useKeyCall((json: NewKey) => api.call("post", "/api/client-keys", { json }));
}

export function useChangeKey() {
  return useKeyCall(({ id, change }: { readonly id: string; readonly change: KeyChange }) =>
    api.call("patch", "/api/client-keys/{id}", { params: { id }, json: change }),
  );
}

export function useRegenerateKey() {
  return useKeyCall((id: string) => api.call("post", "/api/client-keys/{id}/regenerate", { params: { id } }));
}

export function useDeleteKey() {
  return useKeyCall((id: string) => api.call("delete", "/api/client-keys/{id}", { params: { id } }));
}

function useKeyCall<Sent, Answered>(mutationFn: (sent: Sent) => Promise<Answered>) {
  const client = useQueryClient();
  return useMutation({
    ...FORGETFUL,
    mutationFn,
    onSettled: () => client.invalidateQueries({ queryKey: KEYS }),
  });
}
