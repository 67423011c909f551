// Reads a Chat Completions request for the simulated model.

import { asList, asObject, asText, type Json, objectsIn } from "../json.ts";
import { answerSchema, contentText, type Prompt, type ToolOffer } from "./prompt.ts";

/** The prompt of a Chat Completions request. */
export function chatPrompt(request: Json): Prompt {
  const messages = objectsIn(request["messages"]);
  const user = messages.findLast((message) => message["role"] === "user");
  const firstTrailing = messages.findLastIndex((message) => message["role"] !== "tool") + 1;
  const outputs = messages.slice(firstTrailing);
  return {
    model: asText(request["model"]) ?? "",
    userText: user === undefined ? "" : contentText(user["content"]),
    toolOutput: outputs.length === 0 ? null : outputs.map((message) => contentText(message["content"])).join("\n"),
    tools: asList(request["tools"]).flatMap(offer),
    schema: chatSchema(asObject(request["response_format"])),
    wantsSummary: false,
    compaction: false,
    size: JSON.stringify(messages).length,
    continued: messages.some((message) => message["role"] === "assistant"),
  };
}

function offer(value: unknown): readonly ToolOffer[] {
  const tool = asObject(value);
  const kind = tool?.["type"];
  if (kind !== "function" && kind !== "custom") return [];
  const name = asText(asObject(tool?.[kind])?.["name"]);
  return name === null ? [] : [{ kind, name, namespace: null }];
}

/** Chat wraps the schema once more than Responses does. */
function chatSchema(format: Json | null): Json | null {
  if (format?.["type"] !== "json_schema") return answerSchema(format);
  return asObject(asObject(format["json_schema"])?.["schema"]) ?? {};
}
