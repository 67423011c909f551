// Exchanging the refresh token for a new access token. A refresh token works once: a second use kills the login.

import type { Account } from "../../domain/account.ts";
import { proxyOf } from "../shared/call-settings.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import type { RefreshAnswer, RefreshOutcome } from "../provider.ts";
import { readClaims } from "./claims.ts";
import { parseRecord, recordAt, textAt } from "../shared/json-fields.ts";
import { isExpiring, refusedRefresh, tokensIn, type ToldRefusal } from "../shared/token-refresh.ts";
import type { CodexSettings } from "./settings.ts";

/** Public client id of Codex CLI (wire facts 2.1). */
export const CLIENT_ID = "app_EMoamEEZ73f0CkXaXp7hrann";
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
  if (isExpiring(account, now)) return true;
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

export function readRefresh(answer: RefreshAnswer): RefreshOutcome {
  const json = parseRecord(answer.body) ?? {};
  const tokens = tokensIn(answer, json);
  if (tokens !== null) {
    // The token's own word counts before the endpoint's.
    const expiresAt = readClaims(tokens.accessToken)?.expiresAt ?? tokens.expiresAt;
    return { kind: "refreshed", tokens: { ...tokens, expiresAt } };
  }
  // The error stands as an object or as a bare code, under one of several names (codex-lb facts, "Token refresh").
  const error = recordAt(json, "error");
  const told =
    (error === null ? textAt(json, "error") : (textAt(error, "code") ?? textAt(error, "error"))) ??
    textAt(json, "error_code") ??
    textAt(json, "code");
  const code = told?.toLowerCase() ?? null;
  const message = error === null ? textAt(json, "error_description") : textAt(error, "message");
  return refusedRefresh(answer, { code, message, dead: verdictOf(code) });
}

function verdictOf(code: string | null): ToldRefusal["dead"] {
  if (code === null) return null;
  if (DEACTIVATED.has(code)) return "deactivated";
  return DEAD.has(code) ? "reauth_required" : null;
}
