// What the simulated model understands of a request, whichever API it came by.

import { asList, asObject, asText, type Json, objectsIn } from "../json.ts";

export interface Prompt {
  readonly model: string;
  readonly userText: string;
  /** What the tools said, where the request ends with tool outputs; null otherwise. */
  readonly toolOutput: string | null;
  readonly tools: readonly ToolOffer[];
  /** Of a structured answer; `{}` for any JSON object; null for plain text. */
  readonly schema: Json | null;
  readonly wantsSummary: boolean;
  /** The client hands over a conversation to be compacted. */
  readonly compaction: boolean;
  /** Characters of the conversation, for the token counts. */
  readonly size: number;
  /** Earlier turns are in the request, so part of it counts as cached. */
  readonly continued: boolean;
}

export interface ToolOffer {
  readonly kind: "function" | "custom" | "local_shell";
  readonly name: string;
  /** null for the default namespace. */
  readonly namespace: string | null;
}

/** Reads a Responses request whose `input` is already the whole conversation, a list. */
export function responsesPrompt(request: Json): Prompt {
  const input = objectsIn(request["input"]);
  const format = asObject(asObject(request["text"])?.["format"]);
  const last = input.at(-1);
  return {
    model: asText(request["model"]) ?? "",
    userText: lastUserText(input),
    toolOutput: trailingOutputs(input),
    tools: offeredTools(request, input),
    schema: answerSchema(format),
    wantsSummary: wantsSummary(asObject(request["reasoning"])),
    compaction: last?.["type"] === "compaction_trigger",
    size: JSON.stringify(input).length + (asText(request["instructions"])?.length ?? 0),
    continued: input.some((item) => item["role"] === "assistant" || item["type"] === "reasoning"),
  };
}

/** The text of a message's content: itself, or its text parts in order. */
export function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  return asList(content)
    .map((part) => asText(asObject(part)?.["text"]) ?? "")
    .join("");
}

/** The schema a `format` asks for; null for plain text. */
export function answerSchema(format: Json | null): Json | null {
  if (format?.["type"] === "json_schema") return asObject(format["schema"]) ?? {};
  return format?.["type"] === "json_object" ? {} : null;
}

function lastUserText(input: readonly Json[]): string {
  const message = input.findLast((item) => item["role"] === "user");
  return message === undefined ? "" : contentText(message["content"]);
}

function trailingOutputs(input: readonly Json[]): string | null {
  const isOutput = (item: Json): boolean => asText(item["type"])?.endsWith("_output") === true;
  const firstTrailing = input.findLastIndex((item) => !isOutput(item)) + 1;
  const outputs = input.slice(firstTrailing);
  return outputs.length === 0 ? null : outputs.map((item) => contentText(item["output"])).join("\n");
}

function wantsSummary(reasoning: Json | null): boolean {
  const summary = reasoning?.["summary"];
  return typeof summary === "string" && summary !== "none";
}

/** Tools stand in `tools`, or, for responses-lite models, in an `additional_tools` item, grouped in namespaces. */
function offeredTools(request: Json, input: readonly Json[]): readonly ToolOffer[] {
  const additional = input
    .filter((item) => item["type"] === "additional_tools")
    .flatMap((item) => asList(item["tools"]));
  return [...asList(request["tools"]), ...additional].flatMap((tool) => flattened(tool, null));
}

function flattened(value: unknown, namespace: string | null): readonly ToolOffer[] {
  const tool = asObject(value);
  const name = asText(tool?.["name"]);
  switch (tool?.["type"]) {
    case "function":
    case "custom":
      return name === null ? [] : [{ kind: tool["type"], name, namespace }];
    case "local_shell":
      return [{ kind: "local_shell", name: "local_shell", namespace }];
    case "namespace":
      return asList(tool["tools"]).flatMap((inner) => flattened(inner, name === "functions" ? null : name));
    default:
      return [];
  }
}
