// Exchanging the refresh token for a new access token (wire facts 2.5). Calls do not need it, they are signed with the
// account's key; who asks whose a login is does.

import type { Account } from "../../domain/account.ts";
import { failure } from "../../domain/failure.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { proxyOf } from "../call-settings.ts";
import { numberAt, parseRecord, textAt } from "../json-fields.ts";
import type { RefreshOutcome } from "../provider.ts";
import type { IflowSettings } from "./settings.ts";

/** The client says who it is twice: in the form and as HTTP Basic. */
export function refreshCall(account: Account, settings: IflowSettings): UpstreamCall | null {
  const { credentials } = account;
  const { oauthClient } = settings;
  if (credentials.kind !== "oauth" || credentials.refreshToken === null || oauthClient === null) return null;
  const { id: clientId } = oauthClient;
  const clientSecret = oauthClient.secret.reveal();
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    refresh_token: credentials.refreshToken.reveal(),
    client_id: clientId,
    client_secret: clientSecret,
  });
  return {
    method: "POST",
    url: `${settings.authUrl}/oauth/token`,
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`,
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
      "user-agent": settings.userAgent,
    },
    body: form.toString(),
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
    const expiresAt = lasts === null ? null : now + lasts * 1000;
    const refreshToken = textAt(json, "refresh_token");
    return { kind: "refreshed", tokens: { accessToken, refreshToken, idToken: null, expiresAt, refreshedAt: now } };
  }
  const code = (textAt(json, "error") ?? `http_${status}`).toLowerCase();
  const message =
    textAt(json, "error_description") ?? textAt(json, "message") ?? `The token endpoint answered ${status}`;
  if (status < 429 && (code === "invalid_grant" || isRefusal(json))) {
    return { kind: "dead", failure: { ...failure("reauth_required", code, message), status } };
  }
  return { kind: "transient", failure: { ...failure("upstream_error", code, message), status } };
}

/**
 * Every failure is a 200 with `{"success":false,"code":500,"message":"..."}`, a dead token as well as `server busy`. With
 * one code for all, the text is the only place that tells them apart; what it does not clearly call dead is tried again.
 */
function isRefusal(json: Readonly<Record<string, unknown>>): boolean {
  return (
    numberAt(json, "code") === 500 &&
    /\b(?:invalid|expired|revoked)\b.*\btoken\b|\btoken\b.*\b(?:invalid|expired|revoked)\b/i.test(
      textAt(json, "message") ?? "",
    )
  );
}
