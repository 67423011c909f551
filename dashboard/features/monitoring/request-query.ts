// One request, with everything that is known of why it went as it did.

import { useQuery } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";

export type RequestDetails = Answer<"get", "/api/requests/{request_id}">;
export type Attempt = RequestDetails["attempts"][number];

export function useRequest(requestId: string) {
  return useQuery({
    queryKey: ["requests", "story", requestId],
    queryFn: ({ signal }) =>
      api.call("get", "/api/requests/{request_id}", { params: { request_id: requestId } }, signal),
  });
}
