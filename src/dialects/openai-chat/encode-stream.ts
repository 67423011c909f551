// Canonical events to chat chunks. The hot path, one chunk a delta, is string concatenation around one escaped text.

import type { FinishReason, StreamEvent } from "../../exchange/stream-event.ts";
import type { StreamEncoder, StreamEncoderContext } from "../dialect.ts";
import { viewErrorEvent } from "../error-event.ts";
import { encodeStreamError } from "./errors.ts";
import { encodeUsage } from "./usage.ts";

type Chunks = ReturnType<typeof createChunks>;

/** An encoder for one client stream. Tool calls are numbered by their order among tool calls, whatever their block index. */
export function createStreamEncoder(context: StreamEncoderContext): StreamEncoder {
  const ordinals = new Map<number, { readonly ordinal: number; readonly custom: boolean }>();
  let chunks: Chunks | undefined;

  const open = (start?: Extract<StreamEvent, { kind: "start" }>): string => {
    chunks = createChunks(context, start);
    return chunks.delta(`{"role":"assistant","content":"","refusal":null}`);
  };

  const fill = (to: Chunks, event: StreamEvent): string => {
    switch (event.kind) {
      case "text-delta":
        return to.delta(`{"content":${JSON.stringify(event.text)}}`);
      case "reasoning-delta":
        return to.delta(`{"reasoning_content":${JSON.stringify(event.text)}}`);
      case "refusal-delta":
        return to.delta(`{"refusal":${JSON.stringify(event.text)}}`);
      case "tool-start": {
        const call = { ordinal: ordinals.size, custom: event.custom === true };
        ordinals.set(event.index, call);
        return to.delta(toolStart(call.ordinal, event));
      }
      case "tool-delta": {
        const call = ordinals.get(event.index);
        if (call === undefined) return "";
        const text = JSON.stringify(event.text);
        const member = call.custom ? `"custom":{"input":${text}}` : `"function":{"arguments":${text}}`;
        return to.delta(`{"tool_calls":[{"index":${call.ordinal},${member}}]}`);
      }
      case "finish":
        return to.finish(finishReason(event.reason)) + to.usage(event) + "data: [DONE]\n\n";
      default:
        return "";
    }
  };

  return {
    encode: (event) => {
      if (event.kind === "error") return encodeStreamError(viewErrorEvent(event));
      if (event.kind === "start") return chunks === undefined ? open(event) : "";
      const head = chunks === undefined ? open() : "";
      return chunks === undefined ? head : head + fill(chunks, event);
    },
  };
}

function createChunks(context: StreamEncoderContext, start?: Extract<StreamEvent, { kind: "start" }>) {
  const wantsUsage = context.request.usageInStream === true;
  const created = start?.createdAt === undefined ? context.createdAt : Math.floor(start.createdAt / 1000);
  const head =
    `data: {"id":${JSON.stringify(start?.id || context.fallbackId)},"object":"chat.completion.chunk",` +
    `"created":${created},"model":${JSON.stringify(start?.model || context.request.model)},` +
    `"system_fingerprint":null,"choices":[`;
  // With usage asked for, every chunk but the last says `usage:null`; without, none has the member.
  const tail = wantsUsage ? `],"usage":null}\n\n` : `]}\n\n`;
  return {
    delta: (delta: string) => `${head}{"index":0,"delta":${delta},"logprobs":null,"finish_reason":null}${tail}`,
    finish: (reason: string) => `${head}{"index":0,"delta":{},"logprobs":null,"finish_reason":"${reason}"}${tail}`,
    usage: (finish: Extract<StreamEvent, { kind: "finish" }>) =>
      wantsUsage && finish.usage !== null ? `${head}],"usage":${JSON.stringify(encodeUsage(finish.usage))}}\n\n` : "",
  };
}

function toolStart(ordinal: number, event: Extract<StreamEvent, { kind: "tool-start" }>): string {
  const { id, name } = event;
  const call =
    event.custom === true
      ? { index: ordinal, id, type: "custom", custom: { name, input: "" } }
      : { index: ordinal, id, type: "function", function: { name, arguments: "" } };
  return JSON.stringify({ tool_calls: [call] });
}

/** Chat has no word for a stop sequence that was hit: it is a `stop`. */
export function finishReason(reason: FinishReason): string {
  return reason === "stop_sequence" ? "stop" : reason;
}
