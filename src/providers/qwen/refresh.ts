// Exchanging the refresh token for a new access token (wire facts 2.4).

import type { Account } from "../../domain/account.ts";
import { failure } from "../../domain/failure.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { proxyOf } from "../call-settings.ts";
import { numberAt, parseRecord, textAt } from "../json-fields.ts";
import type { RefreshOutcome } from "../provider.ts";
import type { QwenSettings } from "./settings.ts";

/** Public client id of qwen-code (wire facts 2.4). */
const CLIENT_ID = "f0304373b74a44d2b584a3fb70ca9e56";
const AHEAD_MS = 5 * 60_000;

/** What is said of our call, not of the login. */
const OUR_FAULT = new Set(["slow_down", "invalid_client", "invalid_request", "unsupported_grant_type"]);

export function isRefreshDue({ credentials }: Account, now: number): boolean {
  if (credentials.kind !== "oauth" || credentials.refreshToken === null) return false;
  return credentials.expiresAt !== null && credentials.expiresAt <= now + AHEAD_MS;
}

export function refreshCall(account: Account, settings: QwenSettings): UpstreamCall | null {
  const { credentials } = account;
  if (credentials.kind !== "oauth" || credentials.refreshToken === null) return null;
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    refresh_token: credentials.refreshToken.reveal(),
    client_id: CLIENT_ID,
  });
  return {
    method: "POST",
    url: `${settings.authUrl}/api/v1/oauth2/token`,
    headers: {
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
  const told = textAt(json, "error")?.toLowerCase() ?? null;
  const message = textAt(json, "error_description") ?? `The token endpoint answered ${status}`;
  // qwen-code drops a login at any 400 and 401; a page of somebody in between is none of the endpoint's.
  if ((status === 400 || status === 401) && told !== null && !OUR_FAULT.has(told)) {
    return { kind: "dead", failure: { ...failure("reauth_required", told, message), status } };
  }
  return { kind: "transient", failure: { ...failure("upstream_error", told ?? `http_${status}`, message), status } };
}
