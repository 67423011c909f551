// xAI's envelope: `{"code":"<area>:<reason>","error":"text"}`.

import type { Meaning, StatusFault } from "../faults/fault.ts";
import { asObject } from "../json.ts";
import type { Envelope } from "../serve/world.ts";

/** An error in xAI's form. */
export function xaiError(status: number, code: string, message: string): StatusFault {
  return { kind: "status", status, body: { code, error: message } };
}

/** An error as the token endpoint gives it. */
export function oauthError(error: string, description: string, status = 400): StatusFault {
  return { kind: "status", status, body: { error, error_description: description } };
}

export const DEAD_GRANT = oauthError("invalid_grant", "Refresh token has been revoked");

export const BAD_CREDENTIALS = xaiError(
  403,
  "unauthenticated:bad-credentials",
  "The OAuth2 access token could not be validated. [WKE=unauthenticated:bad-credentials]",
);

/** What another account has sealed. */
export const SEALED = xaiError(
  400,
  "invalid-argument",
  "Could not decrypt the provided encrypted_content. Ensure the value is the unmodified encrypted_content from a previous response.",
);

export function modelNotFound(model: string): StatusFault {
  const message = `The model ${model} does not exist or your team does not have access to it.`;
  return xaiError(404, "not-found", message);
}

const ENDS_A_GRANT: ReadonlySet<Meaning> = new Set(["unauthorized", "token-invalidated", "refresh-refused"]);

const MEANINGS: Readonly<Record<Meaning, StatusFault>> = {
  unauthorized: BAD_CREDENTIALS,
  "token-invalidated": BAD_CREDENTIALS,
  "refresh-refused": BAD_CREDENTIALS,
  "rate-limit": xaiError(429, "resource-exhausted", "Too many requests for your team."),
  "usage-not-included": xaiError(
    403,
    "personal-team-blocked:spending-limit",
    "You have run out of credits or need a Grok subscription.",
  ),
  "server-error": xaiError(500, "internal", "Internal error."),
  overloaded: xaiError(503, "unavailable", "Service temporarily unavailable. The model is at capacity."),
  "deactivated-workspace": xaiError(403, "unauthorized:blocked-user", "User is blocked."),
  "model-not-supported": modelNotFound("grok-4"),
  "foreign-reasoning": SEALED,
};

export const xaiEnvelope: Envelope = {
  status(_world, visit, fault) {
    if (fault.means === undefined) {
      const isOpen = asObject(fault.body) !== null && Object.keys(fault.body).length === 0;
      return isOpen ? xaiError(fault.status, "unknown", "A scripted failure.") : fault;
    }
    if (visit.url.pathname.endsWith("/token") && ENDS_A_GRANT.has(fault.means)) return DEAD_GRANT;
    const delay = fault.retryInMs === undefined ? {} : { "retry-after": String(Math.ceil(fault.retryInMs / 1000)) };
    return { ...MEANINGS[fault.means], headers: { ...delay, ...fault.headers } };
  },
  usageLimit: () =>
    xaiError(
      429,
      "subscription:free-usage-exhausted",
      "You've used all the included free usage for model grok-4 for now. Usage resets over a rolling 24-hour window - tokens (actual/limit): 1065554/1000000.",
    ),
  failed: (_world, _visit, { code, message }) => xaiError(500, code, message),
};
