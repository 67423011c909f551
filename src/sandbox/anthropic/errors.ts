// Anthropic's envelope: what goes wrong, in its own words.

import type { Ids } from "../../domain/ports.ts";
import type { Meaning, StatusFault } from "../faults/fault.ts";
import { asObject, asText } from "../json.ts";
import type { Envelope, Visit, World } from "../serve/world.ts";
import { callerOf } from "./credential.ts";
import { rateHeaders } from "./rate-headers.ts";

export interface AnthropicProblem {
  readonly status: number;
  readonly message: string;
  /** Default: the one that goes with the status. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const TYPES: Readonly<Record<number, string>> = {
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  409: "conflict_error",
  413: "request_too_large",
  429: "rate_limit_error",
  504: "timeout_error",
  529: "overloaded_error",
};

const REVOKED = "OAuth token has been revoked. Please obtain a new token or refresh your existing token.";
const EXPIRED = "OAuth token has expired. Please obtain a new token or refresh your existing token.";
const DEAD_GRANT = "Refresh token not found or invalid";

const MEANINGS: Readonly<Record<Meaning, (visit: Visit) => AnthropicProblem>> = {
  unauthorized: (visit) => ({
    status: 401,
    message: visit.headers.has("x-api-key") ? "invalid x-api-key" : EXPIRED,
  }),
  "token-invalidated": () => ({ status: 403, message: REVOKED }),
  "rate-limit": () => ({ status: 429, message: "This request would exceed your account's rate limit." }),
  "usage-not-included": () => ({
    status: 402,
    message: "Your credit balance is too low to access the Anthropic API.",
  }),
  "server-error": () => ({ status: 500, message: "Internal server error" }),
  overloaded: () => ({ status: 529, message: "Overloaded" }),
  "deactivated-workspace": () => ({ status: 400, message: "This organization has been disabled." }),
  "model-not-supported": (visit) => ({ status: 404, message: `model: ${modelOf(visit) ?? "unknown"}` }),
  "foreign-reasoning": () => ({
    status: 400,
    message: "messages.1.content.0: Invalid `signature` in `thinking` block",
  }),
  "refresh-refused": () => ({ status: 401, message: EXPIRED }),
};

const ENDS_A_GRANT: ReadonlySet<Meaning> = new Set(["unauthorized", "token-invalidated", "refresh-refused"]);

/** An error in Anthropic's form. */
export function anthropicError(deps: { readonly ids: Ids }, problem: AnthropicProblem): StatusFault {
  const requestId = deps.ids.requestId();
  const type = problem.type ?? typeOf(problem.status);
  const body = { type: "error", error: { type, message: problem.message }, request_id: requestId };
  return { kind: "status", status: problem.status, body, headers: { "request-id": requestId, ...problem.headers } };
}

/** An error as the token endpoint gives it. */
export function oauthError(status: number, error: string, description: string): StatusFault {
  return { kind: "status", status, body: { error, error_description: description } };
}

/** The error of a failure under way: the status's name for what Anthropic does not know. */
export function errorType(code: string): string {
  return code.endsWith("_error") && code !== "server_error" ? code : "api_error";
}

/** 429 with the window that is used up, in headers and as a delay. */
export function usedUp(world: World, visit: Visit, resetsInMs: number): StatusFault {
  const resetsAt = String(Math.floor((world.clock.now() + resetsInMs) / 1000));
  const ownHeaders = rateHeaders(world, callerOf(world, visit), modelOf(visit));
  const isAccount = ownHeaders["anthropic-ratelimit-unified-status"] !== undefined;
  const isTold = ownHeaders["anthropic-ratelimit-unified-status"] === "rejected";
  const scripted = {
    "anthropic-ratelimit-unified-status": "rejected",
    "anthropic-ratelimit-unified-reset": resetsAt,
    "anthropic-ratelimit-unified-representative-claim": "five_hour",
    "anthropic-ratelimit-unified-5h-status": "rejected",
    "anthropic-ratelimit-unified-5h-reset": resetsAt,
    "anthropic-ratelimit-unified-5h-utilization": "1",
  };
  const headers = {
    ...ownHeaders,
    ...(isAccount && !isTold ? scripted : {}),
    "retry-after": String(Math.ceil(resetsInMs / 1000)),
    "x-should-retry": "false",
  };
  const message = "This request would exceed your account's rate limit. Please try again later.";
  return anthropicError(world, { status: 429, message, headers });
}

export const anthropicEnvelope: Envelope = {
  status(world, visit, fault) {
    if (fault.means === undefined) {
      const isOpen = asObject(fault.body) !== null && Object.keys(fault.body).length === 0;
      if (!isOpen) return fault;
      const message = "A scripted failure.";
      return anthropicError(world, { status: fault.status, message, headers: fault.headers ?? {} });
    }
    if (visit.url.pathname.endsWith("/oauth/token") && ENDS_A_GRANT.has(fault.means)) {
      return oauthError(400, "invalid_grant", DEAD_GRANT);
    }
    const delay: Record<string, string> =
      fault.retryInMs === undefined ? {} : { "retry-after": String(Math.ceil(fault.retryInMs / 1000)) };
    const headers = { ...rateHeaders(world, callerOf(world, visit), modelOf(visit)), ...delay, ...fault.headers };
    return anthropicError(world, { ...MEANINGS[fault.means](visit), headers });
  },
  usageLimit: (world, visit, resetsInMs) => usedUp(world, visit, resetsInMs),
  failed: (world, _visit, { code, message }) =>
    anthropicError(world, { status: code === "overloaded_error" ? 529 : 500, type: errorType(code), message }),
};

function typeOf(status: number): string {
  return TYPES[status] ?? (status >= 500 ? "api_error" : "invalid_request_error");
}

/** The model a request asks for; null where it names none. */
export function modelOf(visit: Pick<Visit, "body">): string | null {
  return asText(asObject(visit.body)?.["model"]);
}
