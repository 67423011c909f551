// Failures as Google's clients expect them, and as Google tells them: AIP-193, with details by their `@type`.

import type { FaultView } from "../../domain/faults.ts";
import type { ErrorEvent } from "../../exchange/stream-event.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject, present } from "../members.ts";

const RPC = "type.googleapis.com/google.rpc.";

const STATUS_NAMES: ReadonlyMap<number, string> = new Map([
  [400, "INVALID_ARGUMENT"],
  [401, "UNAUTHENTICATED"],
  [403, "PERMISSION_DENIED"],
  [404, "NOT_FOUND"],
  [409, "ABORTED"],
  [429, "RESOURCE_EXHAUSTED"],
  [499, "CANCELLED"],
  [500, "INTERNAL"],
  [501, "UNIMPLEMENTED"],
  [502, "UNAVAILABLE"],
  [503, "UNAVAILABLE"],
  [504, "DEADLINE_EXCEEDED"],
]);

/** gemini-cli gives up at once on the first of these, and waits out the delay on the second (wire facts 3.4). */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["usage_limit_reached", "QUOTA_EXHAUSTED"],
  ["key_limit_exceeded", "QUOTA_EXHAUSTED"],
  ["key_busy", "RATE_LIMIT_EXCEEDED"],
  ["rate_limited", "RATE_LIMIT_EXCEEDED"],
  ["concurrency_limit", "RATE_LIMIT_EXCEEDED"],
]);

/** `{"error":{code,message,status,details}}`; a known reset is a RetryInfo and, as an instant, in the ErrorInfo. */
export function encodeError(fault: FaultView): JsonObject {
  const { status, message, details } = fault;
  const { retryAfterMs, resetsAt, param } = details;
  return {
    error: {
      code: status,
      message,
      status: STATUS_NAMES.get(status) ?? (status < 500 ? "INVALID_ARGUMENT" : "INTERNAL"),
      details: [
        {
          "@type": `${RPC}ErrorInfo`,
          reason: REASONS.get(fault.code) ?? fault.code.toUpperCase(),
          domain: "switchyard",
          metadata: present({ quotaResetTimeStamp: resetsAt === undefined ? undefined : timestamp(resetsAt) }),
        },
        ...(param === undefined
          ? []
          : [{ "@type": `${RPC}BadRequest`, fieldViolations: [{ field: param, description: message }] }]),
        ...(retryAfterMs === undefined
          ? []
          : [{ "@type": `${RPC}RetryInfo`, retryDelay: `${Math.max(0, retryAfterMs) / 1000}s` }]),
      ],
    },
  };
}

/**
 * The frame that ends a stream that failed. @google/genai throws at it from 2.0 on, and so does the AI SDK; the older SDK
 * inside gemini-cli 0.61 looks for an error only in a chunk that is bare JSON, takes this for an empty chunk and then
 * misses the finish reason: a stream cut short, which it tries again, never an answer that looks whole.
 */
export function encodeStreamError(fault: FaultView): string {
  return `data: ${JSON.stringify(encodeError(fault))}\r\n\r\n`;
}

/** Reads the object under `error`; Google's own code is its status name. Total. */
export function readUpstreamError(error: unknown): ErrorEvent {
  const fields: JsonObject = isObject(error) ? error : { message: error };
  const { code, status, message } = fields;
  const details = Array.isArray(fields["details"]) ? fields["details"].filter(isObject) : [];
  return present({
    kind: "error" as const,
    code:
      text(status) ?? text(code) ?? (typeof code === "number" ? STATUS_NAMES.get(code) : undefined) ?? "upstream_error",
    message: text(message) ?? "The upstream failed and did not say why.",
    status: typeof code === "number" && Number.isInteger(code) && code >= 400 && code <= 599 ? code : null,
    resetsAt: resetIn(details),
  });
}

/** Code Assist tells the instant; a RetryInfo, which tells a delay, needs a clock and is the provider's to read. */
function resetIn(details: readonly JsonObject[]): number | undefined {
  for (const { metadata } of details) {
    const stamp = isObject(metadata) ? metadata["quotaResetTimeStamp"] : undefined;
    const at = typeof stamp === "string" ? Date.parse(stamp) : Number.NaN;
    if (Number.isFinite(at)) return at;
  }
  return undefined;
}

/** RFC 3339; an instant that no calendar holds is left out. */
function timestamp(at: number): string | undefined {
  return Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : undefined;
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
