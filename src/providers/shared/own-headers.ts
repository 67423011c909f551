// Headers that the operator wants on each call of an account: last, so that they overrule all others.

import type { Account } from "../../domain/account.ts";

/** Lower-case names, values in the clear. */
export function ownHeaders(account: Account): Record<string, string> {
  return Object.fromEntries(Object.entries(account.headers).map(([name, value]) => [name, value.reveal()]));
}
