// One content block on its way: text, a thought or a call of a client's tool. Blocks of Anthropic's own tools are no part
// of the answer: what came of them stands in the text.

import type { ReasoningProof, StreamEvent } from "../../exchange/stream-event.ts";
import { customText } from "../custom-tools.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject, present } from "../members.ts";
import { openProof } from "../proofs.ts";

export interface Block {
  readonly isToolCall: boolean;
  start(): readonly StreamEvent[];
  fill(delta: JsonObject): readonly StreamEvent[];
  end(): readonly StreamEvent[];
}

/** Undefined for a block of a kind that no client can use. `customNames`: tools whose input is free text. */
export function createBlock(content: JsonObject, index: number, customNames: ReadonlySet<string>): Block | undefined {
  switch (content["type"]) {
    case "text":
      return textBlock(content, index);
    case "thinking":
      return thinkingBlock(content, index);
    case "redacted_thinking":
      return redactedBlock(content, index);
    case "tool_use":
      return customNames.has(textOf(content["name"])) ? customBlock(content, index) : toolBlock(content, index);
    default:
      return undefined;
  }
}

function textBlock(content: JsonObject, index: number): Block {
  const say = (text: string): readonly StreamEvent[] => (text === "" ? [] : [{ kind: "text-delta", index, text }]);
  return {
    isToolCall: false,
    start: () => [{ kind: "text-start", index }, ...say(textOf(content["text"]))],
    fill: (delta) => say(textOf(delta["text"])),
    end: () => [{ kind: "text-end", index }],
  };
}

function thinkingBlock(content: JsonObject, index: number): Block {
  let signature = textOf(content["signature"]);
  const think = (text: string): readonly StreamEvent[] =>
    text === "" ? [] : [{ kind: "reasoning-delta", index, text }];
  return {
    isToolCall: false,
    start: () => [{ kind: "reasoning-start", index }, ...think(textOf(content["thinking"]))],
    fill: (delta) => {
      if (delta["type"] === "signature_delta") signature += textOf(delta["signature"]);
      return think(textOf(delta["thinking"]));
    },
    end: () => [endOfThought(index, signature === "" ? undefined : openProof(signature, "signature"))],
  };
}

function redactedBlock(content: JsonObject, index: number): Block {
  const value = textOf(content["data"]);
  return {
    isToolCall: false,
    start: () => [{ kind: "reasoning-start", index }],
    fill: () => [],
    end: () => [endOfThought(index, value === "" ? undefined : { kind: "redacted", value })],
  };
}

const endOfThought = (index: number, proof: ReasoningProof | undefined): StreamEvent =>
  present({ kind: "reasoning-end" as const, index, proof });

function toolBlock(content: JsonObject, index: number): Block {
  let filled = false;
  const call = (text: string): readonly StreamEvent[] => {
    if (text === "") return [];
    filled = true;
    return [{ kind: "tool-delta", index, text }];
  };
  return {
    isToolCall: true,
    start: () => [{ kind: "tool-start", index, ...nameOf(content) }],
    fill: (delta) => call(textOf(delta["partial_json"])),
    end: () => [
      // A tool without parameters is called with no delta at all; some servers send the whole input at the start.
      ...(filled ? [] : call(JSON.stringify(isObject(content["input"]) ? content["input"] : {}))),
      { kind: "tool-end", index },
    ],
  };
}

/** A custom tool goes upstream as a function of one text; the call comes back as that text. */
function customBlock(content: JsonObject, index: number): Block {
  let json = "";
  return {
    isToolCall: true,
    start: () => [{ kind: "tool-start", index, ...nameOf(content), custom: true }],
    fill: (delta) => {
      json += textOf(delta["partial_json"]);
      return [];
    },
    end: () => {
      const text = customText(json === "" ? JSON.stringify(content["input"] ?? {}) : json);
      return [...(text === "" ? [] : [{ kind: "tool-delta" as const, index, text }]), { kind: "tool-end", index }];
    },
  };
}

const nameOf = (content: JsonObject): { readonly id: string; readonly name: string } => ({
  id: textOf(content["id"]),
  name: textOf(content["name"]),
});

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
