// What a use case about accounts refused, as the caller is told.

import type { ApiErrorCode } from "../../../contract/errors.ts";
import { ApiFault } from "./api-fault.ts";

/** Expected outcomes whose kind is the code of the refusal. */
export type Refusal =
  | { readonly kind: "account_not_found" }
  | { readonly kind: Exclude<ApiErrorCode, "account_not_found">; readonly reason: string };

export function accountNotFound(): ApiFault {
  return new ApiFault("account_not_found", "Account not found");
}

export function faultOf(refusal: Refusal): ApiFault {
  return refusal.kind === "account_not_found" ? accountNotFound() : new ApiFault(refusal.kind, refusal.reason);
}
