// Messages as chat says them: one turn of tool results becomes one message a result.

import type { AssistantPart, FilePart, InputPart, Message, TextPart, ToolResult } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { present, unsupported } from "../members.ts";
import { encodeCall, joined } from "./encode-response.ts";

/** Throws Fault `unsupported_parameter` for documents by URL, which chat cannot carry. */
export function encodeMessages(messages: readonly Message[]): readonly JsonObject[] {
  return messages.flatMap((message) => {
    switch (message.role) {
      case "system":
      case "developer":
        return [{ role: message.role, content: encodeContent(message.content) }];
      case "user":
        return [present({ role: "user", name: message.name, content: encodeContent(message.content) })];
      case "assistant":
        return [encodeAssistant(message.content)];
      case "tool":
        return encodeResults(message.results);
    }
  });
}

function encodeAssistant(parts: readonly AssistantPart[]): JsonObject {
  const texts = parts.filter((part) => part.kind === "text");
  const calls = parts.filter((part) => part.kind === "tool-call").map(encodeCall);
  return present({
    role: "assistant",
    content: texts.length === 0 && calls.length > 0 ? null : encodeContent(texts),
    refusal: joined(parts, "refusal"),
    reasoning_content: joined(parts, "reasoning"),
    tool_calls: calls.length === 0 ? undefined : calls,
  });
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
