// One small request through one account.

import { useMutation, useQueryClient } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import { ACCOUNTS_KEY } from "./accounts-query.ts";

export type Probe = Answer<"post", "/api/accounts/{account_id}/probe">;

export function useProbe(account_id: string) {
  const client = useQueryClient();
  return useMutation({
    /** Without a model a cheap one of the account's own is taken. */
    mutationFn: (model: string | null) =>
      api.call("post", "/api/accounts/{account_id}/probe", {
        params: { account_id },
        json: model === null ? {} : { model },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ACCOUNTS_KEY }),
  });
}
