// The accounts as the gateway has them now; events say when they are to be read again (lib/live-queries.ts).

import { queryOptions, replaceEqualDeep, useQuery } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import { mapInPieces } from "../../lib/in-pieces.ts";

export type AccountList = Answer<"get", "/api/accounts">;
export type Account = AccountList["accounts"][number];

/** Everything under it is read again when an account has changed. */
export const ACCOUNTS_KEY = ["accounts"] as const;

const PAGE_KEY = [...ACCOUNTS_KEY, "page"] as const;

export const accountsQuery = queryOptions({
  queryKey: PAGE_KEY,
  queryFn: async ({ client, signal }) => {
    const list = await api.call("get", "/api/accounts", { query: {} }, signal);
    return withUnchanged(client.getQueryData<AccountList>(PAGE_KEY), list);
  },
  // Done above: of thousands of accounts it takes too long for one go.
  structuralSharing: false,
});

export function useAccounts() {
  return useQuery(accountsQuery);
}

/** An account that is as it was stays the same object, so that its row is not drawn anew. */
async function withUnchanged(before: AccountList | undefined, list: AccountList): Promise<AccountList> {
  if (before === undefined) return list;
  const known = new Map(before.accounts.map((account) => [account.account_id, account]));
  const accounts = await mapInPieces<Account, Account>(list.accounts, (account) =>
    replaceEqualDeep(known.get(account.account_id), account),
  );
  const isSame =
    accounts.length === before.accounts.length &&
    accounts.every((account, index) => account === before.accounts[index]);
  return { ...list, accounts: isSame ? before.accounts : [...accounts] };
}
