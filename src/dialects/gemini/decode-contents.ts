// The conversation so far. Instructions stand outside it; results of tools stand in the user's contents.

import type { AssistantPart, InputPart, Message, TextPart, ToolResult } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, optional, readArray, readObject, readString } from "../members.ts";
import { type Calls, createCalls } from "./decode-calls.ts";
import { decodeAnswerPart, decodeInputPart, decodeResult } from "./decode-part.ts";

/** Throws Fault `invalid_request`, its `param` like `contents.2.parts.0.functionCall.name`. */
export function decodeContents(value: unknown, isClaude: boolean): readonly Message[] {
  const calls = createCalls();
  const messages: Message[] = [];
  readArray(value, "contents").forEach((entry, position) => {
    const path = `contents.${position}`;
    const content = readObject(entry, path);
    const role = optional(content["role"], `${path}.role`, readString) ?? "user";
    const parts = partsOf(content, path);
    if (role === "model") {
      const said = thoughtsJoined(
        parts.flatMap(([part, at]): readonly AssistantPart[] => decodeAnswerPart(part, at, { calls, isClaude })),
      );
      if (said.length > 0) addAnswer(messages, said);
    } else if (role === "user" || role === "function") {
      addTurn(messages, parts, calls);
    } else {
      throw invalid(`${path}.role`, `Invalid value for '${path}.role': '${role}', expected 'user' or 'model'.`);
    }
  });
  if (messages.length === 0) throw invalid("contents", "Invalid 'contents': at least one content is needed.");
  return messages;
}

/** @google/genai's chats keep a streamed answer as it came, a content a chunk: that is one turn, and its text one text. */
function addAnswer(messages: Message[], said: readonly AssistantPart[]): void {
  const before = messages.at(-1);
  if (before?.role !== "assistant") {
    messages.push({ role: "assistant", content: said });
    return;
  }
  const last = before.content.at(-1);
  const [first, ...rest] = said;
  const joined = last !== undefined && first !== undefined ? continued(last, first) : undefined;
  const content =
    joined === undefined ? [...before.content, ...said] : [...before.content.slice(0, -1), joined, ...rest];
  messages[messages.length - 1] = { role: "assistant", content };
}

/** Other clients put the chunks' parts into one content: a thought that came in pieces is one, which its signature is for. */
function thoughtsJoined(parts: readonly AssistantPart[]): readonly AssistantPart[] {
  const joined: AssistantPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    const whole = part.kind === "reasoning" && last?.kind === "reasoning" ? continued(last, part) : undefined;
    if (whole === undefined) joined.push(part);
    else joined[joined.length - 1] = whole;
  }
  return joined;
}

/** Both as one, where the second goes on with the first; a thought that is signed is whole. */
function continued(last: AssistantPart, first: AssistantPart): AssistantPart | undefined {
  if (last.kind === "text" && first.kind === "text") return { ...last, text: last.text + first.text };
  if (last.kind !== "reasoning" || first.kind !== "reasoning" || last.proof !== undefined) return undefined;
  return { ...first, text: last.text + first.text };
}

/** `systemInstruction`: a content without a role; a bare text is taken too. Throws Fault `invalid_request`. */
export function decodeInstruction(value: unknown, path: string): readonly Message[] {
  const parts: readonly Part[] =
    typeof value === "string" ? [[{ text: value }, path]] : partsOf(readObject(value, path), path);
  const content = parts.flatMap(([part, at]): readonly TextPart[] => {
    const text = readString(part["text"], `${at}.text`);
    return text === "" ? [] : [{ kind: "text", text }];
  });
  return content.length === 0 ? [] : [{ role: "system", content }];
}

type Part = readonly [part: JsonObject, path: string];

/** Results come first, as every other API wants them right after the calls. */
function addTurn(messages: Message[], parts: readonly Part[], calls: Calls): void {
  const results: ToolResult[] = [];
  const said: InputPart[] = [];
  for (const [part, path] of parts) {
    const result = decodeResult(part, path, calls);
    if (result === undefined) said.push(...decodeInputPart(part, path));
    else results.push(result);
  }
  if (results.length > 0) addResults(messages, results);
  if (said.length > 0) messages.push({ role: "user", content: said });
}

function addResults(messages: Message[], results: readonly ToolResult[]): void {
  const last = messages.at(-1);
  if (last?.role !== "tool") messages.push({ role: "tool", results });
  else messages[messages.length - 1] = { role: "tool", results: [...last.results, ...results] };
}

function partsOf(content: JsonObject, path: string): readonly Part[] {
  const { parts } = content;
  // One part without its list is what some wrappers send, and Google takes.
  if (typeof parts === "object" && parts !== null && !Array.isArray(parts)) {
    return [[readObject(parts, `${path}.parts`), `${path}.parts`]];
  }
  return readArray(parts ?? [], `${path}.parts`).map((entry, position): Part => {
    const at = `${path}.parts.${position}`;
    return [readObject(entry, at), at];
  });
}
