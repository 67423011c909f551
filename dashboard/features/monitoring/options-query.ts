// What requests can be filtered by.

import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api } from "../../lib/api.ts";

export function useRequestOptions() {
  return useQuery({
    queryKey: ["usage", "request-options"],
    queryFn: ({ signal }) => api.call("get", "/api/requests/options", undefined, signal),
    placeholderData: keepPreviousData,
  });
}
