// The page's address: read, and changed with everything else in it kept.

import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

import type { AccountsSearch } from "./accounts-search.ts";

export interface AccountsAddress {
  readonly search: AccountsSearch;
  /** `undefined` takes a part out. With `keep`, going back leads to where one is now. */
  change(part: Partial<AccountsSearch>, options?: { readonly keep?: boolean }): void;
}

export function useAccountsSearch(): AccountsAddress {
  const search = useSearch({ from: "/accounts" });
  const navigate = useNavigate({ from: "/accounts" });
  const change = useCallback<AccountsAddress["change"]>(
    (part, { keep = false } = {}) => {
      void navigate({
        to: "/accounts",
        search: (before) => ({ ...before, ...part }),
        replace: !keep,
        resetScroll: false,
      });
    },
    [navigate],
  );
  return { search, change };
}
