// Why an answer ended, in both dialects' words.

import type { FinishReason } from "../../exchange/stream-event.ts";

const FINISH: Readonly<Record<string, FinishReason>> = {
  end_turn: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  stop_sequence: "stop_sequence",
  tool_use: "tool_calls",
  // A tool of Anthropic's own paused the turn: for any other client it is over.
  pause_turn: "stop",
  refusal: "content_filter",
  sensitive: "content_filter",
};

/** Words that nobody knows mean an ordinary end; undefined where the answer goes on. */
export function finishReason(told: unknown): FinishReason | undefined {
  if (typeof told !== "string" || told === "") return undefined;
  return Object.hasOwn(FINISH, told) ? FINISH[told] : "stop";
}

/** `calledTools`, `refused`: what the content holds. Clients act on `tool_use` only where there is a block to act on. */
export function stopReason(reason: FinishReason, calledTools: boolean, refused: boolean): string {
  switch (reason) {
    case "length":
      return "max_tokens";
    case "content_filter":
      return "refusal";
    case "stop_sequence":
      return "stop_sequence";
    case "stop":
    case "tool_calls":
      return calledTools ? "tool_use" : refused ? "refusal" : "end_turn";
  }
}
