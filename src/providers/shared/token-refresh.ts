// Renewing an access token, as all token endpoints do it; what each says of a refusal is its provider's to read.

import type { Account } from "../../domain/account.ts";
import { failure } from "../../domain/failure.ts";
import type { RefreshedTokens } from "../../domain/ports.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import type { RefreshAnswer, RefreshOutcome } from "../provider.ts";
import { type CallSettings, proxyOf } from "./call-settings.ts";
import { type JsonRecord, numberAt, textAt } from "./json-fields.ts";
import { retryAfter } from "./retry-after.ts";

const AHEAD_MS = 5 * 60_000;
/** Beyond this a life is no date that could be written. */
const LONGEST_LIFE_SECONDS = 100 * 365 * 86_400;

/** Five minutes ahead of expiry, for what can be renewed at all. */
export function isExpiring({ credentials }: Account, now: number): boolean {
  if (credentials.kind !== "oauth" || credentials.refreshToken === null) return false;
  return credentials.expiresAt !== null && credentials.expiresAt <= now + AHEAD_MS;
}

/** The refresh token in the clear; null where the account has none. */
export function refreshTokenOf({ credentials }: Account): string | null {
  return credentials.kind === "oauth" ? (credentials.refreshToken?.reveal() ?? null) : null;
}

export interface TokenForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** The account's own proxy; null for the global one. */
  readonly proxyUrl: string | null;
}

/** A form to a token endpoint (RFC 6749 4.1.3, 6), in our name. */
export function tokenFormCall({ url, fields, headers, proxyUrl }: TokenForm, settings: CallSettings): UpstreamCall {
  return {
    method: "POST",
    url,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
      "user-agent": settings.userAgent,
      ...headers,
    },
    body: new URLSearchParams(fields).toString(),
    proxyUrl: proxyOf(proxyUrl, settings),
  };
}

/** What a 2xx answer brings; null where it is another, or holds no access token. `expiryIn`: told by the token itself. */
export function tokensIn(
  { status, now }: RefreshAnswer,
  json: JsonRecord,
  expiryIn: (accessToken: string) => number | null = () => null,
): RefreshedTokens | null {
  const accessToken = textAt(json, "access_token");
  if (status < 200 || status > 299 || accessToken === null) return null;
  const lasts = numberAt(json, "expires_in");
  const expiresAt = lasts === null || lasts > LONGEST_LIFE_SECONDS ? null : now + lasts * 1000;
  return {
    accessToken,
    refreshToken: textAt(json, "refresh_token"),
    idToken: textAt(json, "id_token"),
    expiresAt: expiresAt ?? expiryIn(accessToken),
    refreshedAt: now,
  };
}

export interface ToldRefusal {
  /** null: the status says all there is. */
  readonly code: string | null;
  readonly message: string | null;
  /** What has become of the login; null: nothing, the endpoint or the call is in trouble. */
  readonly dead: "reauth_required" | "deactivated" | null;
}

/** An endpoint in trouble judges nobody: a login is lost for good only by a refusal, never by a 429 or a 5xx. */
export function refusedRefresh({ status, headers, now }: RefreshAnswer, told: ToldRefusal): RefreshOutcome {
  const isVerdict = told.dead !== null && status !== 429 && status < 500;
  const kind = isVerdict && told.dead !== null ? told.dead : status === 429 ? "rate_limited" : "upstream_error";
  const why = failure(kind, told.code ?? `http_${status}`, told.message ?? `The token endpoint answered ${status}`);
  const resetsAt = headers === undefined || isVerdict ? null : retryAfter(headers, now);
  return { kind: isVerdict ? "dead" : "transient", failure: { ...why, status, resetsAt } };
}
