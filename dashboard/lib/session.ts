// Who is signed in.

import { queryOptions, useQuery } from "@tanstack/react-query";

import type { Answer } from "../../contract/client.ts";
import { api } from "./api.ts";
import { queryClient } from "./query-client.ts";

export type Session = Answer<"get", "/api/dashboard-auth/session">;

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => api.call("get", "/api/dashboard-auth/session", undefined, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export function useSession(): Session | null {
  return useQuery(sessionQuery).data ?? null;
}

/** False for viewers: what they cannot do is not shown to them. */
export function useMayChange(): boolean {
  return useSession()?.role === "operator";
}

/** What signing in or out has answered. */
export function adoptSession(session: Session): void {
  queryClient.setQueryData(sessionQuery.queryKey, session);
}

/** Whoever comes next sees nothing of what was read before. */
export function forgetAllButSession(): void {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
}

export async function signOut(): Promise<void> {
  adoptSession(await api.call("post", "/api/dashboard-auth/logout"));
}
