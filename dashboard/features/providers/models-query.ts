// Every name that clients may ask for, and who serves it now.

import { useQuery } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";

export type Model = Answer<"get", "/api/models">["models"][number];

export function useModels() {
  return useQuery({
    queryKey: ["models", "list"],
    queryFn: async ({ signal }) => (await api.call("get", "/api/models", undefined, signal)).models,
  });
}
