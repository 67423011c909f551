// Simulations of this session: started, followed, given up.

import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";

import type { Answer, Input } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import { queryClient } from "../../lib/query-client.ts";

export type Simulation = Answer<"get", "/api/simulations/{simulation_id}">;
export type SimulationResult = NonNullable<Simulation["result"]>;
export type Outcome = SimulationResult["recorded"];
export type SimulatedRun = SimulationResult["baseline"];
export type SimulationWish = Input<"post", "/api/simulations">["json"];

const ASK_MS = 400;

const simulationQuery = (simulationId: string) =>
  queryOptions({
    queryKey: ["simulations", simulationId],
    queryFn: ({ signal }) =>
      api.call("get", "/api/simulations/{simulation_id}", { params: { simulation_id: simulationId } }, signal),
    refetchInterval: ({ state }) => (state.data?.state === "running" && state.status !== "error" ? ASK_MS : false),
    // What is done does not change any more.
    staleTime: ({ state }) => (state.data?.state === "done" ? Number.POSITIVE_INFINITY : 0),
  });

export function useSimulation(simulationId: string) {
  return useQuery(simulationQuery(simulationId));
}

export function useStartSimulation() {
  return useMutation({
    mutationFn: (wish: SimulationWish) => api.call("post", "/api/simulations", { json: wish }),
    onSuccess: (started) => queryClient.setQueryData(simulationQuery(started.id).queryKey, started),
  });
}

export function useCancelSimulation() {
  return useMutation({
    mutationFn: (simulationId: string) =>
      api.call("delete", "/api/simulations/{simulation_id}", { params: { simulation_id: simulationId } }),
    onSuccess: (_, simulationId) => queryClient.removeQueries({ queryKey: ["simulations", simulationId] }),
  });
}
