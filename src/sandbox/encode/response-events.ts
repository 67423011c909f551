// A response told as the events of the Responses API, in the order the real one keeps.

import { asList, asObject, asText, type Json } from "../json.ts";
import type { Tokens } from "../model/reply.ts";
import { responseObject, type ResponseFrame } from "./response-object.ts";
import { namedFrame, type Problem, type Script, type WireEvent } from "./script.ts";
import { splitEvenly, splitWords } from "./split-text.ts";

export interface Telling {
  readonly frame: ResponseFrame;
  /** Finished output items. */
  readonly items: readonly Json[];
  readonly tokens: Tokens | null;
  readonly cutShort: boolean;
}

type Say = (type: string, fields: Json) => WireEvent;

/** The whole stream of a response. */
export function responseScript(telling: Telling): Script {
  return { ...responseTail(telling.frame), events: responseEvents(telling) };
}

/** What every script of the Responses API shares. */
export function responseTail(frame: ResponseFrame): Omit<Script, "events"> {
  return {
    frame: namedFrame,
    failed(problem) {
      const response = responseObject(frame, { status: "failed", output: [], tokens: null, error: { ...problem } });
      return unnumbered("response.failed", { response });
    },
    error: (problem: Problem) => unnumbered("error", { ...problem, param: null }),
  };
}

/** The two events that open a response. */
export function openingEvents(frame: ResponseFrame, say: Say): readonly WireEvent[] {
  const response = responseObject(frame, { status: "in_progress", output: [], tokens: null });
  return [say("response.created", { response }), say("response.in_progress", { response })];
}

/** The event that ends a response well, or cut short. */
export function closingEvent(telling: Telling, say: Say): WireEvent {
  const status = telling.cutShort ? "incomplete" : "completed";
  // The ChatGPT backend leaves `output` empty here, although it has streamed the items.
  const output = telling.frame.source === "codex" ? [] : telling.items;
  const response = responseObject(telling.frame, { status, output, tokens: telling.tokens });
  return say(`response.${status}`, { response });
}

/** Makes events with rising sequence numbers. */
export function numbered(from = 0): Say {
  let sequence = from;
  return (type, fields) => {
    const json = JSON.stringify({ type, sequence_number: sequence, ...fields });
    sequence += 1;
    return { type, json };
  };
}

function* responseEvents(telling: Telling): Generator<WireEvent> {
  const say = numbered();
  yield* openingEvents(telling.frame, say);
  for (const [index, item] of telling.items.entries()) yield* itemEvents({ item, index, say });
  yield closingEvent(telling, say);
}

interface Speaking {
  readonly item: Json;
  readonly index: number;
  readonly say: Say;
}

function* itemEvents({ item, index, say }: Speaking): Generator<WireEvent> {
  yield say("response.output_item.added", { output_index: index, item: begun(item) });
  const place = { item_id: item["id"], output_index: index };
  switch (item["type"]) {
    case "reasoning":
      yield* summaryEvents(asList(item["summary"]), place, say);
      break;
    case "message":
      yield* contentEvents(asObject(asList(item["content"])[0]) ?? {}, { ...place, content_index: 0 }, say);
      break;
    case "function_call":
      yield* inputEvents(
        "response.function_call_arguments",
        { ...place, name: item["name"] },
        say,
      )(item["arguments"], "arguments");
      break;
    case "custom_tool_call":
      yield* inputEvents("response.custom_tool_call_input", place, say)(item["input"], "input");
      break;
    default:
      break;
  }
  yield say("response.output_item.done", { output_index: index, item });
}

function* summaryEvents(summary: readonly unknown[], place: Json, say: Say): Generator<WireEvent> {
  for (const [index, part] of summary.entries()) {
    const at = { ...place, summary_index: index };
    const text = asText(asObject(part)?.["text"]) ?? "";
    yield say("response.reasoning_summary_part.added", { ...at, part: { type: "summary_text", text: "" } });
    for (const delta of splitWords(text)) yield say("response.reasoning_summary_text.delta", { ...at, delta });
    yield say("response.reasoning_summary_text.done", { ...at, text });
    yield say("response.reasoning_summary_part.done", { ...at, part });
  }
}

function* contentEvents(part: Json, at: Json, say: Say): Generator<WireEvent> {
  if (part["type"] === "refusal") {
    const refusal = asText(part["refusal"]) ?? "";
    yield say("response.content_part.added", { ...at, part: { ...part, refusal: "" } });
    for (const delta of splitWords(refusal)) yield say("response.refusal.delta", { ...at, delta });
    yield say("response.refusal.done", { ...at, refusal });
  } else {
    const text = asText(part["text"]) ?? "";
    yield say("response.content_part.added", { ...at, part: { ...part, text: "" } });
    for (const delta of splitWords(text)) yield say("response.output_text.delta", { ...at, delta, logprobs: [] });
    yield say("response.output_text.done", { ...at, text, logprobs: [] });
  }
  yield say("response.content_part.done", { ...at, part });
}

/** Deltas and the end of a tool's input; the end alone names the function. */
function inputEvents(type: string, place: Json, say: Say): (input: unknown, field: string) => Generator<WireEvent> {
  const { name, ...at } = place;
  return function* (input, field) {
    const text = asText(input) ?? "";
    for (const delta of splitEvenly(text, 4)) yield say(`${type}.delta`, { ...at, delta });
    yield say(`${type}.done`, { ...at, ...(name === undefined ? {} : { name }), [field]: text });
  };
}

/** An item as it is when its first sign is given: everything there but its content. */
function begun(item: Json): Json {
  switch (item["type"]) {
    case "reasoning":
      return { ...item, summary: [] };
    case "message":
      return { ...item, status: "in_progress", content: [] };
    case "function_call":
      return { ...item, status: "in_progress", arguments: "" };
    case "custom_tool_call":
      return { ...item, status: "in_progress", input: "" };
    default:
      return item;
  }
}

function unnumbered(type: string, fields: Json): WireEvent {
  return { type, json: JSON.stringify({ type, sequence_number: 0, ...fields }) };
}
