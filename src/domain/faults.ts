// The one catalogue of what can go wrong, and whose it is. docs/errors.md lists the same; a test keeps them in step.

export type FaultOwner = "client" | "account" | "upstream" | "config" | "gateway";

export interface FaultEntry {
  readonly status: number;
  readonly owner: FaultOwner;
  /** The `type` an OpenAI-shaped error carries. */
  readonly type: string;
  /** What the reader of docs/errors.md should know or do. */
  readonly help: string;
}

const entry = (status: number, owner: FaultOwner, type: string, help: string): FaultEntry => ({
  status,
  owner,
  type,
  help,
});

export const FAULTS = {
  invalid_request: entry(400, "client", "invalid_request_error", "The request is malformed; the message says where."),
  invalid_json: entry(400, "client", "invalid_request_error", "The request body is not valid JSON."),
  unsupported_parameter: entry(
    400,
    "client",
    "invalid_request_error",
    "The request asks for something that cannot be said upstream.",
  ),
  invalid_encoding: entry(
    400,
    "client",
    "invalid_request_error",
    "The body does not decode as its Content-Encoding says.",
  ),
  unsupported_encoding: entry(
    415,
    "client",
    "invalid_request_error",
    "Only gzip, deflate, zstd, br and identity bodies are read.",
  ),
  unsupported_media_type: entry(
    415,
    "client",
    "invalid_request_error",
    "The endpoint wants another Content-Type; the message says which.",
  ),
  payload_too_large: entry(413, "client", "invalid_request_error", "The body is over 128 MiB, packed or unpacked."),
  invalid_api_key: entry(401, "client", "authentication_error", "Send a key that config.yaml lists under api-keys."),
  missing_api_key: entry(
    401,
    "client",
    "authentication_error",
    "Add a key to api-keys in config.yaml and send it as a bearer token; without keys only this computer may ask.",
  ),
  not_found: entry(404, "client", "invalid_request_error", "There is no such endpoint; the message names the nearest."),
  method_not_allowed: entry(405, "client", "invalid_request_error", "The endpoint exists, the method does not."),
  model_not_found: entry(404, "client", "invalid_request_error", "No account in the pool serves this model."),
  previous_response_not_found: entry(
    400,
    "client",
    "invalid_request_error",
    "The response continued from is unknown here; send the whole history.",
  ),
  request_cancelled: entry(
    499,
    "client",
    "request_cancelled",
    "The client closed the connection before the answer was complete.",
  ),
  usage_limit_reached: entry(
    429,
    "account",
    "usage_limit_reached",
    "Every account's quota is used up; resets_at says when the first is back.",
  ),
  rate_limited: entry(
    429,
    "account",
    "rate_limit_error",
    "Every account is told to slow down; Retry-After says how long.",
  ),
  concurrency_limit: entry(
    429,
    "account",
    "rate_limit_error",
    "Every account is at its concurrency cap; try again in a moment.",
  ),
  owner_unavailable: entry(
    503,
    "account",
    "server_error",
    "The conversation belongs to an account that cannot serve now; start it anew without previous_response_id.",
  ),
  no_accounts: entry(
    503,
    "account",
    "server_error",
    "No account can serve; the message says what is the matter with them, kind by kind.",
  ),
  upstream_unreachable: entry(
    502,
    "upstream",
    "server_error",
    "The upstream could not be reached within connect-timeout-seconds.",
  ),
  upstream_timeout: entry(
    504,
    "upstream",
    "server_error",
    "The upstream did not begin to answer within first-byte-timeout-seconds.",
  ),
  upstream_stalled: entry(
    504,
    "upstream",
    "server_error",
    "The upstream fell silent in mid-answer for stream-idle-timeout-seconds.",
  ),
  upstream_stream_broken: entry(
    502,
    "upstream",
    "server_error",
    "The upstream's stream ended before its answer was complete.",
  ),
  upstream_empty: entry(502, "upstream", "server_error", "The upstream answered 200 with nothing in it."),
  upstream_garbage: entry(502, "upstream", "server_error", "The upstream's answer could not be understood."),
  upstream_error: entry(502, "upstream", "server_error", "The upstream failed; the message is its own."),
  upstream_refused: entry(
    502,
    "account",
    "server_error",
    "The upstream refused the account that was asked last; the message is its own.",
  ),
  config_invalid: entry(
    500,
    "config",
    "server_error",
    "config.yaml does not hold what it must; the message names line, key and what was expected.",
  ),
  draining: entry(503, "gateway", "server_error", "Switchyard is stopping; ask again in a moment."),
  internal: entry(500, "gateway", "server_error", "A defect of Switchyard; the log has it under the request id."),
} as const satisfies Record<string, FaultEntry>;

export type FaultCode = keyof typeof FAULTS;

/** A broken promise, thrown; the front doors turn it into their dialect's error. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly details: FaultDetails;

  constructor(code: FaultCode, message: string, details: FaultDetails = {}) {
    super(message);
    this.name = "Fault";
    this.code = code;
    this.details = details;
  }
}

export interface FaultDetails {
  /** Dotted path of the offending member. */
  readonly param?: string;
  /** Epoch ms at which trying again makes sense. */
  readonly resetsAt?: number;
  readonly retryAfterMs?: number;
  /** The upstream's own status and code, where they say more than ours. */
  readonly status?: number;
  readonly upstreamCode?: string;
  readonly upstreamType?: string;
  readonly planType?: string;
}

export interface FaultView {
  readonly code: string;
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly details: FaultDetails;
}

/** What a dialect needs to shape an error. Anything that is not a Fault is an `internal` one, its text kept to the log. */
export function viewFault(thrown: unknown): FaultView {
  if (!(thrown instanceof Fault)) {
    const { status, type } = FAULTS.internal;
    return { code: "internal", status, type, message: "Internal error", details: {} };
  }
  const { status, type } = FAULTS[thrown.code];
  return {
    code: thrown.details.upstreamCode ?? thrown.code,
    status: thrown.details.status ?? status,
    type: thrown.details.upstreamType ?? type,
    message: thrown.message,
    details: thrown.details,
  };
}
