// A whole answer as a `message`.

import type { AssistantPart } from "../../exchange/request.ts";
import type { ExchangeResponse } from "../../exchange/response.ts";
import type { JsonObject } from "../dialect.ts";
import { sealProof } from "../proofs.ts";
import { toolInput } from "./encode-content.ts";
import { stopReason } from "./stop-reason.ts";
import { encodeWholeUsage } from "./usage.ts";

export function encodeResponse(response: ExchangeResponse): JsonObject {
  const { id, model, content, finish, stopSequence, usage } = response;
  const holds = (kind: AssistantPart["kind"]): boolean => content.some((part) => part.kind === kind);
  const reason = stopReason(finish, holds("tool-call"), holds("refusal"));
  return {
    ...emptyMessage(id, model),
    content: content.map(contentBlock),
    stop_reason: reason,
    stop_sequence: stopSequence ?? null,
    stop_details: stopDetails(reason),
    usage: encodeWholeUsage(usage),
  };
}

/** A message before anything is in it, as `message_start` shows it. */
export function emptyMessage(id: string, model: string): JsonObject {
  return {
    id,
    type: "message",
    role: "assistant",
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    container: null,
    usage: encodeWholeUsage(null),
  };
}

export const stopDetails = (reason: string): JsonObject | null =>
  reason === "refusal" ? { type: "refusal", category: null, explanation: null } : null;

/** A refusal is text to a Messages client; the stop reason says what it is. */
function contentBlock(part: AssistantPart): JsonObject {
  switch (part.kind) {
    case "text":
    case "refusal":
      return { type: "text", text: part.text };
    case "reasoning":
      if (part.proof?.kind === "redacted" && part.text === "") {
        return { type: "redacted_thinking", data: part.proof.value };
      }
      // Without a proof there is no signature: none is made up.
      return {
        type: "thinking",
        thinking: part.text,
        signature: part.proof === undefined ? "" : sealProof(part.proof, "signature"),
      };
    case "tool-call":
      return { type: "tool_use", id: part.id, name: part.name, input: toolInput(part.input, part.custom === true) };
  }
}
