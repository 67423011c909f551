// An access token for a service account: asked for with an assertion that its private key signs, as often as one runs out.

import type { Account } from "../../domain/account.ts";
import { failure } from "../../domain/failure.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { readGoogleRefresh } from "../shared/google-tokens.ts";
import { isExpiring, refreshTokenOf, tokenFormCall } from "../shared/token-refresh.ts";
import type { RefreshAnswer, RefreshOutcome } from "../provider.ts";
import { readPrivateKey, signAssertion } from "./service-account.ts";
import type { VertexSettings } from "./settings.ts";

/** Also where there has never been a token: none is "". */
export function isRefreshDue(account: Account, now: number): boolean {
  const { credentials } = account;
  if (credentials.kind !== "oauth" || credentials.refreshToken === null) return false;
  return credentials.accessToken.reveal() === "" || isExpiring(account, now);
}

/**
 * What Google knows its token endpoint by. Key files name one as `token_uri`, always this; it is never called from there,
 * because an assertion for whoever wrote the file would be as good as the key for an hour.
 */
const AUDIENCE = "https://oauth2.googleapis.com/token";

/** null where there is nothing to sign with. */
export function refreshCall(account: Account, now: number, settings: VertexSettings): UpstreamCall | null {
  const privateKey = refreshTokenOf(account);
  const key = privateKey === null ? null : readPrivateKey(privateKey);
  if (key === null || account.email === null) return null;
  const fields = {
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    assertion: signAssertion({ clientEmail: account.email, audience: AUDIENCE, key, now }),
  };
  return tokenFormCall({ url: `${settings.tokenUrl}/token`, fields, proxyUrl: account.proxyUrl }, settings);
}

export function readRefresh(answer: RefreshAnswer): RefreshOutcome {
  const outcome = readGoogleRefresh(answer);
  // Google calls an assertion from a clock that is wrong `invalid_grant` as well, and only its sentence tells: the key is good.
  if (outcome.kind !== "dead" || !/must be a short-lived token/i.test(outcome.failure.message)) return outcome;
  const { status, message } = outcome.failure;
  const said = `${message} The clock of this computer is wrong.`;
  return { kind: "transient", failure: { ...failure("upstream_error", "clock_skew", said), status } };
}
