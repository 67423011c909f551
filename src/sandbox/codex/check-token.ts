// The backend's door: whose token this is and whether it still counts.

import { type StatusFault, tokenInvalidated, unauthorized } from "../faults/fault.ts";
import type { Caller } from "../serve/world.ts";
import type { AccountEntry } from "../accounts/account.ts";

export type Admission =
  | { readonly kind: "admitted"; readonly entry: AccountEntry }
  | { readonly kind: "refused"; readonly answer: StatusFault };

const UNKNOWN: StatusFault = { kind: "status", status: 401, body: { detail: "Unauthorized" } };

/** Admits the holder of a current access token. */
export function admit(caller: Caller): Admission {
  const { holder, token } = caller;
  if (holder === null || token === null) return { kind: "refused", answer: UNKNOWN };
  const verdict = holder.login.judgeAccess(token);
  if (verdict === "current") return { kind: "admitted", entry: holder.entry };
  const fault = verdict === "token_expired" ? unauthorized() : tokenInvalidated();
  return { kind: "refused", answer: fault.kind === "status" ? fault : UNKNOWN };
}
