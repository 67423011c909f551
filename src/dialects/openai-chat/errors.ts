// Failures as a chat client expects them: the envelope with a status, or a frame in the stream.

import type { FaultView } from "../../domain/faults.ts";
import { errorBody } from "../openai/error-body.ts";

/**
 * The frame that ends a stream that failed: `data: {"error":{...}}` and no `[DONE]` after it. The SDK throws at the
 * first frame with an `error` member (openai 6.49, core/streaming.mjs), and a client that reads no errors then sees a
 * stream cut short, never an answer that looks whole.
 */
export function encodeStreamError(fault: FaultView): string {
  return `data: ${JSON.stringify(errorBody(fault))}\n\n`;
}
