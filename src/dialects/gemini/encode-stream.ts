// Canonical events to chunks. The hot path, one chunk a delta, is string concatenation around one escaped text. Lines end
// in CR LF and every frame in a blank line, as Google's do: gemini-cli reads a chunk only when it sees that line.

import type { StreamEvent } from "../../exchange/stream-event.ts";
import type { StreamEncoder, StreamEncoderContext } from "../dialect.ts";
import { viewErrorEvent } from "../error-event.ts";
import { argsText } from "./call-input.ts";
import { encodeStreamError } from "./errors.ts";
import { finishReasonFor } from "./finish-reason.ts";
import { featuresOf } from "./model-features.ts";
import { encodeUsage } from "./usage.ts";

type Chunks = ReturnType<typeof createChunks>;
type ToolStart = Extract<StreamEvent, { kind: "tool-start" }>;

/** An encoder for one client stream. A call is said when it is whole; one that nothing closed is said at the finish. */
export function createStreamEncoder(context: StreamEncoderContext): StreamEncoder {
  const calls = new Map<number, { readonly start: ToolStart; input: string }>();
  let chunks: Chunks | undefined;

  const closeCall = (to: Chunks, index: number, proof?: string): string => {
    const call = calls.get(index);
    calls.delete(index);
    return call === undefined ? "" : to.part(callPart(call.start, call.input, proof));
  };
  const fill = (to: Chunks, event: StreamEvent): string => {
    switch (event.kind) {
      case "text-delta":
      case "refusal-delta":
        return event.text === "" ? "" : to.part(`{"text":${JSON.stringify(event.text)}}`);
      case "reasoning-delta":
        return event.text === "" ? "" : to.part(`{"text":${JSON.stringify(event.text)},"thought":true}`);
      case "reasoning-end":
        if (!to.isClaude || event.proof?.kind !== "signature") return "";
        return to.part(`{"text":"","thought":true,"thoughtSignature":${JSON.stringify(event.proof.value)}}`);
      case "tool-start":
        calls.set(event.index, { start: event, input: "" });
        return "";
      case "tool-delta": {
        const call = calls.get(event.index);
        if (call !== undefined) call.input += event.text;
        return "";
      }
      case "tool-end":
        return closeCall(to, event.index, event.proof);
      case "finish":
        return [...calls.keys()].map((index) => closeCall(to, index)).join("") + to.finish(event);
      default:
        return "";
    }
  };

  return {
    encode: (event) => {
      if (event.kind === "error") return encodeStreamError(viewErrorEvent(event));
      if (event.kind === "start") {
        chunks ??= createChunks(context, event);
        return "";
      }
      chunks ??= createChunks(context);
      return fill(chunks, event);
    },
  };
}

function createChunks(context: StreamEncoderContext, start?: Extract<StreamEvent, { kind: "start" }>) {
  const id = start?.id || context.fallbackId;
  const model = start?.model || context.request.model;
  const tail = `"modelVersion":${JSON.stringify(model)},"responseId":${JSON.stringify(id)}}\r\n\r\n`;
  const part = (json: string, more = ""): string =>
    `data: {"candidates":[{"content":{"parts":[${json}],"role":"model"},${more}"index":0}],`;
  return {
    isClaude: featuresOf(model).isClaude,
    part: (json: string) => part(json) + tail,
    finish: ({ reason, usage }: Extract<StreamEvent, { kind: "finish" }>) => {
      const counts = usage === null ? "" : `"usageMetadata":${JSON.stringify(encodeUsage(usage))},`;
      return part(`{"text":""}`, `"finishReason":"${finishReasonFor(reason)}",`) + counts + tail;
    },
  };
}

function callPart({ id, name, custom }: ToolStart, input: string, proof: string | undefined): string {
  const args = argsText(custom === true ? { input, custom } : { input });
  const signature = proof === undefined ? "" : `,"thoughtSignature":${JSON.stringify(proof)}`;
  return `{"functionCall":{"id":${JSON.stringify(id)},"name":${JSON.stringify(name)},"args":${args}}${signature}}`;
}
