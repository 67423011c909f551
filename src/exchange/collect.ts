// Events to one whole answer, for clients that want no stream from upstreams that give nothing else.

import type { AssistantPart } from "./request.ts";
import type { ExchangeResponse } from "./response.ts";
import type { ErrorEvent, StreamEvent } from "./stream-event.ts";

export interface Collector {
  add(event: StreamEvent): void;
  /** The answer, or what went wrong: the upstream's own error, or `upstream_stream_broken` while no end was seen. */
  result(): Collected;
}

export type Collected = { readonly kind: "answer"; readonly response: ExchangeResponse } | ErrorEvent;

/** Gathers one stream's events, in whatever order its blocks overlap. Blocks that stayed empty are left out. */
export function createCollector(): Collector {
  const blocks = new Map<number, Block>();
  let start: Of<"start"> | undefined;
  let end: Of<"finish"> | ErrorEvent | undefined;
  return {
    add: (event) => {
      if (end !== undefined) return;
      if (event.kind === "start") start ??= event;
      else if (event.kind === "finish" || event.kind === "error") end = event;
      else addToBlock(blocks, event);
    },
    result: () => {
      if (end === undefined) return UNFINISHED;
      if (end.kind === "error") return end;
      return { kind: "answer", response: answer(start, [...blocks.values()].flatMap(partOf), end) };
    },
  };
}

/** All events of a stream at once. */
export function collectResponse(events: Iterable<StreamEvent>): Collected {
  const collector = createCollector();
  for (const event of events) collector.add(event);
  return collector.result();
}

type Of<Kind extends StreamEvent["kind"]> = Extract<StreamEvent, { readonly kind: Kind }>;
type BlockEvent = Exclude<StreamEvent, { readonly kind: "start" | "finish" | "error" }>;
type BlockStart = Of<"text-start" | "refusal-start" | "reasoning-start" | "tool-start">;

interface Block {
  readonly start: BlockStart;
  text: string;
  end?: Of<"reasoning-end" | "tool-end">;
}

const UNFINISHED: ErrorEvent = {
  kind: "error",
  code: "upstream_stream_broken",
  message: "The upstream's stream ended before its answer was complete.",
  status: null,
};

function addToBlock(blocks: Map<number, Block>, event: BlockEvent): void {
  switch (event.kind) {
    case "text-start":
    case "refusal-start":
    case "reasoning-start":
    case "tool-start":
      blocks.set(event.index, { start: event, text: "" });
      return;
    case "text-delta":
    case "refusal-delta":
    case "reasoning-delta":
    case "tool-delta": {
      const block = blocks.get(event.index);
      if (block !== undefined) block.text += event.text;
      return;
    }
    case "reasoning-end":
    case "tool-end": {
      const block = blocks.get(event.index);
      if (block !== undefined) block.end = event;
      return;
    }
    case "text-end":
    case "refusal-end":
      return;
  }
}

function answer(
  start: Of<"start"> | undefined,
  content: readonly AssistantPart[],
  end: Of<"finish">,
): ExchangeResponse {
  return {
    id: start?.id ?? "",
    model: start?.model ?? "",
    createdAt: start?.createdAt ?? null,
    content,
    finish: end.reason,
    ...(end.stopSequence === undefined ? {} : { stopSequence: end.stopSequence }),
    usage: end.usage,
  };
}

function partOf({ start, text, end }: Block): readonly AssistantPart[] {
  switch (start.kind) {
    case "text-start":
      return text === "" ? [] : [{ kind: "text", text }];
    case "refusal-start":
      return text === "" ? [] : [{ kind: "refusal", text }];
    case "reasoning-start": {
      const proof = end?.kind === "reasoning-end" && end.proof !== undefined ? { proof: end.proof } : {};
      const id = start.id === undefined ? {} : { id: start.id };
      return text === "" && end?.proof === undefined ? [] : [{ kind: "reasoning", text, ...id, ...proof }];
    }
    case "tool-start": {
      const proof = end?.kind === "tool-end" && end.proof !== undefined ? { proof: end.proof } : {};
      const custom = start.custom === undefined ? {} : { custom: start.custom };
      return [{ kind: "tool-call", id: start.id, name: start.name, input: text, ...custom, ...proof }];
    }
  }
}
