// Exchanging the refresh token for a new access token (wire facts 2.4).

import type { Account } from "../../domain/account.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import type { RefreshAnswer, RefreshOutcome } from "../provider.ts";
import { parseRecord, textAt } from "../shared/json-fields.ts";
import { refreshTokenOf, refusedRefresh, tokenFormCall, tokensIn } from "../shared/token-refresh.ts";
import type { QwenSettings } from "./settings.ts";

/** Public client id of qwen-code (wire facts 2.4). */
export const CLIENT_ID = "f0304373b74a44d2b584a3fb70ca9e56";

/** What is said of our call, not of the login. */
const OUR_FAULT = new Set(["slow_down", "invalid_client", "invalid_request", "unsupported_grant_type"]);

export function refreshCall(account: Account, settings: QwenSettings): UpstreamCall | null {
  const refreshToken = refreshTokenOf(account);
  if (refreshToken === null) return null;
  const fields = { grant_type: "refresh_token", refresh_token: refreshToken, client_id: CLIENT_ID };
  return tokenFormCall(
    { url: `${settings.authUrl}/api/v1/oauth2/token`, fields, proxyUrl: account.proxyUrl },
    settings,
  );
}

export function readRefresh(answer: RefreshAnswer): RefreshOutcome {
  const json = parseRecord(answer.body) ?? {};
  const tokens = tokensIn(answer, json);
  if (tokens !== null) return { kind: "refreshed", tokens };
  const code = textAt(json, "error")?.toLowerCase() ?? null;
  // qwen-code drops a login at any 400 and 401; a page of somebody in between is none of the endpoint's.
  const isDead = (answer.status === 400 || answer.status === 401) && code !== null && !OUR_FAULT.has(code);
  const message = textAt(json, "error_description");
  return refusedRefresh(answer, { code, message, dead: isDead ? "reauth_required" : null });
}
