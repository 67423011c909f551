// One output item while it is being streamed: how it is added, filled and done, by the kind of block it comes from.

import type { AssistantPart } from "../../exchange/request.ts";
import type { StreamEvent } from "../../exchange/stream-event.ts";
import type { JsonObject } from "../dialect.ts";
import type { CallNames } from "./client-tools.ts";
import { contentPart, itemId, outputItem, summaryPart } from "./output-items.ts";

/** Makes the frame of an event, numbering it. */
export type Say = (event: JsonObject & { readonly type: string }) => string;

export interface OutputBlock {
  start(): string;
  delta(text: string): string;
  /** The closing frames and the finished item. */
  end(event?: StreamEvent): { readonly text: string; readonly item: JsonObject; readonly position: number };
}

export interface BlockContext {
  readonly event: BlockStart;
  /** `output_index` of the item. */
  readonly position: number;
  readonly responseId: string;
  /** How the client knows its tools. */
  readonly called: CallNames;
  readonly say: Say;
  /** The next sequence number, for frames made by hand. */
  readonly next: () => number;
}

type BlockStart = Extract<
  StreamEvent,
  { readonly kind: "text-start" | "refusal-start" | "reasoning-start" | "tool-start" }
>;

/** The item that the block opened by `event` becomes. */
export function createOutputBlock(context: BlockContext): OutputBlock {
  const { event, position, responseId, called, say, next } = context;
  const id = itemId(partOf(event, ""), responseId, position);
  const at = { item_id: id, output_index: position };
  const words = wordsOf(event, at, called);
  // One frame a delta is the hot path: all but number and text is made once.
  const head = `event: ${words.deltaType}\ndata: {"type":"${words.deltaType}","sequence_number":`;
  const tail = `,${JSON.stringify(words.place).slice(1, -1)}${words.extra},"delta":`;
  let text = "";
  let begun = false;

  const begin = (): string => {
    if (begun || words.added === undefined) return "";
    begun = true;
    return say(words.added);
  };
  return {
    start: () =>
      say({ type: "response.output_item.added", output_index: position, item: addedItem(event, id, called) }),
    delta: (piece) => {
      if (piece === "") return "";
      text += piece;
      if (words.whole === true) return "";
      return `${begin()}${head}${next()}${tail}${JSON.stringify(piece)}}\n\n`;
    },
    end: (last) => {
      const item = outputItem(partOf(event, text, last), id, called);
      // A thought without words has no summary part; an empty message still has its content part.
      const opened = event.kind === "reasoning-start" ? "" : begin();
      const filled = event.kind === "reasoning-start" && text === "" ? [] : words.done(text);
      const done = [...filled, { type: "response.output_item.done", output_index: position, item }];
      return { text: opened + done.map(say).join(""), item, position };
    },
  };
}

interface Words {
  readonly deltaType: string;
  /** Where in the item a delta belongs. */
  readonly place: JsonObject;
  /** Further members of a delta, as JSON text. */
  readonly extra: string;
  readonly added?: JsonObject & { readonly type: string };
  /** The item has no deltas: all of it comes when it is done. */
  readonly whole?: boolean;
  readonly done: (text: string) => readonly (JsonObject & { readonly type: string })[];
}

function wordsOf(event: BlockStart, at: JsonObject, called: CallNames): Words {
  switch (event.kind) {
    case "text-start":
      return spokenWords("text", { ...at, content_index: 0 });
    case "refusal-start":
      return spokenWords("refusal", { ...at, content_index: 0 });
    case "reasoning-start":
      return thoughtWords({ ...at, summary_index: 0 });
    case "tool-start":
      return event.custom === true ? customWords(at) : calledWords(at, called(event.name));
  }
}

function spokenWords(kind: "text" | "refusal", place: JsonObject): Words {
  const type = kind === "text" ? "response.output_text" : "response.refusal";
  const logprobs = kind === "text" ? { logprobs: [] } : {};
  return {
    deltaType: `${type}.delta`,
    place,
    extra: kind === "text" ? `,"logprobs":[]` : "",
    added: { type: "response.content_part.added", ...place, part: contentPart(kind, "") },
    done: (text) => [
      { type: `${type}.done`, ...place, [kind]: text, ...logprobs },
      { type: "response.content_part.done", ...place, part: contentPart(kind, text) },
    ],
  };
}

function thoughtWords(place: JsonObject): Words {
  return {
    deltaType: "response.reasoning_summary_text.delta",
    place,
    extra: "",
    added: { type: "response.reasoning_summary_part.added", ...place, part: summaryPart("") },
    done: (text) => [
      { type: "response.reasoning_summary_text.done", ...place, text },
      { type: "response.reasoning_summary_part.done", ...place, part: summaryPart(text) },
    ],
  };
}

function functionWords(place: JsonObject, name: string): Words {
  const type = "response.function_call_arguments";
  const done = (text: string) => [{ type: `${type}.done`, ...place, name, arguments: text }];
  return { deltaType: `${type}.delta`, place, extra: "", done };
}

function calledWords(place: JsonObject, { name, item }: ReturnType<CallNames>): Words {
  const words = functionWords(place, name);
  return item === undefined ? words : { ...words, whole: true, done: () => [] };
}

function customWords(place: JsonObject): Words {
  const type = "response.custom_tool_call_input";
  return {
    deltaType: `${type}.delta`,
    place,
    extra: "",
    done: (text) => [{ type: `${type}.done`, ...place, input: text }],
  };
}

function addedItem(event: BlockStart, id: string, called: CallNames): JsonObject {
  const item = outputItem(partOf(event, ""), id, called);
  if (event.kind === "reasoning-start") return item;
  // Parts are added one by one: the message begins empty.
  return { ...item, status: "in_progress", ...(event.kind === "tool-start" ? {} : { content: [] }) };
}

function partOf(event: BlockStart, text: string, last?: StreamEvent): AssistantPart {
  switch (event.kind) {
    case "text-start":
      return { kind: "text", text };
    case "refusal-start":
      return { kind: "refusal", text };
    case "reasoning-start": {
      const id = event.id === undefined ? {} : { id: event.id };
      const proof = last?.kind === "reasoning-end" && last.proof !== undefined ? { proof: last.proof } : {};
      return { kind: "reasoning", text, ...id, ...proof };
    }
    case "tool-start": {
      const custom = event.custom === true ? { custom: true } : {};
      return { kind: "tool-call", id: event.id, name: event.name, input: text, ...custom };
    }
  }
}
