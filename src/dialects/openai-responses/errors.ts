// Failures as a Responses client expects them: the envelope with a status, or `response.failed` in the stream.

import type { FaultView } from "../../domain/faults.ts";
import type { JsonObject } from "../dialect.ts";
import { errorMember } from "../openai/error-body.ts";

/** A frame of a Responses stream: the event's name on its own line as well as in the data. */
export function frame(event: JsonObject): string {
  return `event: ${String(event["type"])}\ndata: ${JSON.stringify(event)}\n\n`;
}

/**
 * The frame that ends a stream that failed. It is `response.failed`, not `error`: a Codex client ignores `error` events
 * over SSE and would see a broken stream and try again (codex 0.169, reference/wire-protocols.md 1.2).
 */
export function encodeStreamError(fault: FaultView, requestId: string): string {
  const response = {
    id: `resp_${requestId}`,
    object: "response",
    status: "failed",
    output: [],
    error: errorMember(fault),
  };
  return frame({ type: "response.failed", sequence_number: 0, response });
}
