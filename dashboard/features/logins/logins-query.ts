// Sign-ins at providers, as /api has them. While one is pending it is asked about now and then as well: the event that tells
// of its end comes to the noun as a whole, and a line that is cut brings none.

import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";

import type { Answer, Input } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import { queryClient } from "../../lib/query-client.ts";

export type Login = Answer<"get", "/api/logins/{login_id}">;
export type LoginProvider = Answer<"get", "/api/logins/providers">["providers"][number];
export type LoginWish = Input<"post", "/api/logins">["json"];

const KEY = "logins";
const ASK_MS = 2000;

const providersQuery = queryOptions({
  queryKey: [KEY, "providers"],
  queryFn: ({ signal }) => api.call("get", "/api/logins/providers", undefined, signal),
});

const loginsQuery = queryOptions({
  queryKey: [KEY, "list"],
  queryFn: ({ signal }) => api.call("get", "/api/logins", undefined, signal),
});

const loginQuery = (loginId: string) =>
  queryOptions({
    queryKey: [KEY, "one", loginId],
    queryFn: ({ signal }) => api.call("get", "/api/logins/{login_id}", { params: { login_id: loginId } }, signal),
    refetchInterval: ({ state }) => (state.data?.status === "pending" && state.status !== "error" ? ASK_MS : false),
  });

export function useLoginProviders() {
  return useQuery(providersQuery);
}

/** This session's; a viewer has none. */
export function useLogins(isOperator: boolean) {
  return useQuery({ ...loginsQuery, enabled: isOperator });
}

export function useLogin(loginId: string) {
  return useQuery(loginQuery(loginId));
}

export function useStartLogin() {
  return useMutation({
    mutationFn: (wish: LoginWish) => api.call("post", "/api/logins", { json: wish }),
    onSuccess: keep,
  });
}

export function useBringCallback(loginId: string) {
  return useMutation({
    mutationFn: (callbackUrl: string) =>
      api.call("post", "/api/logins/{login_id}/callback", {
        params: { login_id: loginId },
        json: { callback_url: callbackUrl },
      }),
    onSuccess: keep,
  });
}

export function useCancelLogin() {
  return useMutation({
    mutationFn: (loginId: string) => api.call("delete", "/api/logins/{login_id}", { params: { login_id: loginId } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: [KEY] }),
  });
}

function keep(login: Login): void {
  queryClient.setQueryData(loginQuery(login.login_id).queryKey, login);
  void queryClient.invalidateQueries({ queryKey: loginsQuery.queryKey });
}
