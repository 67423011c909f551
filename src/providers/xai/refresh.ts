// Exchanging the refresh token for a new access token. xAI gives a new refresh token along with it.

import type { Account } from "../../domain/account.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import type { RefreshAnswer, RefreshOutcome } from "../provider.ts";
import { parseRecord, recordAt, textAt } from "../shared/json-fields.ts";
import { refreshTokenOf, refusedRefresh, tokenFormCall, tokensIn } from "../shared/token-refresh.ts";
import { readClaims } from "./claims.ts";
import type { XaiSettings } from "./settings.ts";

/** Public client id of the vendor's own tool (cliproxyapi facts 7). */
export const CLIENT_ID = "b1a00492-073a-47ea-816f-4c329264a828";

/**
 * Files name a `token_endpoint` of their own. It is never called: a refresh token goes to the configured host alone, or
 * whoever wrote a file would be sent it.
 */
export function refreshCall(account: Account, settings: XaiSettings): UpstreamCall | null {
  const refreshToken = refreshTokenOf(account);
  if (refreshToken === null) return null;
  const fields = { grant_type: "refresh_token", client_id: CLIENT_ID, refresh_token: refreshToken };
  return tokenFormCall({ url: `${settings.authUrl}/oauth2/token`, fields, proxyUrl: account.proxyUrl }, settings);
}

/** Codes that no retry heals (RFC 6749 5.2, and those of its imitators). */
const DEAD = new Set(["invalid_grant", "invalid_refresh_token", "token_revoked", "refresh_token_reused"]);

export function readRefresh(answer: RefreshAnswer): RefreshOutcome {
  const json = parseRecord(answer.body) ?? {};
  const tokens = tokensIn(answer, json, (accessToken) => readClaims(accessToken).expiresAt);
  if (tokens !== null) return { kind: "refreshed", tokens };
  const error = recordAt(json, "error") ?? json;
  const code = (textAt(error, "error") ?? textAt(error, "code"))?.toLowerCase() ?? null;
  const message = textAt(json, "error_description");
  return refusedRefresh(answer, { code, message, dead: code !== null && DEAD.has(code) ? "reauth_required" : null });
}
