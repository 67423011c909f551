// Messages as contents: the user's and the model's, in turns. Whoever speaks twice in a row speaks in one content, and a
// turn's results stand together and first in it, right after the calls they answer.

import type { AssistantPart, InputPart, Message, TextPart, ToolResult } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, present } from "../members.ts";
import { pairToolResults } from "../paired-results.ts";
import { argsOf } from "./call-input.ts";
import { encodeMedia } from "./media.ts";
import type { ModelFeatures } from "./model-features.ts";
import { NO_SIGNATURE } from "./no-signature.ts";

export interface EncodedMessages {
  readonly systemInstruction?: JsonObject;
  readonly contents: readonly JsonObject[];
}

interface Content {
  readonly role: "user" | "model";
  readonly parts: JsonObject[];
}

/** Throws Fault `invalid_request` where there is nothing to answer, `unsupported_parameter` for another vendor's upload. */
export function encodeMessages(said: readonly Message[], features: ModelFeatures): EncodedMessages {
  // As many responses as calls are wanted, right after them.
  const messages = pairToolResults(said);
  const firstTurn = messages.findIndex((message) => message.role !== "system" && message.role !== "developer");
  const opening = firstTurn < 0 ? messages : messages.slice(0, firstTurn);
  const system = opening.flatMap((message) =>
    message.role === "system" || message.role === "developer" ? texts(message.content) : [],
  );
  const contents: Content[] = [];
  const names = new Map<string, string>();
  for (const message of messages.slice(opening.length)) {
    if (message.role === "assistant") {
      for (const part of message.content) if (part.kind === "tool-call") names.set(part.id, part.name);
    }
    add(contents, message.role === "assistant" ? "model" : "user", encodeMessage(message, names, features));
  }
  // Instructions alone: to a model behind another API they are something to answer.
  if (contents.length === 0 && system.length > 0) return { contents: [{ role: "user", parts: system }] };
  if (contents.length === 0) throw invalid("messages", "Every message is empty: there is nothing to answer.");
  // A call must come after a user's turn or a response.
  if (contents[0]?.role === "model") contents.unshift({ role: "user", parts: [{ text: "Continue." }] });
  if (features.isGemini3) contents.forEach(markFirstCall);
  return present({
    systemInstruction: system.length === 0 ? undefined : { parts: system },
    contents: contents.map(({ role, parts }) => ({ role, parts: role === "user" ? resultsFirst(parts) : parts })),
  });
}

function add(contents: Content[], role: Content["role"], parts: readonly JsonObject[]): void {
  if (parts.length === 0) return;
  const last = contents.at(-1);
  if (last?.role === role) last.parts.push(...parts);
  else contents.push({ role, parts: [...parts] });
}

function encodeMessage(
  message: Message,
  names: ReadonlyMap<string, string>,
  features: ModelFeatures,
): readonly JsonObject[] {
  switch (message.role) {
    // Amid the conversation there is no place for instructions but a user's content; the tag tells them apart.
    case "system":
    case "developer":
      return texts(message.content).map(({ text }) => ({ text: `<system-reminder>\n${text}\n</system-reminder>` }));
    case "user":
      return message.content.flatMap(encodeInput);
    case "assistant":
      return message.content.flatMap((part) => encodeAnswer(part, features));
    case "tool":
      return [
        ...message.results.map((result) => encodeResult(result, names, features)),
        ...(features.isGemini3 ? [] : message.results.flatMap(mediaOf)),
      ];
  }
}

const texts = (content: readonly TextPart[]): readonly { readonly text: string }[] =>
  content.flatMap(({ text }) => (text === "" ? [] : [{ text }]));

function encodeInput(part: InputPart): readonly JsonObject[] {
  return part.kind === "text" ? texts([part]) : [encodeMedia(part)];
}

/** Thoughts of earlier turns are left out, but for Claude's own: signed, they are what it must see again. */
function encodeAnswer(part: AssistantPart, features: ModelFeatures): readonly JsonObject[] {
  switch (part.kind) {
    case "text":
    case "refusal":
      return part.text === "" ? [] : [{ text: part.text }];
    case "reasoning":
      if (!features.isClaude || part.proof?.kind !== "signature") return [];
      return [{ text: part.text, thought: true, thoughtSignature: part.proof.value }];
    case "tool-call":
      return [
        present({ functionCall: { id: part.id, name: part.name, args: argsOf(part) }, thoughtSignature: part.proof }),
      ];
  }
}

function encodeResult(result: ToolResult, names: ReadonlyMap<string, string>, features: ModelFeatures): JsonObject {
  const { callId, content, isError } = result;
  const name = names.get(callId) ?? callId;
  const text = content.flatMap((part) => (part.kind === "text" ? [part.text] : [])).join("\n");
  const media = features.isGemini3 ? mediaOf(result) : [];
  return {
    functionResponse: present({
      id: callId,
      name,
      response: isError === true ? { error: text } : { output: text },
      parts: media.length === 0 ? undefined : media,
    }),
  };
}

/** Inside the response from Gemini 3 on, beside it before. */
const mediaOf = ({ content }: ToolResult): readonly JsonObject[] =>
  content.flatMap((part) => (part.kind === "text" ? [] : [encodeMedia(part)]));

function resultsFirst(parts: readonly JsonObject[]): readonly JsonObject[] {
  const isResult = (part: JsonObject): boolean => part["functionResponse"] !== undefined;
  return [...parts.filter(isResult), ...parts.filter((part) => !isResult(part))];
}

function markFirstCall({ role, parts }: Content): void {
  const first = parts.findIndex((part) => part["functionCall"] !== undefined);
  const call = parts[first];
  if (role !== "model" || call === undefined || call["thoughtSignature"] !== undefined) return;
  parts[first] = { ...call, thoughtSignature: NO_SIGNATURE };
}
