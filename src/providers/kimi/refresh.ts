// Exchanging the refresh token for a new access token. Kimi gives a new refresh token along with it.

import type { Account } from "../../domain/account.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import type { RefreshAnswer, RefreshOutcome } from "../provider.ts";
import { parseRecord, textAt } from "../shared/json-fields.ts";
import { refreshTokenOf, refusedRefresh, tokenFormCall, tokensIn } from "../shared/token-refresh.ts";
import { deviceHeaders } from "./build-call.ts";
import { expiryIn } from "./claims.ts";
import type { KimiSettings } from "./settings.ts";

/** Public client id of Kimi Code (wire facts 2.6). */
export const CLIENT_ID = "17e5f671-d194-4dfb-9706-5516cb48c098";

export function refreshCall(account: Account, settings: KimiSettings): UpstreamCall | null {
  const refreshToken = refreshTokenOf(account);
  if (refreshToken === null) return null;
  const fields = { client_id: CLIENT_ID, grant_type: "refresh_token", refresh_token: refreshToken };
  const headers = deviceHeaders(account, settings);
  return tokenFormCall(
    { url: `${settings.authUrl}/api/oauth/token`, fields, headers, proxyUrl: account.proxyUrl },
    settings,
  );
}

/** Codes that no retry heals; a refusal may come as a 200 that holds one of them (wire facts 2.6). */
const DEAD = new Set(["invalid_grant", "expired_token", "access_denied", "invalid_refresh_token", "unauthorized"]);

export function readRefresh(answer: RefreshAnswer): RefreshOutcome {
  const { status } = answer;
  const json = parseRecord(answer.body) ?? {};
  const code = textAt(json, "error")?.toLowerCase() ?? null;
  const tokens = code === null ? tokensIn(answer, json, expiryIn) : null;
  if (tokens !== null) return { kind: "refreshed", tokens: { ...tokens, idToken: null } };
  const isDead = status === 401 || status === 403 || (code !== null && DEAD.has(code));
  const message = textAt(json, "error_description");
  return refusedRefresh(answer, { code, message, dead: isDead ? "reauth_required" : null });
}
