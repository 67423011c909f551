// Canonical events to the full Responses sequence. The SDK's accumulator wants created first and every part added before
// its deltas; Codex reads only what output_item.done and the terminal event carry: so both are always said.

import type { StreamEvent } from "../../exchange/stream-event.ts";
import type { JsonObject, StreamEncoder, StreamEncoderContext } from "../dialect.ts";
import { viewErrorEvent } from "../error-event.ts";
import { type CallNames, callNamesOf } from "./client-tools.ts";
import { createOutputBlock, type OutputBlock, type Say } from "./encode-blocks.ts";
import { frame } from "./errors.ts";
import { errorMember } from "../openai/error-body.ts";
import { closeResponse, openResponse } from "./response-object.ts";

/** An encoder for one client stream. Each block becomes an output item of its own, numbered as the blocks open. */
export function createStreamEncoder(context: StreamEncoderContext): StreamEncoder {
  let opened: JsonObject | undefined;
  let sequence = 0;
  const next = (): number => sequence++;
  const say: Say = ({ type, ...members }) => frame({ type, sequence_number: next(), ...members });
  const output = createOutput(callNamesOf(context.request.tools), say, next);

  const open = (event?: Start): string => {
    opened = openResponse(headOf(context, event), context.request);
    const created = say({ type: "response.created", response: opened });
    return created + say({ type: "response.in_progress", response: opened });
  };
  const close = (response: JsonObject, event: Terminal): string => {
    const rest = output.closeAll();
    if (event.kind === "error") {
      const error = errorMember(viewErrorEvent(event));
      return (
        rest +
        say({ type: "response.failed", response: { ...response, status: "failed", error, output: output.items } })
      );
    }
    const closed = closeResponse(response, { reason: event.reason, usage: event.usage, output: output.items });
    return rest + say({ type: `response.${String(closed["status"])}`, response: closed });
  };
  const fill = (response: JsonObject, event: Exclude<StreamEvent, Start>): string => {
    switch (event.kind) {
      case "text-start":
      case "refusal-start":
      case "reasoning-start":
      case "tool-start":
        return output.open(event, String(response["id"]));
      case "text-delta":
      case "refusal-delta":
      case "reasoning-delta":
      case "tool-delta":
        return output.delta(event.index, event.text);
      case "text-end":
      case "refusal-end":
      case "reasoning-end":
      case "tool-end":
        return output.close(event);
      case "finish":
      case "error":
        return close(response, event);
    }
  };

  return {
    encode: (event) => {
      if (event.kind === "start") return opened === undefined ? open(event) : "";
      const head = opened === undefined ? open() : "";
      return opened === undefined ? head : head + fill(opened, event);
    },
  };
}

/** The output items of one answer: those still streaming, and in `items` those that are finished, in their places. */
function createOutput(called: CallNames, say: Say, next: () => number) {
  const blocks = new Map<number, OutputBlock>();
  const items: JsonObject[] = [];
  let count = 0;
  const close = (index: number, event?: BlockEnd): string => {
    const done = blocks.get(index)?.end(event);
    blocks.delete(index);
    if (done === undefined) return "";
    items[done.position] = done.item;
    return done.text;
  };
  return {
    items,
    open: (event: BlockStart, responseId: string): string => {
      const left = close(event.index);
      const block = createOutputBlock({ event, position: count++, responseId, called, say, next });
      blocks.set(event.index, block);
      return left + block.start();
    },
    delta: (index: number, text: string): string => blocks.get(index)?.delta(text) ?? "",
    close: (event: BlockEnd): string => close(event.index, event),
    closeAll: (): string => [...blocks.keys()].map((index) => close(index)).join(""),
  };
}

type Start = Extract<StreamEvent, { readonly kind: "start" }>;
type BlockStart = Extract<
  StreamEvent,
  { readonly kind: "text-start" | "refusal-start" | "reasoning-start" | "tool-start" }
>;
type BlockEnd = Extract<StreamEvent, { readonly kind: "text-end" | "refusal-end" | "reasoning-end" | "tool-end" }>;
type Terminal = Extract<StreamEvent, { readonly kind: "finish" | "error" }>;

function headOf(context: StreamEncoderContext, start?: Start) {
  return {
    id: start?.id || context.fallbackId,
    model: start?.model || context.request.model,
    createdAt: start?.createdAt === undefined ? context.createdAt : Math.floor(start.createdAt / 1000),
  };
}
