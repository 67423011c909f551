// What can go wrong with an answer, and the failures of the real upstreams by name.

import type { Json } from "../json.ts";

export type Fault =
  /** This answer instead of the real one. On a WebSocket turn: an error frame of that status. */
  | StatusFault
  /** 429 usage_limit_reached whose reset is reckoned from the moment it is given. */
  | { readonly kind: "usage-limit"; readonly resetsInMs: number }
  /** Accepts and never answers a byte. */
  | { readonly kind: "hang" }
  /** Silence after so many events. */
  | { readonly kind: "hang-after"; readonly events: number }
  /** The connection breaks after so many events, without a clean end. */
  | { readonly kind: "cut"; readonly events: number }
  /** A clean end without the terminal event; 0 events is an empty 200. */
  | { readonly kind: "end-early"; readonly events: number }
  /** 200 text/event-stream of junk. */
  | { readonly kind: "garbage" }
  /** Waits before each event. */
  | { readonly kind: "slow"; readonly ms: number }
  /** `response.failed` inside a 200. */
  | { readonly kind: "failed-event"; readonly code: string; readonly message: string; readonly afterEvents: number }
  /** A top-level `error` event inside a 200, and the end. */
  | { readonly kind: "error-event"; readonly code: string; readonly message: string; readonly afterEvents: number }
  /** No upgrade: 426 is the clean "no WebSocket here". */
  | { readonly kind: "refuse-websocket"; readonly status: number }
  /** WebSocket: closed (1011) after so many events. */
  | { readonly kind: "close-socket"; readonly events: number }
  /** Waits before the headers, then answers well. */
  | { readonly kind: "delay"; readonly ms: number };

/** What a fault says, whichever words the upstream it strikes at has for it. */
export type Meaning =
  | "unauthorized"
  | "token-invalidated"
  | "rate-limit"
  | "usage-not-included"
  | "server-error"
  | "overloaded"
  | "deactivated-workspace"
  | "model-not-supported"
  | "foreign-reasoning"
  | "refresh-refused";

export interface StatusFault {
  readonly kind: "status";
  readonly status: number;
  /** What upstreams beside the ChatGPT backend put into their own words; a fault without it is given as it stands. */
  readonly means?: Meaning;
  /** How long to wait, where the fault names a time. */
  readonly retryInMs?: number;
  /** JSON, or text as it stands. */
  readonly body: Json | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FaultScript {
  /** Email or account id; any caller where it is missing. */
  readonly account?: string;
  /** How the path ends, e.g. `/codex/responses`; any path where it is missing. */
  readonly path?: string;
  /** Default 1; Infinity for always. */
  readonly times?: number;
  /** `handshake` strikes the opening of a WebSocket instead of the turns on it. */
  readonly on?: "handshake";
  readonly fault: Fault;
}

/** 401 token_expired. */
export function unauthorized(): StatusFault {
  const message = "Provided authentication token is expired. Please try signing in again.";
  return tokenRefused("unauthorized", { code: "token_expired", message });
}

/** 401 token_invalidated. */
export function tokenInvalidated(): StatusFault {
  const message = "Your authentication token has been invalidated. Please try signing in again.";
  return tokenRefused("token-invalidated", { code: "token_invalidated", message });
}

/** 429 rate_limit_exceeded that names a delay, by default 1.5 s. */
export function rateLimited(retryInMs = 1500): StatusFault {
  const message = `Rate limit reached. Please try again in ${retryInMs / 1000}s.`;
  const error = { type: "rate_limit_exceeded", code: "rate_limit_exceeded", message, param: null };
  return { ...failure("rate-limit", 429, error), retryInMs };
}

/** 429 usage_limit_reached. */
export function usageLimitReached(limit: { readonly resetsInMs: number }): Fault {
  return { kind: "usage-limit", resetsInMs: limit.resetsInMs };
}

/** 429 usage_not_included: a plan without Codex. */
export function usageNotIncluded(plan = "free"): StatusFault {
  const message = "To use Codex with your ChatGPT plan, upgrade to Plus.";
  return failure("usage-not-included", 429, { type: "usage_not_included", message, plan_type: plan });
}

/** 500 server_error. */
export function serverError(): StatusFault {
  const message = "The server had an error processing your request. Sorry about that!";
  return failure("server-error", 500, { message, type: "server_error", param: null, code: "server_error" });
}

/** 503 server_is_overloaded. */
export function overloaded(): StatusFault {
  const message = "Our servers are currently overloaded. Please try again later.";
  return failure("overloaded", 503, {
    message,
    type: "service_unavailable_error",
    param: null,
    code: "server_is_overloaded",
  });
}

/** 402 deactivated_workspace: the account is dead. */
export function deactivatedWorkspace(): StatusFault {
  const body = { detail: { code: "deactivated_workspace" } };
  return { kind: "status", means: "deactivated-workspace", status: 402, body };
}

/** 403 with Cloudflare's page instead of JSON. */
export function cloudflareChallenge(): StatusFault {
  return {
    kind: "status",
    status: 403,
    body:
      '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head>' +
      '<body><div id="cf-wrapper">Enable JavaScript and cookies to continue</div></body></html>',
    headers: { "content-type": "text/html; charset=UTF-8", server: "cloudflare", "cf-mitigated": "challenge" },
  };
}

/** 400: this login may not use the model. */
export function modelNotSupported(model: string): StatusFault {
  const detail = `The '${model}' model is not supported when using Codex with a ChatGPT account.`;
  return { kind: "status", means: "model-not-supported", status: 400, body: { detail } };
}

/** 400 invalid_encrypted_content: reasoning of another account. */
export function invalidEncryptedContent(): StatusFault {
  const message =
    "The encrypted content could not be verified. Reason: Encrypted content could not be decrypted or parsed.";
  const error = { message, type: "invalid_request_error", param: null, code: "invalid_encrypted_content" };
  return failure("foreign-reasoning", 400, error);
}

/** 401 of the token endpoint, e.g. `refresh_token_expired`. */
export function refreshRefused(code: string): StatusFault {
  const message = "Your refresh token could not be used. Please log out and sign in again.";
  return failure("refresh-refused", 401, { message, type: "invalid_request_error", param: null, code });
}

function tokenRefused(means: Meaning, error: { readonly code: string; readonly message: string }): StatusFault {
  const body = { error: { message: error.message, type: "invalid_request_error", code: error.code, param: null } };
  return { kind: "status", means, status: 401, body: { ...body, status: 401 } };
}

function failure(means: Meaning, status: number, error: Json): StatusFault {
  return { kind: "status", means, status, body: { error } };
}
