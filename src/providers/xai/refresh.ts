// Exchanging the refresh token for a new access token. xAI gives a new refresh token along with it.

import type { Account } from "../../domain/account.ts";
import { type Failure, failure, type FailureKind } from "../../domain/failure.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { proxyOf } from "../call-settings.ts";
import { numberAt, parseRecord, recordAt, textAt } from "../json-fields.ts";
import type { RefreshAnswer, RefreshOutcome } from "../provider.ts";
import { retryAfter } from "../retry-after.ts";
import { readClaims } from "./claims.ts";
import type { XaiSettings } from "./settings.ts";

/** Public client id of the vendor's own tool (cliproxyapi facts 7). */
const CLIENT_ID = "b1a00492-073a-47ea-816f-4c329264a828";
const AHEAD_MS = 5 * 60_000;
/** Beyond this a life is no date that could be written. */
const LONGEST_LIFE_SECONDS = 100 * 365 * 86_400;

export function isRefreshDue({ credentials }: Account, now: number): boolean {
  if (credentials.kind !== "oauth" || credentials.refreshToken === null) return false;
  return credentials.expiresAt !== null && credentials.expiresAt <= now + AHEAD_MS;
}

/**
 * Files name a `token_endpoint` of their own. It is never called: a refresh token goes to the configured host alone, or
 * whoever wrote a file would be sent it.
 */
export function refreshCall(account: Account, settings: XaiSettings): UpstreamCall | null {
  const { credentials } = account;
  if (credentials.kind !== "oauth" || credentials.refreshToken === null) return null;
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    client_id: CLIENT_ID,
    refresh_token: credentials.refreshToken.reveal(),
  });
  return {
    method: "POST",
    url: `${settings.authUrl}/oauth2/token`,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
      "user-agent": settings.userAgent,
    },
    body: form.toString(),
    proxyUrl: proxyOf(account.proxyUrl, settings),
  };
}

/** Codes that no retry heals (RFC 6749 5.2, and those of its imitators). */
const DEAD = new Set(["invalid_grant", "invalid_refresh_token", "token_revoked", "refresh_token_reused"]);

export function readRefresh(answer: RefreshAnswer): RefreshOutcome {
  const { status, headers, body, now } = answer;
  const json = parseRecord(body) ?? {};
  const accessToken = textAt(json, "access_token");
  if (status >= 200 && status < 300 && accessToken !== null) {
    const lasts = numberAt(json, "expires_in");
    const isDate = lasts !== null && lasts <= LONGEST_LIFE_SECONDS;
    const expiresAt = isDate ? now + lasts * 1000 : readClaims(accessToken).expiresAt;
    const refreshToken = textAt(json, "refresh_token");
    const idToken = textAt(json, "id_token");
    return { kind: "refreshed", tokens: { accessToken, refreshToken, idToken, expiresAt, refreshedAt: now } };
  }
  const error = recordAt(json, "error") ?? json;
  const code = (textAt(error, "error") ?? textAt(error, "code"))?.toLowerCase() ?? `http_${status}`;
  const message = textAt(json, "error_description") ?? `The token endpoint answered ${status}`;
  const resetsAt = headers === undefined ? null : retryAfter(headers, now);
  const told = (kind: FailureKind): Failure => ({ ...failure(kind, code, message), status, resetsAt });
  // An endpoint in trouble judges nobody: a login is lost for good only by a refusal.
  const isDead = status < 500 && status !== 429 && DEAD.has(code);
  return isDead
    ? { kind: "dead", failure: told("reauth_required") }
    : { kind: "transient", failure: told("upstream_error") };
}
