// The conversation so far. Adjacent tool messages become one, as the turn they are; legacy function calls get an id.

import type { AssistantPart, Message, ToolCallPart, ToolResult } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, optional, present, readArray, readName, readObject, readString } from "../members.ts";
import { decodeAnswer, decodeInput, decodeText } from "./decode-content.ts";

interface Calls {
  /** Ids of calls to custom tools: their results are marked alike. */
  readonly custom: Set<string>;
  /** Legacy calls have no id; a `function` message answers the last call of its name. */
  readonly legacy: Map<string, string>;
}

/** Throws Fault `invalid_request`, its `param` like `messages.2.content.0.image_url.url`. */
export function decodeMessages(entries: readonly unknown[]): readonly Message[] {
  if (entries.length === 0) throw invalid("messages", "Invalid 'messages': at least one message is needed.");
  const calls: Calls = { custom: new Set(), legacy: new Map() };
  const messages: Message[] = [];
  entries.forEach((entry, position) => {
    const path = `messages.${position}`;
    const message = decodeMessage(readObject(entry, path), path, calls);
    const last = messages.at(-1);
    if (message.role === "tool" && last?.role === "tool") {
      messages[messages.length - 1] = { role: "tool", results: [...last.results, ...message.results] };
    } else {
      messages.push(message);
    }
  });
  return messages;
}

function decodeMessage(entry: JsonObject, path: string, calls: Calls): Message {
  const role = readString(entry["role"], `${path}.role`);
  switch (role) {
    case "system":
    case "developer":
      return { role, content: decodeText(entry["content"], `${path}.content`) };
    case "user":
      return present({
        role: "user" as const,
        content: decodeInput(entry["content"], `${path}.content`),
        name: optional(entry["name"], `${path}.name`, readString),
      });
    case "assistant":
      return { role, content: decodeAssistant(entry, path, calls) };
    case "tool":
    case "function":
      return { role: "tool", results: [decodeResult(entry, path, calls)] };
    default:
      throw invalid(
        `${path}.role`,
        `Invalid value for '${path}.role': '${role}', expected one of: system, developer, user, assistant, tool.`,
      );
  }
}

function decodeAssistant(entry: JsonObject, path: string, calls: Calls): readonly AssistantPart[] {
  // Not OpenAI's, but what DeepSeek, Qwen, Kimi and OpenRouter answer with, and their clients send back.
  const thought = entry["reasoning_content"] ?? entry["reasoning"];
  const refusal = optional(entry["refusal"], `${path}.refusal`, readString);
  const content = decodeAnswer(entry["content"], `${path}.content`);
  const toolCalls = optional(entry["tool_calls"], `${path}.tool_calls`, readArray) ?? [];
  return [
    ...(typeof thought === "string" && thought !== "" ? [{ kind: "reasoning" as const, text: thought }] : []),
    ...content,
    ...(refusal === undefined || refusal === "" ? [] : [{ kind: "refusal" as const, text: refusal }]),
    ...toolCalls.map((call, position) => decodeCall(call, `${path}.tool_calls.${position}`, calls)),
    ...decodeLegacyCall(entry["function_call"], `${path}.function_call`, calls),
  ];
}

function decodeCall(value: unknown, path: string, calls: Calls): ToolCallPart {
  const call = readObject(value, path);
  const id = readName(call["id"], `${path}.id`);
  if (call["type"] === "custom") {
    const custom = readObject(call["custom"], `${path}.custom`);
    calls.custom.add(id);
    return {
      kind: "tool-call",
      id,
      name: readName(custom["name"], `${path}.custom.name`),
      input: readString(custom["input"], `${path}.custom.input`),
      custom: true,
    };
  }
  const called = readObject(call["function"], `${path}.function`);
  return {
    kind: "tool-call",
    id,
    name: readName(called["name"], `${path}.function.name`),
    input: readString(called["arguments"], `${path}.function.arguments`),
  };
}

function decodeLegacyCall(value: unknown, path: string, calls: Calls): readonly ToolCallPart[] {
  const call = optional(value, path, readObject);
  if (call === undefined) return [];
  const name = readName(call["name"], `${path}.name`);
  const id = `call_legacy_${path.split(".")[1] ?? "0"}`;
  calls.legacy.set(name, id);
  return [{ kind: "tool-call", id, name, input: readString(call["arguments"], `${path}.arguments`) }];
}

function decodeResult(entry: JsonObject, path: string, calls: Calls): ToolResult {
  const callId =
    entry["role"] === "tool" ? readName(entry["tool_call_id"], `${path}.tool_call_id`) : legacyId(entry, path, calls);
  return present({
    callId,
    content: decodeText(entry["content"] ?? "", `${path}.content`),
    custom: calls.custom.has(callId) ? true : undefined,
  });
}

function legacyId(entry: JsonObject, path: string, calls: Calls): string {
  const name = readName(entry["name"], `${path}.name`);
  const id = calls.legacy.get(name);
  if (id === undefined) throw invalid(`${path}.name`, `Invalid '${path}.name': no earlier message calls '${name}'.`);
  return id;
}
