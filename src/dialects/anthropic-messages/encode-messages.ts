// The conversation as the API takes it: instructions in front, results of tools first in their turn, somebody to answer at
// the end. What the API would refuse is put right; docs/translation.md lists how.

import type { ExchangeRequest, Message, TextPart } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid } from "../members.ts";
import { pairToolResults } from "../paired-results.ts";
import { encodeAnswered, encodeResult, encodeShown, encodeText } from "./encode-content.ts";
import type { ModelTraits } from "./model-traits.ts";

export interface Conversation {
  readonly system: readonly JsonObject[];
  readonly messages: readonly Turn[];
}

export interface Turn {
  readonly role: "user" | "assistant" | "system";
  readonly content: readonly JsonObject[];
  /** Holds results of tools: what the user says next belongs to the same turn. */
  readonly answersTools?: boolean;
}

/** Stands where the API wants words of the user and there are none. */
const GO_ON: JsonObject = { type: "text", text: "Continue." };

/** Throws Fault `unsupported_parameter` for what cannot be said, `invalid_request` where there is nothing to answer. */
export function encodeConversation(request: ExchangeRequest, traits: ModelTraits): Conversation {
  const paired = pairToolResults(request.messages);
  const first = paired.findIndex((message) => message.role !== "system" && message.role !== "developer");
  const leading = first < 0 ? paired : paired.slice(0, first);
  const system = leading.flatMap((message) => encodeInstructions(message));
  const turns = joinTurns(first < 0 ? [] : paired.slice(first).map(encodeMessage), traits);
  if (turns.length > 0) return { system, messages: withUserAtEnds(turns, traits) };
  // Instructions alone: to a model behind another API they are something to answer.
  if (system.length === 0) throw invalid("messages", "Every message is empty: there is nothing to answer.");
  return { system: [], messages: [{ role: "user", content: system }] };
}

function encodeInstructions(message: Message): readonly JsonObject[] {
  return message.role === "system" || message.role === "developer" ? message.content.flatMap(encodeText) : [];
}

function encodeMessage(message: Message): Turn {
  switch (message.role) {
    case "system":
    case "developer":
      return { role: "system", content: message.content.flatMap(encodeText) };
    case "user":
      return { role: "user", content: encodeShown(message.content) };
    case "assistant":
      return { role: "assistant", content: message.content.flatMap(encodeAnswered) };
    case "tool":
      return { role: "user", content: message.results.map(encodeResult), answersTools: true };
  }
}

/** Turns without empty ones; words of the user after results of tools join them, late instructions find a place. */
function joinTurns(encoded: readonly Turn[], traits: ModelTraits): readonly Turn[] {
  const said = encoded.filter((turn) => turn.content.length > 0);
  const turns: Turn[] = [];
  const join = (turn: Turn): void => {
    const last = turns.at(-1);
    if (turn.role === "user" && last?.role === "user" && last.answersTools === true) {
      turns[turns.length - 1] = { ...last, content: [...last.content, ...turn.content] };
    } else {
      turns.push(turn);
    }
  };
  said.forEach((turn, position) => {
    if (turn.role !== "system") return join(turn);
    // A system turn stands between the user's and the assistant's, or at the end.
    const next = said[position + 1];
    const fits = turns.at(-1)?.role === "user" && (next === undefined || next.role === "assistant");
    if (traits.systemTurns && fits) turns.push(turn);
    else join({ role: "user", content: turn.content.map(reminder) });
  });
  return turns;
}

// What Claude Code wraps late instructions in: Claude knows it for words of whoever runs it, not of the user.
const reminder = (block: JsonObject): JsonObject => ({
  ...block,
  text: `<system-reminder>\n${String(block["text"])}\n</system-reminder>`,
});

function withUserAtEnds(turns: readonly Turn[], traits: ModelTraits): readonly Turn[] {
  const opened: readonly Turn[] =
    turns[0]?.role === "assistant" ? [{ role: "user", content: [GO_ON] }, ...turns] : turns;
  const last = opened.at(-1);
  if (last?.role !== "assistant") return opened;
  if (!traits.prefill) return [...opened, { role: "user", content: [GO_ON] }];
  return [...opened.slice(0, -1), { ...last, content: trimmedAtEnd(last.content) }];
}

/** An answer to be continued may not end in white space. */
function trimmedAtEnd(content: readonly JsonObject[]): readonly JsonObject[] {
  const last = content.at(-1);
  if (last?.["type"] !== "text") return content;
  return [...content.slice(0, -1), { ...last, text: String(last["text"]).trimEnd() }];
}

/** A message as the body has it: one plain text is a string. */
export function writeTurn({ role, content }: Turn): JsonObject {
  return { role, content: plainText(content) ?? content };
}

/** The text where the blocks are one text and no more. */
export function plainText(content: readonly JsonObject[]): string | undefined {
  const [first] = content;
  if (content.length !== 1 || first?.["type"] !== "text" || first["cache_control"] !== undefined) return undefined;
  return typeof first["text"] === "string" ? first["text"] : undefined;
}

/** Instructions that the gateway itself adds. */
export const instruction = (text: string): JsonObject => encodeText({ kind: "text", text } satisfies TextPart)[0] ?? {};
