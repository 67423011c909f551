// The public API's door and its way of refusing.

import type { SandboxApiKey } from "../accounts/directory.ts";
import type { StatusFault } from "../faults/fault.ts";
import type { Caller } from "../serve/world.ts";

export type KeyAdmission =
  | { readonly kind: "admitted"; readonly apiKey: SandboxApiKey }
  | { readonly kind: "refused"; readonly answer: StatusFault };

/** Admits the holder of a known API key. */
export function admitKey(caller: Caller): KeyAdmission {
  if (caller.apiKey !== null) return { kind: "admitted", apiKey: caller.apiKey };
  const shown = caller.token === null ? "" : `: ${caller.token.slice(0, 8)}***`;
  const message =
    caller.token === null
      ? "You didn't provide an API key."
      : `Incorrect API key provided${shown}. You can find your API key at https://platform.openai.com/account/api-keys.`;
  return { kind: "refused", answer: apiError({ status: 401, message, code: "invalid_api_key" }) };
}

/** An error in the public API's form. */
export function apiError(what: {
  readonly status: number;
  readonly message: string;
  readonly code: string | null;
  readonly param?: string;
}): StatusFault {
  const { status, message, code } = what;
  const type = status >= 500 ? "server_error" : "invalid_request_error";
  return { kind: "status", status, body: { error: { message, type, param: what.param ?? null, code } } };
}
