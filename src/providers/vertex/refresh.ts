// An access token for a service account: asked for with an assertion that its private key signs, as often as one runs out.

import type { Account } from "../../domain/account.ts";
import { failure } from "../../domain/failure.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { proxyOf } from "../call-settings.ts";
import { readGoogleRefresh } from "../google-tokens.ts";
import type { RefreshAnswer, RefreshOutcome } from "../provider.ts";
import { readPrivateKey, signAssertion } from "./service-account.ts";
import type { VertexSettings } from "./settings.ts";

const AHEAD_MS = 5 * 60_000;

/** Also where there has never been a token: none is "". */
export function isRefreshDue({ credentials }: Account, now: number): boolean {
  if (credentials.kind !== "oauth" || credentials.refreshToken === null) return false;
  if (credentials.accessToken.reveal() === "") return true;
  return credentials.expiresAt !== null && credentials.expiresAt <= now + AHEAD_MS;
}

/**
 * What Google knows its token endpoint by. Key files name one as `token_uri`, always this; it is never called from there,
 * because an assertion for whoever wrote the file would be as good as the key for an hour.
 */
const AUDIENCE = "https://oauth2.googleapis.com/token";

/** null where there is nothing to sign with. */
export function refreshCall(account: Account, now: number, settings: VertexSettings): UpstreamCall | null {
  const { credentials, email } = account;
  if (credentials.kind !== "oauth" || credentials.refreshToken === null || email === null) return null;
  const key = readPrivateKey(credentials.refreshToken.reveal());
  if (key === null) return null;
  const form = new URLSearchParams({
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    assertion: signAssertion({ clientEmail: email, audience: AUDIENCE, key, now }),
  });
  return {
    method: "POST",
    url: `${settings.tokenUrl}/token`,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
      "user-agent": settings.userAgent,
    },
    body: form.toString(),
    proxyUrl: proxyOf(account.proxyUrl, settings),
  };
}

export function readRefresh(answer: RefreshAnswer): RefreshOutcome {
  const outcome = readGoogleRefresh(answer);
  // Google calls an assertion from a clock that is wrong `invalid_grant` as well, and only its sentence tells: the key is good.
  if (outcome.kind !== "dead" || !/must be a short-lived token/i.test(outcome.failure.message)) return outcome;
  const { status, message } = outcome.failure;
  const said = `${message} The clock of this computer is wrong.`;
  return { kind: "transient", failure: { ...failure("upstream_error", "clock_skew", said), status } };
}
