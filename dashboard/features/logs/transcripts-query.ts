// The transcripts of requests: the list of failed ones, and each as text.

import { useQuery } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";

export type Transcript = Answer<"get", "/api/logs/transcripts">["transcripts"][number];

/** One request's transcript as text. What somebody may not have kept is told as the call tells it. */
export function useTranscript(requestId: string) {
  return useQuery({
    queryKey: ["transcripts", requestId],
    queryFn: async ({ signal }) => {
      const path = "/api/logs/transcripts/{request_id}";
      const response = await api.call("get", path, { params: { request_id: requestId } }, signal);
      return response.text();
    },
    // It does not change, and may hold what was said: gone with the window that shows it.
    staleTime: Infinity,
    gcTime: 0,
  });
}

export function useTranscripts() {
  return useQuery({
    queryKey: ["transcripts"],
    queryFn: ({ signal }) => api.call("get", "/api/logs/transcripts", undefined, signal),
  });
}
