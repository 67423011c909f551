// Access tokens of Google logins. The token endpoint takes a form and gives no new refresh token (wire facts 2.3).

import type { Account, OAuthClient } from "../domain/account.ts";
import { failure } from "../domain/failure.ts";
import type { Secret } from "../domain/secret.ts";
import type { UpstreamCall } from "../wire/upstream-call.ts";
import { numberAt, parseRecord, textAt } from "./json-fields.ts";
import type { RefreshOutcome } from "./provider.ts";

export interface GoogleRefreshing {
  readonly tokenUrl: string;
  /** For tokens that came without a client of their own. Its "secret" is public, but Google refuses a refresh without. */
  readonly client: { readonly id: string; readonly secret: Secret | null };
  readonly userAgent: string;
  readonly proxyUrl: string | null;
}

/** null where the account has nothing to refresh with. */
export function googleRefreshCall({ credentials }: Account, how: GoogleRefreshing): UpstreamCall | null {
  if (credentials.kind !== "oauth" || credentials.refreshToken === null) return null;
  return refreshWith(credentials.refreshToken.reveal(), credentials.client, how);
}

export function refreshWith(refreshToken: string, own: OAuthClient | undefined, how: GoogleRefreshing): UpstreamCall {
  const client = own ?? how.client;
  const fields = new URLSearchParams({ grant_type: "refresh_token", refresh_token: refreshToken });
  fields.set("client_id", client.id);
  if (client.secret !== null) fields.set("client_secret", client.secret.reveal());
  return {
    method: "POST",
    url: `${how.tokenUrl}/token`,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
      "user-agent": how.userAgent,
    },
    body: fields.toString(),
    proxyUrl: how.proxyUrl,
  };
}

const AHEAD_MS = 5 * 60_000;

/** Five minutes ahead of expiry, which is an hour after the last refresh. */
export function isGoogleRefreshDue({ credentials }: Account, now: number): boolean {
  if (credentials.kind !== "oauth" || credentials.refreshToken === null) return false;
  return credentials.expiresAt !== null && credentials.expiresAt <= now + AHEAD_MS;
}

/** Codes that say that the client is not known or not proved: the login may be as good as ever. */
const ABOUT_THE_CLIENT: ReadonlySet<string> = new Set([
  "invalid_client",
  "unauthorized_client",
  "invalid_request",
  "deleted_client",
  "disabled_client",
]);

/** `clientAdvice`: what to do where the client is refused, a sentence for the operator. */
export function readGoogleRefresh(
  answer: { readonly status: number; readonly body: string; readonly now: number },
  clientAdvice = "",
): RefreshOutcome {
  const { status, body, now } = answer;
  const json = parseRecord(body) ?? {};
  const accessToken = textAt(json, "access_token");
  if (status >= 200 && status < 300 && accessToken !== null) {
    const lasts = numberAt(json, "expires_in");
    const expiresAt = lasts === null ? null : now + lasts * 1000;
    const refreshToken = textAt(json, "refresh_token");
    return {
      kind: "refreshed",
      tokens: { accessToken, refreshToken, idToken: textAt(json, "id_token"), expiresAt, refreshedAt: now },
    };
  }
  const code = textAt(json, "error") ?? `http_${status}`;
  const said = textAt(json, "error_description") ?? `The token endpoint answered ${status}`;
  const isRefused = status >= 400 && status < 500 && status !== 429;
  if (isRefused && code === "invalid_grant") {
    return { kind: "dead", failure: { ...failure("reauth_required", code, said), status } };
  }
  const message = isRefused && ABOUT_THE_CLIENT.has(code) && clientAdvice !== "" ? `${said} ${clientAdvice}` : said;
  return { kind: "transient", failure: { ...failure("upstream_error", code, message), status } };
}
