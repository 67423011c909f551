// Reads a Messages request of Anthropic's API for the simulated model.

import { asList, asObject, asText, type Json, objectsIn } from "../json.ts";
import { answerSchema, contentText, type Prompt, type ToolOffer } from "./prompt.ts";

/** What Claude Code puts beside the user's own words. */
const REMINDER = "<system-reminder>";

/** The prompt of a Messages request. */
export function messagesPrompt(request: Json): Prompt {
  const messages = objectsIn(request["messages"]).filter((message) => message["role"] !== "system");
  const last = messages.at(-1);
  const results = blocks(last).filter((block) => block["type"] === "tool_result");
  const user = messages.findLast((message) => message["role"] === "user" && userText(message) !== "");
  const outputs = results.map((result) => contentText(result["content"])).join("\n");
  return {
    model: asText(request["model"]) ?? "",
    userText: user === undefined ? "" : userText(user),
    toolOutput: results.length === 0 ? null : outputs,
    tools: asList(request["tools"]).flatMap(offer),
    schema: answerSchema(asObject(asObject(request["output_config"])?.["format"])),
    wantsSummary: showsThinking(asObject(request["thinking"])),
    compaction: false,
    size: JSON.stringify([request["system"] ?? "", request["tools"] ?? [], messages]).length,
    continued: messages.some((message) => message["role"] === "assistant"),
  };
}

/** Whether the answer starts with a thought. */
export function thinks(request: Json): boolean {
  const type = asObject(request["thinking"])?.["type"];
  return type === "enabled" || type === "adaptive" || type === "between_tools";
}

function showsThinking(thinking: Json | null): boolean {
  return thinking !== null && thinking["type"] !== "disabled" && thinking["display"] !== "omitted";
}

function userText(message: Json): string {
  const { content } = message;
  if (typeof content === "string") return content;
  const texts = objectsIn(content).flatMap((block) => (block["type"] === "text" ? (asText(block["text"]) ?? []) : []));
  return texts.filter((text) => !text.trimStart().startsWith(REMINDER)).join("\n");
}

function blocks(message: Json | undefined): readonly Json[] {
  return message?.["role"] === "user" ? objectsIn(message["content"]) : [];
}

/** Tools that Anthropic itself runs have a type of their own and no schema; those with a client side are called by name. */
function offer(value: unknown): readonly ToolOffer[] {
  const tool = asObject(value);
  const name = asText(tool?.["name"]);
  const type = asText(tool?.["type"]) ?? "custom";
  const isOurs = type === "custom" || type.startsWith("bash_") || type.startsWith("text_editor_");
  return name === null || !isOurs ? [] : [{ kind: "function", name, namespace: null }];
}
