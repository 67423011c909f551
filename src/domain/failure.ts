// What went wrong with one attempt, told apart once, by the provider, and never again by message text.

export type Failure = {
  readonly kind: FailureKind;
  /** Machine-readable code of the upstream or of the wire (`usage_limit_reached`, `connect_timeout`, ...). */
  readonly code: string;
  /** Fit for the client's eyes. */
  readonly message: string;
  /** HTTP status of the upstream; null where none came. */
  readonly status: number | null;
  /** Epoch ms at which the upstream says the account is good again; null where it does not say. */
  readonly resetsAt: number | null;
  /** The one model, or the wildcard of models (`claude-opus-*`), that is meant; absent: the account as a whole. */
  readonly model?: string;
};

export type FailureKind =
  /** The request is at fault (400, 404, 413, 422): no other account would do better, none is punished. */
  | "request_fault"
  /** Too fast: a short wait heals. */
  | "rate_limited"
  /** A quota window is used up. */
  | "quota_exceeded"
  /** 401: the access token is not accepted (any more). One refresh may heal it. */
  | "unauthorized"
  /** The login itself is dead: sign in again. */
  | "reauth_required"
  /** Its token has expired, and a tool that has the same login is the one that renews it. */
  | "lent"
  /** The upstream closed the account or its workspace. */
  | "deactivated"
  /** This account may not use this model; another may. */
  | "model_unsupported"
  /** This account's upstream does not serve such requests or such clients; the account is as good as before, for others. */
  | "refused_here"
  /** The upstream refuses this account for now (403, challenge page). */
  | "forbidden"
  /** 5xx, overload, broken answer. */
  | "upstream_error"
  /** The stream ended before content or without its ending. */
  | "stream_broken"
  /** No connection, or silence past the limit. */
  | "unreachable"
  /** Encrypted reasoning of another account was sent along. */
  | "foreign_reasoning"
  /** The client left. Nobody's fault. */
  | "cancelled";

/** A failure without a status or a hint; whoever knows them spreads it and adds them. */
export function failure(kind: FailureKind, code: string, message: string): Failure {
  return { kind, code, message, status: null, resetsAt: null };
}
