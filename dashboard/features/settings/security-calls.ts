// Calls that change how one signs in. Each answers with who is signed in and what that takes now.

import { useMutation } from "@tanstack/react-query";

import { api } from "../../lib/api.ts";
import { queryClient } from "../../lib/query-client.ts";
import { adoptSession, type Session } from "../../lib/session.ts";

/** What is typed in is kept no longer than the call lasts. */
function useSignInChange<Sent>(mutationFn: (sent: Sent) => Promise<Session>) {
  return useMutation({
    gcTime: 0,
    mutationFn,
    onSuccess: async (session) => {
      adoptSession(session);
      await queryClient.invalidateQueries({ queryKey: ["settings"] });
    },
  });
}

export function useChangePassword() {
  return useSignInChange((json: { readonly current_password: string; readonly new_password: string }) =>
    api.call("post", "/api/dashboard-auth/password/change", { json }),
  );
}

export function useEndOtherSessions() {
  return useMutation({ mutationFn: () => api.call("post", "/api/dashboard-auth/sessions/end-others") });
}

export function useSetViewerPassword() {
  return useSignInChange((password: string) =>
    api.call("put", "/api/dashboard-auth/viewer-password", { json: { password } }),
  );
}

export function useRemoveViewerPassword() {
  return useSignInChange(() => api.call("delete", "/api/dashboard-auth/viewer-password"));
}

export function useStartTotp() {
  return useMutation({ gcTime: 0, mutationFn: () => api.call("post", "/api/dashboard-auth/totp/setup/start") });
}

export function useConfirmTotp() {
  return useSignInChange((code: string) =>
    api.call("post", "/api/dashboard-auth/totp/setup/confirm", { json: { code } }),
  );
}

export function useDisableTotp() {
  return useSignInChange((code: string) => api.call("post", "/api/dashboard-auth/totp/disable", { json: { code } }));
}
