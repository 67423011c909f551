// The output items of one Responses stream: which item an event is about, and what the event says of it.

import type { StreamEvent } from "../../exchange/stream-event.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../members.ts";
import { createItem, type Item, type Sink } from "./decode-item.ts";

export interface Items {
  /** Events for one parsed item or delta event; none for what is unknown. */
  decode(event: JsonObject): readonly StreamEvent[];
  /** Closes what is open, and tells from the final `output` whatever was never streamed. */
  finishAll(output: unknown): readonly StreamEvent[];
  calledTools(): boolean;
}

const NOTHING: readonly StreamEvent[] = [];

/** The items of one stream, by `output_index`; by `item_id` where an upstream leaves the index out. */
export function createItems(): Items {
  const items = new Map<unknown, Item>();
  const sink: Sink = { events: [], blocks: 0, toolCalls: 0 };

  const itemAt = (key: unknown, id: unknown): Item => {
    const known = items.get(key);
    if (known !== undefined) return known;
    const item = createItem(sink, typeof id === "string" ? id : "");
    items.set(key, item);
    return item;
  };
  const itemOf = (event: JsonObject): Item =>
    itemAt(event["output_index"] ?? event["item_id"] ?? idOf(event["item"]), event["item_id"]);
  const take = (): readonly StreamEvent[] => {
    if (sink.events.length === 0) return NOTHING;
    const told = sink.events;
    sink.events = [];
    return told;
  };

  return {
    decode: (event) => {
      apply(event, itemOf);
      return take();
    },
    finishAll: (output) => {
      const finals = Array.isArray(output) ? output.filter(isObject) : [];
      // The ChatGPT backend may send `output: []` though it streamed items, others stream nothing and send all of it.
      finals.forEach((fields, position) => {
        const streamed = [...items.values()].find((item) => item.id() !== "" && item.id() === fields["id"]);
        (streamed ?? itemAt(position, fields["id"])).finish(fields);
      });
      for (const item of items.values()) item.finish(undefined);
      return take();
    },
    calledTools: () => sink.toolCalls > 0,
  };
}

function apply(event: JsonObject, itemOf: (event: JsonObject) => Item): void {
  const { type, delta } = event;
  switch (type) {
    case "response.output_text.delta":
      if (typeof delta === "string") itemOf(event).say(slotOf(event), "text", delta);
      return;
    case "response.function_call_arguments.delta":
    case "response.custom_tool_call_input.delta":
      if (typeof delta === "string") itemOf(event).call(delta);
      return;
    case "response.reasoning_summary_text.delta":
      if (typeof delta === "string") itemOf(event).think(summaryPart(event), delta);
      return;
    case "response.reasoning_text.delta":
      if (typeof delta === "string") itemOf(event).think(contentPart(event), delta);
      return;
    case "response.refusal.delta":
      if (typeof delta === "string") itemOf(event).say(slotOf(event), "refusal", delta);
      return;
    default:
      applyWhole(event, itemOf);
  }
}

function applyWhole(event: JsonObject, itemOf: (event: JsonObject) => Item): void {
  switch (event["type"]) {
    case "response.output_item.added":
      if (isObject(event["item"])) itemOf(event).describe(event["item"]);
      return;
    case "response.output_item.done":
      if (isObject(event["item"])) itemOf(event).finish(event["item"]);
      return;
    case "response.output_text.done":
      return itemOf(event).sayAll(slotOf(event), "text", event["text"]);
    case "response.refusal.done":
      return itemOf(event).sayAll(slotOf(event), "refusal", event["refusal"]);
    case "response.function_call_arguments.done":
      return itemOf(event).callAll(event["arguments"]);
    case "response.custom_tool_call_input.done":
      return itemOf(event).callAll(event["input"]);
    case "response.reasoning_summary_text.done":
      return itemOf(event).thinkAll(summaryPart(event), event["text"]);
    case "response.reasoning_text.done":
      return itemOf(event).thinkAll(contentPart(event), event["text"]);
  }
}

const numberOf = (value: unknown): number => (typeof value === "number" ? value : 0);
const slotOf = (event: JsonObject): number => numberOf(event["content_index"]);
const summaryPart = (event: JsonObject): string => `summary ${numberOf(event["summary_index"])}`;
const contentPart = (event: JsonObject): string => `content ${numberOf(event["content_index"])}`;
const idOf = (item: unknown): unknown => (isObject(item) ? item["id"] : undefined);
