// The providers and how their accounts are doing.

import { useQuery } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";

export type Provider = Answer<"get", "/api/providers">["providers"][number];

export function useProviders() {
  return useQuery({
    queryKey: ["accounts", "providers"],
    queryFn: async ({ signal }) => (await api.call("get", "/api/providers", undefined, signal)).providers,
  });
}
