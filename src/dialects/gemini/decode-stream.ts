// Chunks to canonical events. There is no terminal frame: the finish reason may be followed by a chunk with the counts, so
// the end is told when the stream closes, and only where a reason was seen.

import type { Usage } from "../../domain/usage.ts";
import type { ExchangeTerms } from "../../exchange/request.ts";
import type { ErrorEvent, StreamEvent } from "../../exchange/stream-event.ts";
import type { JsonObject, StreamDecoder } from "../dialect.ts";
import { isObject, present } from "../members.ts";
import { unwrapAnswer } from "./code-assist.ts";
import { createAnswerBlocks } from "./decode-answer.ts";
import { readUpstreamError } from "./errors.ts";
import { endingOf, reasonIn } from "./finish-reason.ts";
import { featuresOf } from "./model-features.ts";
import { decodeUsage } from "./usage.ts";

/** A decoder for one upstream stream: never throws, ends with one `finish` or `error`. Code Assist's envelope is seen through. */
export function createStreamDecoder(request?: ExchangeTerms): StreamDecoder {
  const state = createState(request);
  let ended = false;

  const fail = (error: ErrorEvent): readonly StreamEvent[] => {
    ended = true;
    return [error];
  };
  const end = (): readonly StreamEvent[] => {
    if (ended) return [];
    ended = true;
    return state.finish();
  };
  return {
    decode: (_type, data) => {
      if (ended || data === "") return [];
      // Not Google's, but what some servers that speak this dialect end with.
      if (data === "[DONE]") return end();
      let value: unknown;
      try {
        value = JSON.parse(data);
      } catch {
        return fail(GARBAGE);
      }
      // Without alt=sse Google wraps an error in an array.
      const chunk: unknown = Array.isArray(value) ? value.find(isObject) : value;
      if (!isObject(chunk)) return [];
      if (chunk["error"] !== undefined && chunk["error"] !== null) return fail(readUpstreamError(chunk["error"]));
      return state.read(unwrapAnswer(chunk));
    },
    end,
  };
}

function createState(request: ExchangeTerms | undefined) {
  let started = false;
  let id = "";
  let model = "";
  let reason: string | undefined;
  let told: string | undefined;
  let blocked: string | undefined;
  let usage: Usage | null = null;
  const blocks = createAnswerBlocks({
    // An answer without an id is told apart by the length of its prompt, which grows with every turn.
    seed: () => id.replace(/[^a-zA-Z0-9_-]/g, "").slice(-40) || String(usage?.inputTokens ?? 0),
    isClaude: () => featuresOf(model).isClaude,
    customNames: new Set(request?.tools.flatMap((tool) => (tool.kind === "custom" ? [tool.name] : []))),
  });

  const start = (chunk: JsonObject, out: StreamEvent[]): void => {
    if (started) return;
    started = true;
    out.push(present({ kind: "start" as const, id, model, createdAt: instant(chunk["createTime"]) }));
  };

  return {
    read: (chunk: JsonObject): readonly StreamEvent[] => {
      const out: StreamEvent[] = [];
      id ||= textOf(chunk["responseId"]);
      model ||= textOf(chunk["modelVersion"]);
      usage = decodeUsage(chunk["usageMetadata"]) ?? usage;
      const candidate = Array.isArray(chunk["candidates"]) ? chunk["candidates"].find(isObject) : undefined;
      const feedback = chunk["promptFeedback"];
      if (isObject(feedback)) blocked ??= blockIn(feedback);
      if (candidate === undefined && blocked === undefined) return out;
      start(chunk, out);
      const content = candidate?.["content"];
      const parts = isObject(content) && Array.isArray(content["parts"]) ? content["parts"].filter(isObject) : [];
      for (const part of parts) blocks.add(part, out);
      reason = reasonIn(candidate?.["finishReason"]) ?? reason;
      told = textOf(candidate?.["finishMessage"]) || told;
      return out;
    },
    finish: (): readonly StreamEvent[] => {
      if (!started) return [EMPTY];
      if (reason === undefined && blocked === undefined) return [BROKEN];
      const ending = reason === undefined ? "content_filter" : endingOf(reason);
      if (ending === "failed" && !blocks.calledTools()) return [unreadable(reason ?? "", told)];
      const out: StreamEvent[] = [];
      if (ending === "content_filter" && !blocks.saidSomething()) {
        blocks.refuse(told ?? blocked ?? `The answer was withheld: ${reason ?? "OTHER"}.`, out);
      }
      blocks.close(out);
      const called = (ending === "stop" && blocks.calledTools()) || ending === "failed";
      out.push({ kind: "finish", reason: called ? "tool_calls" : ending, usage });
      return out;
    },
  };
}

/** Why the prompt was not answered; undefined where it was. */
function blockIn(feedback: JsonObject): string | undefined {
  const { blockReason, blockReasonMessage } = feedback;
  if (typeof blockReason !== "string" || blockReason === "" || blockReason.endsWith("_UNSPECIFIED")) return undefined;
  return textOf(blockReasonMessage) || `The prompt was blocked: ${blockReason}.`;
}

const unreadable = (reason: string, message: string | undefined): ErrorEvent => ({
  kind: "error",
  code: reason,
  message: message ?? "The model called a tool in a way that cannot be read.",
  status: null,
});

/** RFC 3339 to epoch ms; Vertex alone tells it. */
function instant(value: unknown): number | undefined {
  const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isFinite(at) ? at : undefined;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const error = (code: string, message: string): ErrorEvent => ({ kind: "error", code, message, status: null });
const GARBAGE = error("upstream_garbage", "The upstream sent a chunk that is not JSON.");
const BROKEN = error("upstream_stream_broken", "The upstream's stream ended without a finishReason.");
const EMPTY = error("upstream_empty", "The upstream's stream ended with nothing in it.");
