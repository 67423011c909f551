// What models cost, and the change of one price.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import type { Answer, Input } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";

export type Prices = Answer<"get", "/api/prices">;
export type Price = Prices["prices"][number];
export type PriceChange = Input<"put", "/api/prices">["json"];

const PRICES_KEY = ["prices"] as const;

export function usePrices() {
  return useQuery({
    queryKey: PRICES_KEY,
    queryFn: ({ signal }) => api.call("get", "/api/prices", undefined, signal),
  });
}

export function useChangePrice() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (json: PriceChange) => api.call("put", "/api/prices", { json }),
    onSuccess: (prices) => client.setQueryData(PRICES_KEY, prices),
  });
}
