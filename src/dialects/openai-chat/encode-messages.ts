// Messages as chat says them: one turn of tool results becomes one message a result.

import type {
  AssistantPart,
  FilePart,
  InputPart,
  Message,
  TextPart,
  ToolCallPart,
  ToolResult,
} from "../../exchange/request.ts";
import { CUSTOM_INPUT } from "../custom-tools.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, present, unsupported } from "../members.ts";
import { pairToolResults } from "../paired-results.ts";
import { encodeCall, joined } from "./encode-response.ts";
import type { ModelFeatures } from "./model-features.ts";

/**
 * Throws Fault `invalid_request` where there is nothing to answer, `unsupported_parameter` for documents by URL, which chat
 * cannot carry.
 */
export function encodeMessages(messages: readonly Message[], features: ModelFeatures): readonly JsonObject[] {
  const encoded = pairToolResults(messages).flatMap((message): readonly JsonObject[] => {
    switch (message.role) {
      case "system":
      case "developer":
        return [{ role: features.isOpenAi ? message.role : "system", content: encodeContent(message.content) }];
      case "user":
        return [present({ role: "user", name: message.name, content: encodeContent(message.content) })];
      case "assistant":
        return encodeAssistant(message.content, features);
      case "tool":
        return encodeResults(message.results);
    }
  });
  if (encoded.length > 0 || messages.length === 0) return encoded;
  throw invalid("messages", "Every message is empty: there is nothing to answer.");
}

/** A turn that says nothing and calls nothing is left out, whatever was thought in it: there is nothing to answer it with. */
function encodeAssistant(parts: readonly AssistantPart[], features: ModelFeatures): readonly JsonObject[] {
  const texts = parts.filter((part) => part.kind === "text" && part.text !== "") as readonly TextPart[];
  const calls = parts.filter((part) => part.kind === "tool-call").map((call) => encodeCallAgain(call, features));
  const refusal = joined(parts, "refusal");
  if (texts.length === 0 && calls.length === 0 && refusal === undefined) return [];
  return [
    present({
      role: "assistant",
      content: texts.length === 0 && calls.length > 0 ? null : encodeContent(texts),
      refusal,
      reasoning_content: joined(parts, "reasoning"),
      tool_calls: calls.length === 0 ? undefined : calls,
    }),
  ];
}

function encodeCallAgain(call: ToolCallPart, features: ModelFeatures): JsonObject {
  if (call.custom !== true || features.customTools) return encodeCall(call);
  const { id, name, input } = call;
  return encodeCall({ kind: "tool-call", id, name, input: JSON.stringify({ [CUSTOM_INPUT]: input }) });
}

// A tool message holds text alone; what else a tool gave follows the whole turn in a user message, because nothing may
// stand between the tool messages that answer one assistant message.
function encodeResults(results: readonly ToolResult[]): readonly JsonObject[] {
  const shown = results.flatMap((result) => {
    const parts = result.content.filter((part) => part.kind !== "text");
    const caption: TextPart = { kind: "text", text: `Part of the result of tool call ${result.callId}:` };
    return parts.length === 0 ? [] : [caption, ...parts];
  });
  return [
    ...results.map((result) => ({
      role: "tool",
      tool_call_id: result.callId,
      content: encodeContent(result.content.filter((part) => part.kind === "text")),
    })),
    ...(shown.length === 0 ? [] : [{ role: "user", content: encodeContent(shown) }]),
  ];
}

function encodeContent(parts: readonly InputPart[]): string | readonly JsonObject[] {
  const [first, ...rest] = parts;
  if (first === undefined) return "";
  return first.kind === "text" && rest.length === 0 ? first.text : parts.map(encodePart);
}

function encodePart(part: InputPart): JsonObject {
  switch (part.kind) {
    case "text":
      return { type: "text", text: part.text };
    case "image":
      return { type: "image_url", image_url: present({ url: part.url, detail: part.detail }) };
    case "audio":
      return { type: "input_audio", input_audio: { data: part.data, format: part.format } };
    case "file":
      return { type: "file", file: present({ filename: part.name, ...fileSource(part.source) }) };
  }
}

function fileSource(source: FilePart["source"]): JsonObject {
  if (source.kind === "id") return { file_id: source.id };
  if (source.url.startsWith("data:")) return { file_data: source.url };
  throw unsupported("messages", "A document by URL cannot be sent to this model's upstream: send its data.");
}
