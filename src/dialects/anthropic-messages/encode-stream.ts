// Canonical events to Messages events. Blocks are numbered without gaps and never overlap: what comes for a block while
// another is open waits until that one is closed.

import type { StreamEvent } from "../../exchange/stream-event.ts";
import type { StreamEncoder, StreamEncoderContext } from "../dialect.ts";
import { viewErrorEvent } from "../error-event.ts";
import { type BlockEnd, type BlockStart, createOutputBlock, type OutputBlock } from "./encode-block.ts";
import { emptyMessage, stopDetails } from "./encode-response.ts";
import { encodeStreamError, frame } from "./errors.ts";
import { stopReason } from "./stop-reason.ts";
import { encodeUsage } from "./usage.ts";

/** A stream's sign of life, which every client ignores; Anthropic sends the same. */
export const PING = frame({ type: "ping" });

/** An encoder for one client stream. Says nothing after the end. */
export function createStreamEncoder(context: StreamEncoderContext): StreamEncoder {
  const blocks = createBlocks();
  let started = false;
  let ended = false;

  const open = (start?: Extract<StreamEvent, { kind: "start" }>): string => {
    if (started) return "";
    started = true;
    const message = emptyMessage(start?.id || context.fallbackId, start?.model || context.request.model);
    return frame({ type: "message_start", message }) + PING;
  };
  const finish = (event: Extract<StreamEvent, { kind: "finish" }>): string => {
    ended = true;
    const reason = stopReason(event.reason, blocks.calledTools(), blocks.refused());
    const delta = { stop_reason: reason, stop_sequence: event.stopSequence ?? null, stop_details: stopDetails(reason) };
    const end = frame({ type: "message_delta", delta, usage: encodeUsage(event.usage) });
    return blocks.closeAll() + end + frame({ type: "message_stop" });
  };

  return {
    encode: (event) => {
      if (ended) return "";
      switch (event.kind) {
        case "start":
          return open(event);
        case "error":
          ended = true;
          return encodeStreamError(viewErrorEvent(event), context.fallbackId);
        case "finish":
          return open() + finish(event);
        case "text-delta":
        case "refusal-delta":
        case "reasoning-delta":
        case "tool-delta":
          return open() + blocks.delta(event.index, event.text);
        case "text-end":
        case "refusal-end":
        case "reasoning-end":
        case "tool-end":
          return open() + blocks.close(event);
        default:
          return open() + blocks.open(event);
      }
    },
  };
}

interface Waiting {
  readonly block: OutputBlock;
  /** What came while another block was open. */
  text: string;
  ended: boolean;
  end?: BlockEnd;
}

/** The blocks of one answer in the order they were opened: the first is being said, the others wait. */
function createBlocks() {
  const queue = new Map<number, Waiting>();
  let count = 0;
  let calledTools = false;
  let refused = false;

  const isFirst = (waiting: Waiting): boolean => queue.values().next().value === waiting;

  /** Says what can be said of the blocks in front: whole ones to their end, the next as far as it has come. */
  const flush = (): string => {
    let out = "";
    for (const [index, waiting] of queue) {
      // A tool's call is shown as soon as it is known, before its input.
      out += waiting.block.delta(waiting.text);
      waiting.text = "";
      if (!waiting.ended) break;
      out += waiting.block.end(waiting.end);
      queue.delete(index);
    }
    return out;
  };
  const close = (index: number, event?: BlockEnd): string => {
    const waiting = queue.get(index);
    if (waiting === undefined) return "";
    waiting.ended = true;
    if (event !== undefined) waiting.end = event;
    return isFirst(waiting) ? flush() : "";
  };

  return {
    open: (event: BlockStart): string => {
      const left = queue.has(event.index) ? closeAll() : "";
      if (event.kind === "tool-start") calledTools = true;
      if (event.kind === "refusal-start") refused = true;
      const waiting: Waiting = { block: createOutputBlock(event, () => count++), text: "", ended: false };
      queue.set(event.index, waiting);
      return left + (isFirst(waiting) ? waiting.block.delta("") : "");
    },
    delta: (index: number, text: string): string => {
      const waiting = queue.get(index);
      if (waiting === undefined || waiting.ended) return "";
      if (isFirst(waiting)) return waiting.block.delta(text);
      waiting.text += text;
      return "";
    },
    close: (event: BlockEnd): string => close(event.index, event),
    closeAll,
    calledTools: () => calledTools,
    refused: () => refused,
  };

  function closeAll(): string {
    for (const waiting of queue.values()) waiting.ended = true;
    return flush();
  }
}
