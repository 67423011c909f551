// The row that tells afterwards what happened to one request, and why that account.

import type { Decision } from "./choose-account.ts";
import type { FailureKind } from "./failure.ts";
import type { AccountId } from "./ids.ts";
import type { Usage } from "./usage.ts";

export interface RequestRecord {
  /** What `x-switchyard-request-id` says. */
  readonly id: string;
  /** Epoch ms at which the request arrived. */
  readonly startedAt: number;
  readonly outcome: RequestOutcome;
  /** HTTP status the client got; 0 while open, 499 where the client left. */
  readonly status: number;
  /** Code of the fault where it failed, else null. */
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** `METHOD /route`, e.g. `POST /v1/responses`. */
  readonly route: string;
  readonly transport: "http" | "websocket";
  readonly dialect: string;
  /** Name of the client key, never the key; null where none was needed. */
  readonly clientKey: string | null;
  readonly userAgent: string | null;
  readonly modelAsked: string | null;
  readonly modelServed: string | null;
  readonly streamed: boolean;
  /** A fingerprint of what tells its conversation from others, never anything that was said; null where nothing does. */
  readonly session: string | null;
  readonly provider: string | null;
  /** The account that served, or the last one tried. */
  readonly accountId: AccountId | null;
  readonly accountLabel: string | null;
  readonly attempts: readonly Attempt[];
  /** Time to the first byte of content, ms; null where none came. */
  readonly firstByteMs: number | null;
  /** ms from arrival to the end; null while open. */
  readonly totalMs: number | null;
  readonly usage: Usage | null;
  /** null where the model has no known price. */
  readonly costUsd: number | null;
}

export type RequestOutcome = "open" | "ok" | "error" | "cancelled" | "interrupted";

export interface Attempt {
  readonly accountId: AccountId | null;
  readonly accountLabel: string | null;
  /** null where nobody was chosen. */
  readonly provider: string | null;
  /** The model asked for, by the upstream's name; "" for requests without one. */
  readonly model: string;
  /** Why this account: who was considered, what ruled each out, which rule chose. */
  readonly decision: Decision;
  /** ms after the request's arrival. */
  readonly startedMs: number;
  readonly endedMs: number | null;
  readonly status: number | null;
  readonly failure: { readonly kind: FailureKind; readonly code: string; readonly message: string } | null;
}

/** One hour of one account, model and client key. */
export interface HourlyUsage {
  /** Epoch ms at which the hour begins. */
  readonly hour: number;
  readonly accountId: AccountId | null;
  readonly model: string;
  readonly clientKey: string | null;
  readonly requests: number;
  readonly failures: number;
  readonly cancelled: number;
  readonly usage: Usage;
  readonly costUsd: number;
}
