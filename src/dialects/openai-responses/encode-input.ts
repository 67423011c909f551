// Messages to Responses input items: a message may come to several items, and calls and results stand on their own.

import type { AssistantPart, InputPart, Message, ReasoningPart, ToolResult } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, present, unsupported } from "../members.ts";
import { pairToolResults } from "../paired-results.ts";

/**
 * `isWhole`: all of the conversation is in these messages, nothing is stored upstream: then every call has its output here.
 * Throws Fault `invalid_request` where there is nothing to answer, `unsupported_parameter` for audio.
 */
export function encodeInput(messages: readonly Message[], isWhole: boolean): readonly JsonObject[] {
  const items = (isWhole ? pairToolResults(messages) : messages).flatMap((message): readonly JsonObject[] => {
    switch (message.role) {
      case "system":
      case "developer":
        // `system` items are refused by the ChatGPT backend; `developer` means the same to every model behind this API.
        return [messageItem("developer", message.content.map(encodePart))];
      case "user":
        return [messageItem("user", message.content.map(encodePart))];
      case "assistant":
        return encodeAnswer(message.content);
      case "tool":
        return message.results.map(encodeResult);
    }
  });
  if (items.length > 0 || messages.length === 0 || !isWhole) return items;
  throw invalid("messages", "Every message is empty: there is nothing to answer.");
}

function encodeAnswer(parts: readonly AssistantPart[]): readonly JsonObject[] {
  const items: JsonObject[] = [];
  let said: JsonObject[] = [];
  const close = (): void => {
    if (said.length > 0) items.push(messageItem("assistant", said));
    said = [];
  };
  parts.forEach((part, position) => {
    if (part.kind === "text") {
      said.push({ type: "output_text", text: part.text });
    } else if (part.kind === "refusal") {
      said.push({ type: "refusal", refusal: part.text });
    } else {
      close();
      if (part.kind === "tool-call") items.push(callItem(part));
      // A reasoning item that nothing follows is refused ("without its required following item").
      else if (position < parts.length - 1) items.push(...reasoningItems(part));
    }
  });
  close();
  return items;
}

function callItem(call: Extract<AssistantPart, { kind: "tool-call" }>): JsonObject {
  const { id, name, input } = call;
  return call.custom === true
    ? { type: "custom_tool_call", call_id: id, name, input }
    : { type: "function_call", call_id: id, name, arguments: input };
}

// Without `encrypted_content` the item would have to be stored upstream, which it is not ("Item with id ... not found");
// another vendor's proof means nothing to OpenAI. Either way the thought is left out.
function reasoningItems(part: ReasoningPart): readonly JsonObject[] {
  if (part.proof?.kind !== "encrypted_content") return [];
  const summary = part.text === "" ? [] : [{ type: "summary_text", text: part.text }];
  return [present({ type: "reasoning", id: part.id, summary, encrypted_content: part.proof.value })];
}

function encodeResult(result: ToolResult): JsonObject {
  const [first, ...rest] = result.content;
  const plain = first === undefined ? "" : rest.length === 0 && first.kind === "text" ? first.text : undefined;
  return {
    type: result.custom === true ? "custom_tool_call_output" : "function_call_output",
    call_id: result.callId,
    output: plain ?? result.content.map(encodePart),
  };
}

function encodePart(part: InputPart): JsonObject {
  switch (part.kind) {
    case "text":
      return { type: "input_text", text: part.text };
    case "image":
      return present({ type: "input_image", image_url: part.url, detail: part.detail });
    case "file":
      return present({ type: "input_file", filename: part.name, ...fileSource(part.source) });
    case "audio":
      throw unsupported("messages", "Audio input cannot be sent to this model's upstream.");
  }
}

function fileSource(source: Extract<InputPart, { kind: "file" }>["source"]): JsonObject {
  if (source.kind === "id") return { file_id: source.id };
  return source.url.startsWith("data:") ? { file_data: source.url } : { file_url: source.url };
}

const messageItem = (role: string, content: readonly JsonObject[]): JsonObject => ({ type: "message", role, content });
