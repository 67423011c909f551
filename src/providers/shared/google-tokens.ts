// Access tokens of Google logins. The token endpoint takes a form and gives no new refresh token (wire facts 2.3).

import type { Account, OAuthClient } from "../../domain/account.ts";
import type { Secret } from "../../domain/secret.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import type { RefreshAnswer, RefreshOutcome } from "../provider.ts";
import { parseRecord, textAt } from "./json-fields.ts";
import { refusedRefresh, tokenFormCall, tokensIn } from "./token-refresh.ts";

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
  const proven = client.secret === null ? {} : { client_secret: client.secret.reveal() };
  const fields = { grant_type: "refresh_token", refresh_token: refreshToken, client_id: client.id, ...proven };
  return tokenFormCall(
    { url: `${how.tokenUrl}/token`, fields, proxyUrl: how.proxyUrl },
    { userAgent: how.userAgent, proxyUrl: null },
  );
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
export function readGoogleRefresh(answer: RefreshAnswer, clientAdvice = ""): RefreshOutcome {
  const json = parseRecord(answer.body) ?? {};
  const tokens = tokensIn(answer, json);
  if (tokens !== null) return { kind: "refreshed", tokens };
  const code = textAt(json, "error");
  const said = textAt(json, "error_description");
  const isAboutTheClient = code !== null && ABOUT_THE_CLIENT.has(code) && answer.status < 429;
  const message = isAboutTheClient && clientAdvice !== "" ? `${said ?? code} ${clientAdvice}` : said;
  return refusedRefresh(answer, { code, message, dead: code === "invalid_grant" ? "reauth_required" : null });
}
