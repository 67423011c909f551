// Choosing accounts at a terminal where what was typed leaves it open.

import { matchingAccounts } from "../domain/account-list.ts";
import { planLabel } from "./account-labels.ts";
import { CliFailure } from "./deps.ts";
import { nameOf, type NumberedAccount, selectOne } from "./select-accounts.ts";

interface Asking {
  /** Whether somebody sits there who can be asked. */
  readonly isAsking: boolean;
  readonly message: string;
}

/** The one that is meant, or is chosen of several. Throws CliFailure. */
export async function chooseOne(
  accounts: readonly NumberedAccount[],
  query: string,
  { isAsking, message }: Asking,
): Promise<NumberedAccount> {
  const matches = matchingAccounts(accounts, query);
  if (matches.length < 2 || !isAsking) return selectOne(accounts, query);
  const { isCancel, select } = await import("@clack/prompts");
  const chosen = await select({ message, options: optionsOf(matches), maxItems: 12 });
  const picked = matches.find(({ account }) => account.id === chosen);
  if (isCancel(chosen) || picked === undefined) throw nothingChosen();
  return picked;
}

/** As many as somebody ticks. Throws CliFailure where that is none. */
export async function chooseMany(
  accounts: readonly NumberedAccount[],
  message: string,
): Promise<readonly NumberedAccount[]> {
  const { isCancel, multiselect } = await import("@clack/prompts");
  const chosen = await multiselect({ message, options: optionsOf(accounts), maxItems: 12, required: false });
  if (isCancel(chosen) || chosen.length === 0) throw nothingChosen();
  return accounts.filter(({ account }) => chosen.includes(account.id));
}

function optionsOf(accounts: readonly NumberedAccount[]): { value: string; label: string }[] {
  return accounts.map(({ number, account }) => ({
    value: account.id,
    label: `${String(number).padStart(2, "0")} ${nameOf(account)}  ${planLabel(account)}`,
  }));
}

function nothingChosen(): CliFailure {
  return new CliFailure("nothing was chosen, nothing was changed", null, { code: "cancelled" });
}
