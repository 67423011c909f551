// Who is signed in.

import { queryOptions, useQuery } from "@tanstack/react-query";
import { toast } from "sonner";

import type { Answer } from "../../contract/client.ts";
import { api } from "./api.ts";
import { errorText } from "./gateway-words.ts";
import { queryClient } from "./query-client.ts";

export type Session = Answer<"get", "/api/dashboard-auth/session">;

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }) => keepWho(await api.call("get", "/api/dashboard-auth/session", undefined, signal)),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The latest session that was complete: it stands while somebody signs in again. */
const whoQuery = queryOptions<Session>({
  queryKey: ["session", "who"],
  enabled: false,
  gcTime: Number.POSITIVE_INFINITY,
});

/** For the pages. Where the session has ended they wait unseen, as they were for whoever had signed in. */
export function useSession(): Session | null {
  return useQuery(whoQuery).data ?? null;
}

/** False for viewers: what they cannot do is not shown to them. */
export function useMayChange(): boolean {
  return useSession()?.role === "operator";
}

/** What signing in has answered. */
export function adoptSession(session: Session): void {
  queryClient.setQueryData(sessionQuery.queryKey, keepWho(session));
}

/** Whoever comes next finds nothing of what was read before, in no corner of the page. What stands in the way is told. */
export async function signOut(): Promise<void> {
  try {
    await api.call("post", "/api/dashboard-auth/logout");
    window.location.reload();
  } catch (error) {
    toast.error(errorText(error));
  }
}

function keepWho(session: Session): Session {
  if (session.authenticated) queryClient.setQueryData(whoQuery.queryKey, session);
  return session;
}
