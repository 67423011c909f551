// Exchanging the refresh token for a new access token. A refresh token works once: a second use kills the login.

import type { Account } from "../../domain/account.ts";
import { failure } from "../../domain/failure.ts";
import { proxyOf } from "../call-settings.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import type { RefreshOutcome } from "../provider.ts";
import { readClaims } from "./claims.ts";
import { numberAt, parseRecord, recordAt, textAt } from "../json-fields.ts";
import type { CodexSettings } from "./settings.ts";

/** Public client id of Codex CLI (wire facts 2.1). */
const CLIENT_ID = "app_EMoamEEZ73f0CkXaXp7hrann";
const AHEAD_MS = 5 * 60_000;
/** Codex itself refreshes after eight days even where the token says it lasts ten. */
const LONGEST_AGE_MS = 8 * 24 * 3_600_000;

/** Codes of the token endpoint that no retry heals (codex-lb facts 3.1). */
const DEAD = new Set([
  "invalid_grant",
  "refresh_token_expired",
  "refresh_token_reused",
  "refresh_token_invalidated",
  "token_expired",
  "token_invalidated",
  "app_session_terminated",
  "account_session_expired",
  "account_auth_invalidated",
]);
const DEACTIVATED = new Set(["account_deactivated", "account_suspended", "account_deleted"]);

export function isRefreshDue(account: Account, now: number): boolean {
  const { credentials } = account;
  if (credentials.kind !== "oauth" || credentials.refreshToken === null) return false;
  if (credentials.expiresAt !== null && credentials.expiresAt <= now + AHEAD_MS) return true;
  return credentials.refreshedAt !== null && credentials.refreshedAt <= now - LONGEST_AGE_MS;
}

export function refreshCall(account: Account, settings: CodexSettings): UpstreamCall | null {
  const { credentials } = account;
  if (credentials.kind !== "oauth" || credentials.refreshToken === null) return null;
  return {
    method: "POST",
    url: `${settings.authUrl}/oauth/token`,
    headers: { "content-type": "application/json", accept: "application/json", "user-agent": settings.userAgent },
    body: JSON.stringify({
      client_id: CLIENT_ID,
      grant_type: "refresh_token",
      refresh_token: credentials.refreshToken.reveal(),
      scope: "openid profile email",
    }),
    proxyUrl: proxyOf(account.proxyUrl, settings),
  };
}

export function readRefresh(answer: {
  readonly status: number;
  readonly body: string;
  readonly now: number;
}): RefreshOutcome {
  const { status, body, now } = answer;
  const json = parseRecord(body) ?? {};
  const accessToken = textAt(json, "access_token");
  if (status >= 200 && status < 300 && accessToken !== null) {
    const lasts = numberAt(json, "expires_in");
    const expiresAt = readClaims(accessToken)?.expiresAt ?? (lasts === null ? null : now + lasts * 1000);
    const refreshToken = textAt(json, "refresh_token");
    const idToken = textAt(json, "id_token");
    return { kind: "refreshed", tokens: { accessToken, refreshToken, idToken, expiresAt, refreshedAt: now } };
  }
  // The error stands as an object or as a bare code, under one of several names (codex-lb facts, "Token refresh").
  const error = recordAt(json, "error");
  const told =
    (error === null ? textAt(json, "error") : (textAt(error, "code") ?? textAt(error, "error"))) ??
    textAt(json, "error_code") ??
    textAt(json, "code");
  const code = told?.toLowerCase() ?? `http_${status}`;
  const message =
    (error === null ? textAt(json, "error_description") : textAt(error, "message")) ??
    `The token endpoint answered ${status}`;
  // An endpoint in trouble judges nobody: a login is lost for good only by a refusal.
  if (status === 429 || status >= 500) {
    return { kind: "transient", failure: { ...failure("upstream_error", code, message), status } };
  }
  if (DEACTIVATED.has(code)) return { kind: "dead", failure: { ...failure("deactivated", code, message), status } };
  if (DEAD.has(code)) return { kind: "dead", failure: { ...failure("reauth_required", code, message), status } };
  return { kind: "transient", failure: { ...failure("upstream_error", code, message), status } };
}
