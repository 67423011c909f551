// The requests that an account has served or failed.

import { useQuery } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";

export type AccountRequest = Answer<"get", "/api/requests">["requests"][number];

const NEWEST = 50;

/** The newest; with `failed`, those that did not go well alone. */
export function useAccountRequests(account_id: string, { failed = false }: { readonly failed?: boolean } = {}) {
  return useQuery({
    queryKey: ["requests", "of-account", account_id, failed],
    queryFn: async ({ signal }) => {
      const outcome = failed ? (["error", "rate_limit", "quota"] as const) : undefined;
      const query = { account_id, limit: NEWEST, ...(outcome === undefined ? {} : { outcome: [...outcome] }) };
      const { requests } = await api.call("get", "/api/requests", { query }, signal);
      return requests;
    },
  });
}

/** The record of one request. It is written a moment after the answer: asked again until it is there. */
export function useRequestRecord(request_id: string | null) {
  return useQuery({
    queryKey: ["requests", "record", request_id],
    queryFn: ({ signal }) =>
      api.call("get", "/api/requests/{request_id}", { params: { request_id: request_id ?? "" } }, signal),
    enabled: request_id !== null,
    retry: 5,
    retryDelay: 200,
  });
}
