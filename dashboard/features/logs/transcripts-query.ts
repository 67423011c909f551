// The transcripts of failed requests.

import { useQuery } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";

export type Transcript = Answer<"get", "/api/logs/transcripts">["transcripts"][number];

export function useTranscripts() {
  return useQuery({
    queryKey: ["transcripts"],
    queryFn: ({ signal }) => api.call("get", "/api/logs/transcripts", undefined, signal),
  });
}
