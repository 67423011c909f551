// The conversation so far. One user message may hold results of tools and words of the user: they become two turns.

import type { AssistantPart, InputPart, Message, ReasoningPart, ToolResult } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, optional, present, readBoolean, readName, readObject, readString, unsupported } from "../members.ts";
import { openProof } from "../proofs.ts";
import {
  cacheHint,
  decodeBlocks,
  decodeResultContent,
  decodeShown,
  decodeText,
  textPart,
  wrongBlock,
} from "./decode-content.ts";

/** Throws Fault `invalid_request`, its `param` like `messages.2.content.0.source`. */
export function decodeMessages(entries: readonly unknown[]): readonly Message[] {
  if (entries.length === 0) throw invalid("messages", "messages: at least one message is required");
  return entries.flatMap((entry, position) => {
    const path = `messages.${position}`;
    return decodeMessage(readObject(entry, path), path);
  });
}

/** The `system` member: a text, or blocks of it. */
export function decodeSystem(value: unknown, path: string): readonly Message[] {
  // Claude Code's line for Anthropic's own accounting: it means nothing to a model and differs from request to request.
  const content = decodeText(value, path).filter((part) => !part.text.startsWith("x-anthropic-billing-header:"));
  return content.length === 0 ? [] : [{ role: "system", content }];
}

function decodeMessage(entry: JsonObject, path: string): readonly Message[] {
  const role = readString(entry["role"], `${path}.role`);
  const at = `${path}.content`;
  switch (role) {
    case "user":
      return decodeUser(entry["content"], at);
    case "assistant":
      return [{ role, content: decodeBlocks(entry["content"], at, decodeAnswered) }];
    case "system":
      return [{ role, content: decodeText(entry["content"], at) }];
    default:
      throw invalid(`${path}.role`, `${path}.role: '${role}' is not one of: user, assistant, system.`);
  }
}

function decodeUser(value: unknown, path: string): readonly Message[] {
  const results: ToolResult[] = [];
  const content = decodeBlocks<InputPart>(value, path, (block, at) => {
    if (block["type"] === "tool_result") {
      results.push(decodeResult(block, at));
      return [];
    }
    if (block["type"] === "container_upload") {
      throw unsupported(`${at}.type`, "Files of a container cannot be sent to this model's upstream.");
    }
    const shown = decodeShown(block, at);
    if (shown === undefined) throw wrongBlock(block, at, "text, image, document, search_result, tool_result");
    return shown;
  });
  if (results.length === 0) return [{ role: "user", content }];
  // Results come first, wherever they stood: whoever called the tools waits for them.
  return [{ role: "tool", results }, ...(content.length === 0 ? [] : [{ role: "user" as const, content }])];
}

function decodeResult(block: JsonObject, at: string): ToolResult {
  const isError = optional(block["is_error"], `${at}.is_error`, readBoolean);
  return present({
    callId: readName(block["tool_use_id"], `${at}.tool_use_id`),
    content: optional(block["content"], `${at}.content`, decodeResultContent) ?? [],
    isError: isError === true ? true : undefined,
    cacheHint: cacheHint(block),
  });
}

function decodeAnswered(block: JsonObject, at: string): readonly AssistantPart[] {
  switch (block["type"]) {
    case "text":
      return [textPart(block, at)];
    case "thinking":
      return [decodeThinking(block, at)];
    case "redacted_thinking": {
      const value = readString(block["data"], `${at}.data`);
      return [{ kind: "reasoning", text: "", proof: { kind: "redacted", value } }];
    }
    case "tool_use":
      return [
        {
          kind: "tool-call",
          id: readName(block["id"], `${at}.id`),
          name: readName(block["name"], `${at}.name`),
          input: JSON.stringify(readObject(block["input"], `${at}.input`)),
        },
      ];
    default:
      // Records of what Anthropic's own tools did: the words that came of it stand in the text blocks.
      if (isRecord(block["type"])) return [];
      throw wrongBlock(block, at, "text, thinking, redacted_thinking, tool_use, server_tool_use");
  }
}

function decodeThinking(block: JsonObject, at: string): ReasoningPart {
  const signature = optional(block["signature"], `${at}.signature`, readString) ?? "";
  return present({
    kind: "reasoning" as const,
    text: readString(block["thinking"], `${at}.thinking`),
    proof: signature === "" ? undefined : openProof(signature, "signature"),
  });
}

/** Blocks about tools that the upstream ran itself: never a client's tool call. */
export const isRecord = (type: unknown): boolean =>
  typeof type === "string" &&
  (/^(server_tool_use|mcp_tool_use|container_upload)$/.test(type) || /^(?!tool_result$).+_tool_result$/.test(type));
