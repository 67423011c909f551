// Exchanging the refresh token for a new access token (wire facts 2.5). Calls do not need it, they are signed with the
// account's key; who asks whose a login is does.

import type { Account } from "../../domain/account.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import type { RefreshAnswer, RefreshOutcome } from "../provider.ts";
import { type JsonRecord, numberAt, parseRecord, textAt } from "../shared/json-fields.ts";
import { refreshTokenOf, refusedRefresh, tokenFormCall, tokensIn } from "../shared/token-refresh.ts";
import type { IflowSettings } from "./settings.ts";

/** The client says who it is twice: in the form and as HTTP Basic. */
export function refreshCall(account: Account, settings: IflowSettings): UpstreamCall | null {
  const refreshToken = refreshTokenOf(account);
  const { oauthClient } = settings;
  if (refreshToken === null || oauthClient === null) return null;
  const { id, secret } = oauthClient;
  const fields = {
    grant_type: "refresh_token",
    refresh_token: refreshToken,
    client_id: id,
    client_secret: secret.reveal(),
  };
  const headers = { authorization: `Basic ${Buffer.from(`${id}:${secret.reveal()}`).toString("base64")}` };
  return tokenFormCall(
    { url: `${settings.authUrl}/oauth/token`, fields, headers, proxyUrl: account.proxyUrl },
    settings,
  );
}

export function readRefresh(answer: RefreshAnswer): RefreshOutcome {
  const json = parseRecord(answer.body) ?? {};
  const tokens = tokensIn(answer, json);
  if (tokens !== null) return { kind: "refreshed", tokens };
  const code = textAt(json, "error")?.toLowerCase() ?? null;
  const message = textAt(json, "error_description") ?? textAt(json, "message");
  return refusedRefresh(answer, {
    code,
    message,
    dead: code === "invalid_grant" || isRefusal(json) ? "reauth_required" : null,
  });
}

/**
 * Every failure is a 200 with `{"success":false,"code":500,"message":"..."}`, a dead token as well as `server busy`. With
 * one code for all, the text is the only place that tells them apart; what it does not clearly call dead is tried again.
 */
function isRefusal(json: JsonRecord): boolean {
  return (
    numberAt(json, "code") === 500 &&
    /\b(?:invalid|expired|revoked)\b.*\btoken\b|\btoken\b.*\b(?:invalid|expired|revoked)\b/i.test(
      textAt(json, "message") ?? "",
    )
  );
}
