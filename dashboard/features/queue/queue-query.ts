// The action queue, as /api has it. It is bounded: all of it is here, and filters are instant.

import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";

import type { Answer, Input } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import { queryClient } from "../../lib/query-client.ts";

export type ActionQueue = Answer<"get", "/api/action-queue">;
export type Candidate = ActionQueue["candidates"][number];
export type QueueAct = NonNullable<Input<"post", "/api/action-queue/act">["json"]>["action"];

const KEY = "action-queue";

const queueQuery = queryOptions({
  queryKey: [KEY, "all"],
  queryFn: ({ signal }) => api.call("get", "/api/action-queue", { query: {} }, signal),
});

export function useQueue() {
  return useQuery(queueQuery);
}

export function useActOnQueue() {
  return useMutation({
    mutationFn: async ({ id, action }: { readonly id: string; readonly action: QueueAct }) => {
      const json = { candidate_ids: [id], action };
      const { results } = await api.call("post", "/api/action-queue/act", { json });
      const error = results[0]?.error ?? null;
      if (error !== null) throw new Error(error);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: [KEY] }),
  });
}
