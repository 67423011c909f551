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
import type { ProviderLogin } from "./login.ts";

export interface Provider {
  readonly id: ProviderId;
  readonly authFile: AuthFileForm;
  /** How somebody signs in; absent where accounts are keys or files alone. */
  readonly login?: ProviderLogin;
  /** One login may bring several accounts: projects, each with a quota of its own. */
  readonly hasProjects?: true;

  /** The dialects this account's upstream speaks, the preferred one first. */
  dialectsOf(account: Account): readonly DialectId[];
  /** Whether this account's upstream does the operation at all. All generate. */
  does(account: Account, operation: Operation): boolean;
  /** The call that serves an exchange. Pure; sends nothing. */
  buildCall(input: CallInput): UpstreamCall;
  /** What the upstream wraps its answers in; absent where they are the dialect's own. */
  readonly envelope?: Envelope;
  /** Turns by WebSocket; absent where the upstream serves none. */
  readonly sockets?: ProviderSockets;

  /** What an answer other than 2xx means. */
  classifyFailure(answer: RefusedAnswer): Failure;
  /** What an error told inside a 200, or by a WebSocket frame, means. */
  classifyStreamError(error: StreamError): Failure;

  /** Quota told along with an answer; null where none is. */
  quotaFromHeaders?(headers: Headers, now: number): Quota | null;
  /** Quota told inside a stream (`codex.rate_limits`); null where the event is another one. */
  quotaFromEvent?(event: Readonly<Record<string, unknown>>, now: number): Quota | null;
  /** The call that asks for the account's quota; null or absent where the upstream has no such thing. */
  quotaCall?(account: Account): UpstreamCall | null;
  /** How often that may be asked at most, ms; absent: as often as the operator wants. */
  readonly quotaRestMs?: number;
  /** Reads its 200; null where it is not understood. */
  readQuota?(body: unknown, now: number): Quota | null;

  /** The call that lists the models this account may use; null or absent where the upstream has no such list. */
  modelsCall?(account: Account): UpstreamCall | null;
  /** The names in its 200; null where it is not understood. */
  readModels?(body: unknown): readonly string[] | null;

  /** The call that lists the workspaces of this login; null or absent where the upstream has no such list. */
  workspacesCall?(account: Account): UpstreamCall | null;
  /** Their names, null for one without, by the id that is billed (`upstreamAccountId`); null where it is not understood. */
  readWorkspaces?(body: unknown): ReadonlyMap<string, string | null> | null;

  /** The call that gets a new access token; null where the account has nothing to get one with. */
  refreshCall(account: Account, now: number): UpstreamCall | null;
  readRefresh(answer: RefreshAnswer): RefreshOutcome;
  /** True where the access token should be refreshed before it is used at `now`. */
  isRefreshDue(account: Account, now: number): boolean;
}

/** What is asked of the upstream, apart from the dialect. `models`: the catalogue that the vendor's own client reads. */
export type Operation = "generate" | "count-tokens" | "compact" | "transcribe" | "models";

export interface CallInput {
  readonly account: Account;
  readonly operation: Operation;
  readonly dialect: DialectId;
  /** The model's name upstream; "" for operations without one. */
  readonly model: string;
  readonly stream: boolean;
  readonly body: CallBody;
  /** The client's own headers; the provider passes on what belongs to its upstream and nothing else. */
  readonly clientHeaders: Headers;
  /** True where client and upstream speak the same dialect: what the client says of its version is meant for the upstream. */
  readonly relayed: boolean;
  /** `?a=b` of the client where it belongs to the call, else "". */
  readonly query: string;
}

export type CallBody =
  | { readonly kind: "none" }
  | { readonly kind: "json"; readonly text: JsonText }
  | { readonly kind: "form"; readonly form: FormData };

/** Both are total: what is not wrapped comes back as it is. */
export interface Envelope {
  /** The data of one SSE frame. */
  unwrapFrame(data: string): string;
  unwrapWhole(body: Uint8Array): Uint8Array;
}

export interface ProviderSockets {
  /** Where this account's upstream serves turns; null where it does not. */
  target(input: SocketInput): SocketTarget | null;
  /** A turn's frame as the upstream accepts it. */
  prepareTurn(account: Account, turn: JsonText): Uint8Array;
}

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
  /** The model's name upstream; "" for operations without one. */
  readonly model: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly now: number;
}

export interface StreamError {
  readonly model: string;
  readonly code: string;
  readonly message: string;
  readonly status: number | null;
  readonly resetsAt: number | null;
  readonly now: number;
}

export interface RefreshAnswer {
  readonly status: number;
  /** Where a throttled endpoint says for how long. */
  readonly headers?: Headers;
  readonly body: string;
  readonly now: number;
}

export type RefreshOutcome =
  | { readonly kind: "refreshed"; readonly tokens: RefreshedTokens }
  /** The login is dead: `failure.kind` is `reauth_required` or `deactivated`. */
  | { readonly kind: "dead"; readonly failure: Failure }
  /** Worth another try later. */
  | { readonly kind: "transient"; readonly failure: Failure };
