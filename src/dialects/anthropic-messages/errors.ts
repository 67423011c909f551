// Failures as a Messages client expects them, and as an upstream of the dialect tells them.

import { Fault, type FaultView } from "../../domain/faults.ts";
import type { ErrorEvent } from "../../exchange/stream-event.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject, present } from "../members.ts";

/** Error types by HTTP status (wire facts 3.3). */
const TYPES: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  409: "conflict_error",
  413: "request_too_large",
  429: "rate_limit_error",
  500: "api_error",
  504: "timeout_error",
  529: "overloaded_error",
};
const STATUSES: ReadonlyMap<string, number> = new Map(
  Object.entries(TYPES).map(([status, type]) => [type, Number(status)]),
);

/** `{"type":"error","error":{type,message,details},"request_id"}`; `details` has our code and when trying again makes sense. */
export function encodeError(fault: FaultView, requestId: string): JsonObject {
  const { param, planType, resetsAt } = fault.details;
  const details = present({
    code: fault.code,
    param,
    plan_type: planType,
    resets_at: resetsAt === undefined ? undefined : Math.ceil(resetsAt / 1000),
  });
  const error = { type: typeOf(fault), message: fault.message, details };
  return { type: "error", error, request_id: requestId };
}

/** The frame that ends a stream that failed: SDKs throw at it, Claude Code tries again. */
export function encodeStreamError(fault: FaultView, requestId: string): string {
  return frame(encodeError(fault, requestId));
}

/** A frame of a Messages stream. Its `event:` line is not for show: SDKs drop frames without it. */
export function frame(event: JsonObject): string {
  return `event: ${String(event["type"])}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Reads `{"type":"error","error":{...}}`, or the bare inner object or text that compatible servers send. Total. */
export function readUpstreamError(body: unknown): ErrorEvent {
  const outer = isObject(body) ? body : { message: body };
  const inner = outer["error"];
  const fields = isObject(inner) ? inner : typeof inner === "string" ? { message: inner } : outer;
  const type = typeof fields["type"] === "string" && fields["type"] !== "error" ? fields["type"] : "upstream_error";
  const { message } = fields;
  return {
    kind: "error",
    code: type,
    message: typeof message === "string" && message !== "" ? message : "The upstream failed and did not say why.",
    status: STATUSES.get(type) ?? null,
  };
}

/** The same as a Fault to throw: the upstream's own code and status inside `upstream_error`. */
export function faultOfUpstream(event: ErrorEvent): Fault {
  return new Fault(
    "upstream_error",
    event.message,
    present({ upstreamCode: event.code, upstreamType: event.code, status: event.status ?? undefined }),
  );
}

function typeOf({ code, type, status }: FaultView): string {
  if (STATUSES.has(type) && STATUSES.get(type) === status) return type;
  // A failure told in mid-stream has our status or none: the upstream's own word says more.
  if (STATUSES.has(code)) return code;
  return TYPES[status] ?? (status >= 500 ? "api_error" : "invalid_request_error");
}
