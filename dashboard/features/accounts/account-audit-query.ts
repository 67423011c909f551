// What was done to an account, and by whom.

import { useQuery } from "@tanstack/react-query";

import type { Input } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import type { AccountDetails } from "./account-query.ts";
import { ACCOUNTS_KEY } from "./accounts-query.ts";

const NEWEST = 100;

type Filter = NonNullable<Input<"get", "/api/audit">["query"]>;

/** Newest first. */
export function useAccountAudit({ account_id, auth_index }: Pick<AccountDetails, "account_id" | "auth_index">) {
  return useQuery({
    queryKey: [...ACCOUNTS_KEY, "audit", account_id],
    queryFn: async ({ signal }) => {
      const list = async (filter: Filter) => {
        const { entries } = await api.call("get", "/api/audit", { query: { ...filter, limit: NEWEST } }, signal);
        return entries;
      };
      const [own, batches] = await Promise.all([list({ subject: account_id }), list({ action: "account.batch" })]);
      // A batch is done to no single account: its entry names them by their index.
      const among = batches.filter(({ detail }) => detail?.includes(auth_index) === true);
      return [...own, ...among].toSorted((a, b) => (a.at < b.at ? 1 : -1));
    },
  });
}
