// What a token endpoint's answer comes to, told to whoever signs in. It answers a sign-in as it answers a refresh.

import type { RefreshedTokens } from "../../domain/ports.ts";
import type { JsonRecord } from "../auth-file.ts";
import type { LoginOutcome, LoginRefused } from "../login.ts";
import type { RefreshOutcome } from "../provider.ts";

/** `fileOf`: the auth file of these tokens. */
export function signedIn(outcome: RefreshOutcome, fileOf: (tokens: RefreshedTokens) => JsonRecord): LoginOutcome {
  if (outcome.kind !== "refreshed") {
    const { code, message } = outcome.failure;
    return loginRefused(`the token endpoint refused the sign-in: ${message} (${code})`);
  }
  // Without one the account would be gone within the hour.
  if (outcome.tokens.refreshToken === null)
    return loginRefused("the token endpoint gave no refresh_token; sign in again");
  return { kind: "signed-in", json: fileOf(outcome.tokens) };
}

export function loginRefused(reason: string): LoginRefused {
  return { kind: "refused", reason };
}
