// Why an answer ended, both ways. Calls end with STOP like everything else; what was withheld has many names.

import type { FinishReason } from "../../exchange/stream-event.ts";

/** What a finish reason comes to; `failed`: the model said something that cannot be read, and there is no answer. */
export type Ending = FinishReason | "failed";

const ENDINGS: ReadonlyMap<string, Ending> = new Map<string, Ending>([
  ["STOP", "stop"],
  ["MAX_TOKENS", "length"],
  ["CONTINUATION", "length"],
  ["SAFETY", "content_filter"],
  ["RECITATION", "content_filter"],
  ["LANGUAGE", "content_filter"],
  ["BLOCKLIST", "content_filter"],
  ["PROHIBITED_CONTENT", "content_filter"],
  ["SPII", "content_filter"],
  ["MODEL_ARMOR", "content_filter"],
  ["IMAGE_SAFETY", "content_filter"],
  ["IMAGE_PROHIBITED_CONTENT", "content_filter"],
  ["IMAGE_RECITATION", "content_filter"],
  ["MALFORMED_FUNCTION_CALL", "failed"],
  ["UNEXPECTED_TOOL_CALL", "failed"],
  ["TOO_MANY_TOOL_CALLS", "failed"],
]);

/** The reason a candidate gives; undefined while it goes on. */
export function reasonIn(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value !== "FINISH_REASON_UNSPECIFIED" ? value : undefined;
}

/** Reasons that are not in the table (OTHER, NO_IMAGE, tomorrow's) mean an ordinary end. */
export function endingOf(reason: string): Ending {
  return ENDINGS.get(reason) ?? "stop";
}

/** The word for a client; Gemini has none for called tools or a stop sequence that was hit: both are STOP. */
export function finishReasonFor(finish: FinishReason): string {
  if (finish === "length") return "MAX_TOKENS";
  return finish === "content_filter" ? "SAFETY" : "STOP";
}
