// Exchanging the refresh token for a new access token. Kimi gives a new refresh token along with it.

import type { Account } from "../../domain/account.ts";
import { type Failure, failure, type FailureKind } from "../../domain/failure.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { proxyOf } from "../call-settings.ts";
import { numberAt, parseRecord, textAt } from "../json-fields.ts";
import type { RefreshAnswer, RefreshOutcome } from "../provider.ts";
import { retryAfter } from "../retry-after.ts";
import { deviceHeaders } from "./build-call.ts";
import { expiryIn } from "./claims.ts";
import type { KimiSettings } from "./settings.ts";

/** Public client id of Kimi Code (wire facts 2.6). */
const CLIENT_ID = "17e5f671-d194-4dfb-9706-5516cb48c098";
const AHEAD_MS = 5 * 60_000;
/** Beyond this a life is no date that could be written. */
const LONGEST_LIFE_SECONDS = 100 * 365 * 86_400;

export function isRefreshDue({ credentials }: Account, now: number): boolean {
  if (credentials.kind !== "oauth" || credentials.refreshToken === null) return false;
  return credentials.expiresAt !== null && credentials.expiresAt <= now + AHEAD_MS;
}

export function refreshCall(account: Account, settings: KimiSettings): UpstreamCall | null {
  const { credentials } = account;
  if (credentials.kind !== "oauth" || credentials.refreshToken === null) return null;
  const form = new URLSearchParams({
    client_id: CLIENT_ID,
    grant_type: "refresh_token",
    refresh_token: credentials.refreshToken.reveal(),
  });
  return {
    method: "POST",
    url: `${settings.authUrl}/api/oauth/token`,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
      "user-agent": settings.userAgent,
      ...deviceHeaders(account, settings),
    },
    body: form.toString(),
    proxyUrl: proxyOf(account.proxyUrl, settings),
  };
}

/** Codes that no retry heals; a refusal may come as a 200 that holds one of them (wire facts 2.6). */
const DEAD = new Set(["invalid_grant", "expired_token", "access_denied", "invalid_refresh_token", "unauthorized"]);

export function readRefresh(answer: RefreshAnswer): RefreshOutcome {
  const { status, headers, body, now } = answer;
  const json = parseRecord(body) ?? {};
  const code = textAt(json, "error")?.toLowerCase() ?? null;
  const accessToken = textAt(json, "access_token");
  if (status >= 200 && status < 300 && code === null && accessToken !== null) {
    const lasts = numberAt(json, "expires_in");
    const isDate = lasts !== null && lasts <= LONGEST_LIFE_SECONDS;
    const expiresAt = isDate ? now + lasts * 1000 : expiryIn(accessToken);
    const refreshToken = textAt(json, "refresh_token");
    return { kind: "refreshed", tokens: { accessToken, refreshToken, idToken: null, expiresAt, refreshedAt: now } };
  }
  const message = textAt(json, "error_description") ?? `The token endpoint answered ${status}`;
  const resetsAt = headers === undefined ? null : retryAfter(headers, now);
  const told = (kind: FailureKind): Failure => ({
    ...failure(kind, code ?? `http_${status}`, message),
    status,
    resetsAt,
  });
  // An endpoint in trouble judges nobody.
  const isRefusal = status < 500 && status !== 429;
  const isDead = isRefusal && (status === 401 || status === 403 || (code !== null && DEAD.has(code)));
  return isDead
    ? { kind: "dead", failure: told("reauth_required") }
    : { kind: "transient", failure: told("upstream_error") };
}
