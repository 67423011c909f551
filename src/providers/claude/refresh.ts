// Exchanging the refresh token for a new access token. A refresh token works once: a second use kills the login.

import type { Account } from "../../domain/account.ts";
import { failure } from "../../domain/failure.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { proxyOf } from "../call-settings.ts";
import { numberAt, parseRecord, recordAt, textAt } from "../json-fields.ts";
import type { RefreshAnswer, RefreshOutcome } from "../provider.ts";
import { retryAfter } from "../retry-after.ts";
import type { ClaudeSettings } from "./settings.ts";

/** Public client id of Claude Code (wire facts 2.2). */
const CLIENT_ID = "9d1c250a-e61b-44d9-88ed-5944d1962f5e";
/** What Claude Code asks for; other than RFC 6749 says it may not be left out (wire facts 2.2). */
const SCOPE = "user:profile user:inference user:sessions:claude_code user:mcp_servers user:file_upload";
/** Tokens last eight hours. */
const AHEAD_MS = 5 * 60_000;
/** Beyond this a number is no lifetime. */
const LONGEST_LIFE_SECONDS = 100 * 365 * 86_400;

/** The upstream closed the account for now; stands as code or as description (Claude Code 2.1.329). */
const ON_HOLD = "account_on_hold";

export function isRefreshDue({ credentials }: Account, now: number): boolean {
  if (credentials.kind !== "oauth" || credentials.refreshToken === null) return false;
  return credentials.expiresAt !== null && credentials.expiresAt <= now + AHEAD_MS;
}

export function refreshCall(account: Account, settings: ClaudeSettings): UpstreamCall | null {
  const { credentials } = account;
  if (credentials.kind !== "oauth" || credentials.refreshToken === null) return null;
  return {
    method: "POST",
    url: `${settings.tokenUrl}/v1/oauth/token`,
    headers: { "content-type": "application/json", accept: "application/json", "user-agent": settings.userAgent },
    body: JSON.stringify({
      grant_type: "refresh_token",
      refresh_token: credentials.refreshToken.reveal(),
      client_id: CLIENT_ID,
      scope: SCOPE,
    }),
    proxyUrl: proxyOf(account.proxyUrl, settings),
  };
}

export function readRefresh({ status, body, now, headers }: RefreshAnswer): RefreshOutcome {
  const json = parseRecord(body) ?? {};
  const accessToken = textAt(json, "access_token");
  if (status >= 200 && status < 300 && accessToken !== null) {
    const lasts = numberAt(json, "expires_in");
    const expiresAt = lasts === null || lasts > LONGEST_LIFE_SECONDS ? null : now + lasts * 1000;
    const refreshToken = textAt(json, "refresh_token");
    return { kind: "refreshed", tokens: { accessToken, refreshToken, idToken: null, expiresAt, refreshedAt: now } };
  }
  // OAuth's bare code, or the API's own envelope where its front door answers.
  const error = recordAt(json, "error");
  const told = error === null ? textAt(json, "error") : textAt(error, "type");
  const code = told?.toLowerCase() ?? `http_${status}`;
  const said = error === null ? textAt(json, "error_description") : textAt(error, "message");
  const message = said ?? `The token endpoint answered ${status}`;
  if (status === 429) {
    const resetsAt = headers === undefined ? null : retryAfter(headers, now);
    return { kind: "transient", failure: { ...failure("rate_limited", code, message), status, resetsAt } };
  }
  if (status < 500 && (code === ON_HOLD || said === ON_HOLD)) {
    return { kind: "dead", failure: { ...failure("deactivated", ON_HOLD, "The account is on hold"), status } };
  }
  // This code alone ends a login; an endpoint in trouble judges nobody (wire facts 2.2).
  if (code === "invalid_grant" && status >= 400 && status < 500) {
    return { kind: "dead", failure: { ...failure("reauth_required", code, message), status } };
  }
  return { kind: "transient", failure: { ...failure("upstream_error", code, message), status } };
}
