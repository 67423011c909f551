// Exchanging the refresh token for a new access token. A refresh token works once: a second use kills the login.

import type { Account } from "../../domain/account.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { proxyOf } from "../shared/call-settings.ts";
import { parseRecord, recordAt, textAt } from "../shared/json-fields.ts";
import type { RefreshAnswer, RefreshOutcome } from "../provider.ts";
import { refusedRefresh, tokensIn } from "../shared/token-refresh.ts";
import type { ClaudeSettings } from "./settings.ts";

/** Public client id of Claude Code (wire facts 2.2). */
export const CLIENT_ID = "9d1c250a-e61b-44d9-88ed-5944d1962f5e";
/** What Claude Code asks for; other than RFC 6749 says it may not be left out (wire facts 2.2). */
export const SCOPE = "user:profile user:inference user:sessions:claude_code user:mcp_servers user:file_upload";
/** The upstream closed the account for now; stands as code or as description (Claude Code 2.1.329). */
const ON_HOLD = "account_on_hold";

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

export function readRefresh(answer: RefreshAnswer): RefreshOutcome {
  const json = parseRecord(answer.body) ?? {};
  const tokens = tokensIn(answer, json);
  if (tokens !== null) return { kind: "refreshed", tokens: { ...tokens, idToken: null } };
  // OAuth's bare code, or the API's own envelope where its front door answers.
  const error = recordAt(json, "error");
  const code = (error === null ? textAt(json, "error") : textAt(error, "type"))?.toLowerCase() ?? null;
  const said = error === null ? textAt(json, "error_description") : textAt(error, "message");
  if (code === ON_HOLD || said === ON_HOLD) {
    return refusedRefresh(answer, { code: ON_HOLD, message: "The account is on hold", dead: "deactivated" });
  }
  // This code alone ends a login (wire facts 2.2).
  const isDead = code === "invalid_grant" && answer.status >= 400;
  return refusedRefresh(answer, { code, message: said, dead: isDead ? "reauth_required" : null });
}
