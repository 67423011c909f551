// Choosing an account with the arrow keys.

import { isCancel, select } from "@clack/prompts";

import { matchingAccounts } from "../domain/account-list.ts";
import { planLabel } from "./account-labels.ts";
import { CliFailure } from "./deps.ts";
import type { Listing } from "./look-at-accounts.ts";
import { nameOf, type NumberedAccount } from "./select-accounts.ts";
import { usageCell } from "./usage-cell.ts";

/** Throws CliFailure where nothing is chosen. `query` leaves those that match it. */
export async function pickAccount(
  accounts: readonly NumberedAccount[],
  { listing, query }: { readonly listing: Listing; readonly query: string | null },
): Promise<NumberedAccount> {
  const offered = query === null ? accounts : matchingAccounts(accounts, query);
  const active = offered.find(({ account }) => account.isActive);
  const chosen = await select({
    message: "Select account to activate:",
    options: offered.map((one) => ({ value: one.account.id, label: rowOf(one), hint: hintOf(one, listing) })),
    maxItems: 12,
    ...(active === undefined ? {} : { initialValue: active.account.id }),
  });
  const picked = offered.find(({ account }) => account.id === chosen);
  if (isCancel(chosen) || picked === undefined) {
    throw new CliFailure("nothing was chosen, nothing was changed", null, { code: "cancelled" });
  }
  return picked;
}

function rowOf({ number, account }: NumberedAccount): string {
  return `${account.isActive ? "*" : " "} ${String(number).padStart(2, "0")} ${nameOf(account)}  ${planLabel(account)}`;
}

/** Of the account that the cursor is on. */
function hintOf({ account }: NumberedAccount, { now, failures }: Listing): string {
  const failure = failures.get(account.id);
  if (failure !== undefined) return failure.status === null ? failure.code : `${failure.status} ${failure.code}`;
  const { primary = null, secondary = null } = account.state?.quota ?? {};
  return `5 h ${usageCell(primary, now)[0] ?? "-"}, weekly ${usageCell(secondary, now)[0] ?? "-"}`;
}
