// Responses input to messages. Items that one turn of the model came to (thoughts, words, calls) become one assistant
// message, and adjacent outputs of tools one tool message.

import type { AssistantPart, Message, ReasoningPart, Tool, ToolCallPart, ToolResult } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, isObject, present, readArray, readName, readObject, readString, unsupported } from "../members.ts";
import { decodeAnswer, decodeContent, decodeOutput, decodeText } from "./decode-content.ts";
import { decodeClientCall } from "./decode-client-call.ts";
import { decodeTools, readFlatName } from "./decode-tools.ts";
import { openProof } from "../proofs.ts";

export interface Input {
  readonly messages: readonly Message[];
  /** Tools that stand among the items (`additional_tools`, as Codex sends them for its newest models). */
  readonly tools: readonly Tool[];
}

// Records of what OpenAI's own tools did in earlier turns: the words that came of it stand in the messages.
const RECORDS = new Set([
  "web_search_call",
  "file_search_call",
  "code_interpreter_call",
  "image_generation_call",
  "mcp_call",
  "mcp_list_tools",
  // What Codex tells the ChatGPT backend of its settings.
  "configuration_update",
]);

/** What is found in a search can be called from then on. */
const BRINGS_TOOLS: ReadonlySet<unknown> = new Set(["additional_tools", "tool_search_output"]);

/** Throws Fault `invalid_request`, or `unsupported_parameter` for items that only OpenAI can read. */
export function decodeInput(value: unknown): Input {
  if (typeof value === "string") {
    return { messages: [{ role: "user", content: decodeContent(value, "input") }], tools: [] };
  }
  if (value === null || value === undefined) throw invalid("input", "Missing required parameter: 'input'.");
  if (!Array.isArray(value))
    throw invalid("input", "Invalid type for 'input': expected a string or an array of items.");
  const messages: Message[] = [];
  const tools: Tool[] = [];
  readArray(value, "input").forEach((entry, position) => {
    const path = `input.${position}`;
    const item = readObject(entry, path);
    if (BRINGS_TOOLS.has(item["type"])) tools.push(...decodeTools(item["tools"], `${path}.tools`));
    if (item["type"] !== "additional_tools") append(messages, decodeItem(item, path));
  });
  return { messages, tools };
}

function append(messages: Message[], next: Message | undefined): void {
  if (next === undefined) return;
  const last = messages.at(-1);
  if (next.role === "assistant" && last?.role === "assistant") {
    messages[messages.length - 1] = { role: "assistant", content: [...last.content, ...next.content] };
  } else if (next.role === "tool" && last?.role === "tool") {
    messages[messages.length - 1] = { role: "tool", results: [...last.results, ...next.results] };
  } else {
    messages.push(next);
  }
}

/** Undefined for an item that says nothing to a model. */
function decodeItem(item: JsonObject, path: string): Message | undefined {
  // A message may leave its type out: {role, content}.
  const type: unknown = item["type"] ?? (item["role"] === undefined ? undefined : "message");
  switch (type) {
    case "message":
      return decodeMessage(item, path);
    case "reasoning":
      return answered(decodeReasoning(item));
    case "function_call":
      return answered(decodeCall(item, path, "arguments"));
    case "custom_tool_call":
      return answered({ ...decodeCall(item, path, "input"), custom: true });
    case "function_call_output":
      return { role: "tool", results: [decodeResult(item, path)] };
    case "custom_tool_call_output":
      return { role: "tool", results: [{ ...decodeResult(item, path), custom: true }] };
    case "tool_search_call":
    case "tool_search_output":
    case "local_shell_call":
    case "local_shell_call_output":
      return decodeClientCall(item, type, path);
    case "item_reference":
      return refuseReference(item, path);
    default:
      if (typeof type === "string" && RECORDS.has(type)) return undefined;
      throw unknownItem(type, path);
  }
}

function decodeMessage(item: JsonObject, path: string): Message {
  const role = readString(item["role"], `${path}.role`);
  const at = `${path}.content`;
  switch (role) {
    case "system":
    case "developer":
      return { role, content: decodeText(item["content"], at) };
    case "user":
      return { role, content: decodeContent(item["content"], at) };
    case "assistant":
      return { role, content: decodeAnswer(item["content"], at) };
    default:
      throw invalid(
        `${path}.role`,
        `Invalid value for '${path}.role': '${role}', expected one of: system, developer, user, assistant.`,
      );
  }
}

const answered = (part: AssistantPart): Message => ({ role: "assistant", content: [part] });

function decodeReasoning(item: JsonObject): ReasoningPart {
  const summary = textsOf(item["summary"]);
  const sealed = item["encrypted_content"];
  return present({
    kind: "reasoning" as const,
    text: (summary.length > 0 ? summary : textsOf(item["content"])).join("\n\n"),
    id: typeof item["id"] === "string" ? item["id"] : undefined,
    proof: typeof sealed === "string" && sealed !== "" ? openProof(sealed, "encrypted_content") : undefined,
  });
}

function textsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((part) => (isObject(part) && typeof part["text"] === "string" ? [part["text"]] : []));
}

function decodeCall(item: JsonObject, path: string, member: "arguments" | "input"): ToolCallPart {
  return {
    kind: "tool-call",
    id: readName(item["call_id"], `${path}.call_id`),
    name: readFlatName(item, path),
    input: readString(item[member], `${path}.${member}`),
  };
}

function decodeResult(item: JsonObject, path: string): ToolResult {
  return {
    callId: readName(item["call_id"], `${path}.call_id`),
    content: decodeOutput(item["output"], `${path}.output`),
  };
}

// Nothing is stored here, so a reference cannot be followed. A thought may be missed; words and calls may not.
function refuseReference(item: JsonObject, path: string): undefined {
  const id = readString(item["id"], `${path}.id`);
  if (id.startsWith("rs_")) return undefined;
  throw invalid(
    `${path}.id`,
    `Item '${id}' is not stored here: send the item itself (in most SDKs: set store to false).`,
  );
}

function unknownItem(type: unknown, path: string): Error {
  if (type === undefined) return invalid(`${path}.type`, `Missing required parameter: '${path}.type'.`);
  return unsupported(
    `${path}.type`,
    `Input items of type ${JSON.stringify(type)} cannot be sent to this model's upstream.`,
  );
}
