// What was asked for, kept for as long as it is true. Live events say what is no longer; nothing is polled without need.

import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

import { ApiFailure } from "./api.ts";

const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;

/** Whatever call learns that the session has ended: who is signed in is asked anew, and the way in is shown. */
const cacheOptions = {
  onError(error: unknown): void {
    const isOver = error instanceof ApiFailure && (error.code === "unauthorized" || error.code === "totp_required");
    if (isOver) void queryClient.invalidateQueries({ queryKey: ["session"] });
  },
};

export const queryClient = new QueryClient({
  queryCache: new QueryCache(cacheOptions),
  mutationCache: new MutationCache(cacheOptions),
  defaultOptions: {
    queries: {
      staleTime: 30 * SECOND_MS,
      // As long as somebody may take to sign in again: pages that wait for that, with forms on them, still have what they showed.
      gcTime: 24 * HOUR_MS,
      refetchOnWindowFocus: true,
      retry: (failures, error) => failures < 2 && isWorthRetrying(error),
    },
    mutations: { retry: false },
  },
});

/** Where nobody answered, or somebody on the way said so: the next moment may be better. A defect stays one. */
function isWorthRetrying(error: unknown): boolean {
  return !(error instanceof ApiFailure) || error.status === 0 || error.status > 500;
}
