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

/** Builds the entries of one owner; most of them carry the same `type`. */
const ownedBy =
  (owner: FaultOwner, usualType: string) =>
  (status: number, help: string, type = usualType): FaultEntry => ({ status, owner, type, help });

const client = ownedBy("client", "invalid_request_error");
const account = ownedBy("account", "server_error");
const upstream = ownedBy("upstream", "server_error");
const config = ownedBy("config", "server_error");
const gateway = ownedBy("gateway", "server_error");

export const FAULTS = {
  invalid_request: client(400, "The request is malformed; the message says where."),
  invalid_json: client(400, "The request body is not valid JSON."),
  unsupported_parameter: client(400, "The request asks for something that cannot be said upstream."),
  invalid_encoding: client(400, "The body does not decode as its Content-Encoding says."),
  unsupported_encoding: client(415, "Only gzip, deflate, zstd, br and identity bodies are read."),
  unsupported_media_type: client(415, "The endpoint wants another Content-Type; the message says which."),
  payload_too_large: client(413, "The body is over 128 MiB, packed or unpacked."),
  invalid_api_key: client(
    401,
    "Send a key that was made in the dashboard, or that config.yaml lists under api-keys; the message says where one has expired.",
    "authentication_error",
  ),
  missing_api_key: client(
    401,
    "Make a key in the dashboard, or add one to api-keys in config.yaml, and send it as a bearer token; without keys only this computer may ask.",
    "authentication_error",
  ),
  model_not_allowed: client(
    403,
    "The key may not ask for this model; GET /v1/models lists those it may.",
    "permission_error",
  ),
  // The type is the one at which Codex tells its user when to come back; at others it says that it has given up.
  key_limit_exceeded: client(
    429,
    "A limit of the key is used up; resets_at and Retry-After say when its next window begins.",
    "usage_limit_reached",
  ),
  key_busy: client(
    429,
    "The key's running requests are as many as may run at once, or hold what is left of a limit; try again in a moment.",
    "rate_limit_error",
  ),
  not_found: client(404, "There is no such endpoint; the message names the nearest."),
  method_not_allowed: client(405, "The endpoint exists, the method does not."),
  model_not_found: client(404, "No account in the pool serves this model."),
  previous_response_not_found: client(400, "The response continued from is unknown here; send the whole history."),
  request_cancelled: client(
    499,
    "The client closed the connection before the answer was complete.",
    "request_cancelled",
  ),
  usage_limit_reached: account(
    429,
    "Every account's quota is used up; resets_at says when the first is back.",
    "usage_limit_reached",
  ),
  rate_limited: account(429, "Every account is told to slow down; Retry-After says how long.", "rate_limit_error"),
  concurrency_limit: account(
    429,
    "Every account is at its concurrency cap; try again in a moment.",
    "rate_limit_error",
  ),
  owner_unavailable: account(
    503,
    "The conversation belongs to an account that cannot serve now; start it anew without previous_response_id.",
  ),
  no_accounts: account(503, "No account can serve; the message says what is the matter with them, kind by kind."),
  upstream_unreachable: upstream(502, "The upstream could not be reached within connect-timeout-seconds."),
  upstream_timeout: upstream(504, "The upstream did not begin to answer within first-byte-timeout-seconds."),
  upstream_stalled: upstream(504, "The upstream fell silent in mid-answer for stream-idle-timeout-seconds."),
  upstream_stream_broken: upstream(502, "The upstream's stream ended before its answer was complete."),
  upstream_empty: upstream(502, "The upstream answered 200 with nothing in it."),
  upstream_garbage: upstream(502, "The upstream's answer could not be understood."),
  upstream_error: upstream(502, "The upstream failed; the message is its own."),
  upstream_refused: account(502, "The upstream refused the account that was asked last; the record has its words."),
  config_invalid: config(
    500,
    "config.yaml does not hold what it must; the message names line, key and what was expected.",
  ),
  limits_unavailable: gateway(503, "The key's limits cannot be checked while the database does not answer; try again."),
  draining: gateway(503, "Switchyard is stopping; ask again in a moment."),
  internal: gateway(500, "A defect of Switchyard; the log has it under the request id."),
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
