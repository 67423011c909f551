// How an account is called on the page: hidden where the reader asked for it.

import { maskText, useMasked } from "../../lib/mask.ts";
import type { Account } from "./accounts-query.ts";

/** For labels that are read out and cannot hold <Private>. */
export function useAccountName({ display_name }: Pick<Account, "display_name">): string {
  return useMasked() ? maskText(display_name) : display_name;
}
