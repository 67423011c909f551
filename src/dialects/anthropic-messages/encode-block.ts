// One content block while it is being streamed. The hot path, one frame a delta, is string concatenation around one
// escaped text.

import type { ReasoningProof, StreamEvent } from "../../exchange/stream-event.ts";
import { CUSTOM_INPUT } from "../custom-tools.ts";
import type { JsonObject } from "../dialect.ts";
import { sealProof } from "../proofs.ts";
import { frame } from "./errors.ts";

export type BlockStart = Extract<
  StreamEvent,
  { readonly kind: "text-start" | "refusal-start" | "reasoning-start" | "tool-start" }
>;
export type BlockEnd = Extract<
  StreamEvent,
  { readonly kind: "text-end" | "refusal-end" | "reasoning-end" | "tool-end" }
>;

export interface OutputBlock {
  delta(text: string): string;
  /** The frames that are left; `event` is missing where the stream ended over the block. */
  end(event: BlockEnd | undefined): string;
}

/** The block that `event` opens. Empty text has no frames: `number` is asked for when there is something to say. */
export function createOutputBlock(event: BlockStart, number: () => number): OutputBlock {
  switch (event.kind) {
    case "text-start":
    case "refusal-start":
      return textBlock(number);
    case "reasoning-start":
      return thinkingBlock(number);
    case "tool-start":
      return event.custom === true ? customBlock(event, number) : toolBlock(event, number);
  }
}

function textBlock(number: () => number): OutputBlock {
  const block = createFrames(number, { type: "text", text: "" }, `"text_delta","text":`);
  return {
    delta: (text) => (text === "" ? "" : block.open() + block.delta(text)),
    end: () => block.stop(),
  };
}

function thinkingBlock(number: () => number): OutputBlock {
  const block = createFrames(number, { type: "thinking", thinking: "", signature: "" }, `"thinking_delta","thinking":`);
  return {
    delta: (text) => (text === "" ? "" : block.open() + block.delta(text)),
    end: (event) => {
      const proof = event?.kind === "reasoning-end" ? event.proof : undefined;
      if (proof === undefined && !block.isOpen()) return "";
      if (proof?.kind === "redacted" && !block.isOpen()) return redacted(number(), proof);
      const signature = proof === undefined ? "" : sealProof(proof, "signature");
      return block.open() + block.extra({ type: "signature_delta", signature }) + block.stop();
    },
  };
}

function redacted(index: number, proof: ReasoningProof): string {
  const content = { type: "redacted_thinking", data: proof.value };
  return (
    frame({ type: "content_block_start", index, content_block: content }) + frame({ type: "content_block_stop", index })
  );
}

function toolBlock(event: Extract<StreamEvent, { kind: "tool-start" }>, number: () => number): OutputBlock {
  const block = toolFrames(event, number);
  return {
    delta: (text) => block.open() + (text === "" ? "" : block.delta(text)),
    end: () => block.open() + block.stop(),
  };
}

/** Free text goes into the one parameter of the function that stands for a custom tool. */
function customBlock(event: Extract<StreamEvent, { kind: "tool-start" }>, number: () => number): OutputBlock {
  const block = toolFrames(event, number);
  const open = (): string => (block.isOpen() ? "" : block.open() + block.delta(`{"${CUSTOM_INPUT}":"`));
  return {
    delta: (text) => open() + (text === "" ? "" : block.delta(JSON.stringify(text).slice(1, -1))),
    end: () => open() + block.delta(`"}`) + block.stop(),
  };
}

const toolFrames = ({ id, name }: Extract<StreamEvent, { kind: "tool-start" }>, number: () => number) =>
  createFrames(number, { type: "tool_use", id, name, input: {} }, `"input_json_delta","partial_json":`);

function createFrames(number: () => number, content: JsonObject, deltaHead: string) {
  let index = -1;
  let head = "";
  return {
    isOpen: () => index >= 0,
    open: (): string => {
      if (index >= 0) return "";
      index = number();
      head =
        `event: content_block_delta\ndata: {"type":"content_block_delta","index":${index},` +
        `"delta":{"type":${deltaHead}`;
      return frame({ type: "content_block_start", index, content_block: content });
    },
    delta: (text: string): string => `${head}${JSON.stringify(text)}}}\n\n`,
    extra: (delta: JsonObject): string => frame({ type: "content_block_delta", index, delta }),
    stop: (): string => (index < 0 ? "" : frame({ type: "content_block_stop", index })),
  };
}
