// A whole answer as a `chat.completion`.

import type { AssistantPart, ToolCallPart } from "../../exchange/request.ts";
import type { ExchangeResponse } from "../../exchange/response.ts";
import type { JsonObject } from "../dialect.ts";
import { present } from "../members.ts";
import { finishReason } from "./encode-stream.ts";
import { encodeUsage } from "./usage.ts";

/** `created` is 0 where neither the upstream nor the caller said when. */
export function encodeResponse(response: ExchangeResponse): JsonObject {
  return present({
    id: response.id,
    object: "chat.completion",
    created: Math.floor((response.createdAt ?? 0) / 1000),
    model: response.model,
    choices: [
      {
        index: 0,
        message: encodeAnswer(response.content),
        logprobs: null,
        finish_reason: finishReason(response.finish),
      },
    ],
    usage: response.usage === null ? undefined : encodeUsage(response.usage),
    system_fingerprint: null,
  });
}

function encodeAnswer(content: readonly AssistantPart[]): JsonObject {
  const calls = content.filter((part) => part.kind === "tool-call").map(encodeCall);
  return present({
    role: "assistant",
    content: joined(content, "text") ?? null,
    refusal: joined(content, "refusal") ?? null,
    reasoning_content: joined(content, "reasoning"),
    tool_calls: calls.length === 0 ? undefined : calls,
    annotations: [],
  });
}

/** A tool call as both an answer and an earlier turn carry it. */
export function encodeCall(call: ToolCallPart): JsonObject {
  const { id, name, input } = call;
  return call.custom === true
    ? { id, type: "custom", custom: { name, input } }
    : { id, type: "function", function: { name, arguments: input } };
}

/** All text of one kind, or undefined where the answer has none. */
export function joined(content: readonly AssistantPart[], kind: "text" | "refusal" | "reasoning"): string | undefined {
  const texts = content.flatMap((part) => (part.kind === kind ? [part.text] : []));
  const text = texts.join("");
  return text === "" ? undefined : text;
}
