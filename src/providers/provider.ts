// What every provider can do. The pool and the proxy know a provider by this alone.

import type { DialectId } from "../dialects/dialect.ts";
import type { Account } from "../domain/account.ts";
import type { Failure } from "../domain/failure.ts";
import type { ProviderId } from "../domain/ids.ts";
import type { RefreshedTokens } from "../domain/ports.ts";
import type { Quota } from "../domain/quota.ts";
import type { JsonText } from "../exchange/json-text.ts";
import type { UpstreamCall } from "../wire/upstream-call.ts";
import type { AuthFileForm } from "./auth-file.ts";

export interface Provider {
  readonly id: ProviderId;
  readonly authFile: AuthFileForm;

  /** The dialects this account's upstream speaks, the preferred one first. */
  dialectsOf(account: Account): readonly DialectId[];
  /** The call that serves an exchange. Pure; sends nothing. */
  buildCall(input: CallInput): UpstreamCall;
  /** Where this account's upstream serves turns by WebSocket; null where it does not. */
  socketTarget(input: SocketInput): SocketTarget | null;
  /** A turn's frame as the upstream accepts it by WebSocket. */
  prepareTurn(account: Account, turn: JsonText): Uint8Array;

  /** What an answer other than 2xx means. */
  classifyFailure(answer: RefusedAnswer): Failure;
  /** What an error told inside a 200, or by a WebSocket frame, means. */
  classifyStreamError(error: StreamError): Failure;

  /** Quota told along with an answer; null where none is. */
  quotaFromHeaders(headers: Headers, now: number): Quota | null;
  /** Quota told inside a stream (`codex.rate_limits`); null where the event is another one. */
  quotaFromEvent(event: Readonly<Record<string, unknown>>, now: number): Quota | null;
  /** The call that asks for the account's quota; null where the upstream has no such thing. */
  quotaCall(account: Account): UpstreamCall | null;
  /** Reads its 200; null where it is not understood. */
  readQuota(body: unknown, now: number): Quota | null;

  /** The call that exchanges the refresh token; null where the account has none. */
  refreshCall(account: Account): UpstreamCall | null;
  readRefresh(answer: { readonly status: number; readonly body: string; readonly now: number }): RefreshOutcome;
  /** True where the access token should be refreshed before it is used at `now`. */
  isRefreshDue(account: Account, now: number): boolean;
}

/** What is asked of the upstream, apart from the dialect. */
export type Operation = "generate" | "compact" | "transcribe" | "models";

export interface CallInput {
  readonly account: Account;
  readonly operation: Operation;
  readonly dialect: DialectId;
  readonly body: CallBody;
  /** The client's own headers; the provider passes on what belongs to its upstream and nothing else. */
  readonly clientHeaders: Headers;
  /** `?a=b` of the client where it belongs to the call, else "". */
  readonly query: string;
}

export type CallBody =
  | { readonly kind: "none" }
  | { readonly kind: "json"; readonly text: JsonText }
  | { readonly kind: "form"; readonly form: FormData };

export interface SocketInput {
  readonly account: Account;
  readonly clientHeaders: Headers;
}

export interface SocketTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly proxyUrl: string | null;
}

export interface RefusedAnswer {
  readonly account: Account;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly now: number;
}

export interface StreamError {
  readonly code: string;
  readonly message: string;
  readonly status: number | null;
  readonly resetsAt: number | null;
  readonly now: number;
}

export type RefreshOutcome =
  | { readonly kind: "refreshed"; readonly tokens: RefreshedTokens }
  /** The login is dead: `failure.kind` is `reauth_required` or `deactivated`. */
  | { readonly kind: "dead"; readonly failure: Failure }
  /** Worth another try later. */
  | { readonly kind: "transient"; readonly failure: Failure };
