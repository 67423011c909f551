// What every row, card and menu of the page can ask for. One value for the whole page that never changes, so that rows are
// drawn anew only when their account has changed.

import { createContext, useContext } from "react";

import type { RunWish } from "./account-actions.ts";
import type { Account } from "./accounts-query.ts";
import type { DrawerTab } from "./accounts-search.ts";

/** A question or a form over the page. */
export type AccountDialog =
  | { readonly kind: "paste" | "upload" }
  | { readonly kind: "test"; readonly account: Account }
  | { readonly kind: "edit_many" | "delete" | "export"; readonly accounts: readonly Account[] };

export interface AccountCommands {
  /** False for viewers. */
  readonly mayChange: boolean;
  readonly run: RunWish;
  show(dialog: AccountDialog): void;
  open(accountId: string, tab?: DrawerTab): void;
}

export const CommandsContext = createContext<AccountCommands | null>(null);

export function useAccountCommands(): AccountCommands {
  const commands = useContext(CommandsContext);
  if (commands === null) throw new Error("no accounts page around");
  return commands;
}
