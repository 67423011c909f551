// Inspections, as /api has them.

import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";

import type { Answer, Input } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import { queryClient } from "../../lib/query-client.ts";

export type Inspections = Answer<"get", "/api/inspection">;
export type Run = Inspections["runs"][number];
export type InspectionSettings = Inspections["settings"];
export type FoundRun = Answer<"get", "/api/inspection/runs/{run_id}">;
export type Result = FoundRun["results"][number];
export type Finding = Result["finding"];
export type Suggestion = Result["suggestion"];
export type Reason = Result["reason"];
export type Wish = NonNullable<Input<"post", "/api/inspection/runs/{run_id}/apply">["json"]>["actions"][number];

const KEY = "inspection";

const inspectionsQuery = queryOptions({
  queryKey: [KEY, "all"],
  queryFn: ({ signal }) => api.call("get", "/api/inspection", undefined, signal),
});

const runQuery = (run_id: string) =>
  queryOptions({
    queryKey: [KEY, "run", run_id],
    queryFn: ({ signal }) => api.call("get", "/api/inspection/runs/{run_id}", { params: { run_id } }, signal),
  });

export function useInspections() {
  return useQuery(inspectionsQuery);
}

/** Nothing where there is no run. */
export function useRun(runId: string | null) {
  return useQuery({ ...runQuery(runId ?? ""), enabled: runId !== null });
}

export function useStartInspection() {
  return useMutation({
    mutationFn: () => api.call("post", "/api/inspection/runs", { json: {} }),
    onSettled: readAgain,
  });
}

export function useCancelInspection() {
  return useMutation({
    mutationFn: (run_id: string) => api.call("post", "/api/inspection/runs/{run_id}/cancel", { params: { run_id } }),
    onSettled: readAgain,
  });
}

export function useApply(run_id: string) {
  return useMutation({
    mutationFn: (actions: Wish[]) =>
      api.call("post", "/api/inspection/runs/{run_id}/apply", { params: { run_id }, json: { actions } }),
    onSettled: readAgain,
  });
}

export function useConfigureInspection() {
  return useMutation({
    mutationFn: (settings: InspectionSettings) => api.call("put", "/api/inspection/settings", { json: settings }),
    onSuccess: (answer) => queryClient.setQueryData(inspectionsQuery.queryKey, answer),
  });
}

async function readAgain(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: [KEY] });
}
