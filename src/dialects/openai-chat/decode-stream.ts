// Chat chunks to canonical events, from OpenAI and from the many servers that are nearly compatible. The finish is held
// until the usage chunk or [DONE], because usage comes after the finish reason.

import type { Usage } from "../../domain/usage.ts";
import type { ExchangeTerms } from "../../exchange/request.ts";
import { type ErrorEvent, type FinishReason, SAID, type StreamEvent } from "../../exchange/stream-event.ts";
import { customNames } from "../custom-tools.ts";
import type { JsonObject, StreamDecoder } from "../dialect.ts";
import { isObject, present } from "../members.ts";
import { readUpstreamError } from "../openai/upstream-error.ts";
import { createToolCalls } from "./decode-tool-calls.ts";
import { decodeUsage } from "./usage.ts";

type Said = "text" | "refusal" | "reasoning";

/** A decoder for one upstream stream: never throws, ends with one `finish` or `error`. */
export function createStreamDecoder(request?: ExchangeTerms): StreamDecoder {
  const answer = createAnswer(customNames(request?.tools ?? []));
  let started = false;
  let ended = false;
  let reason: FinishReason | undefined;
  let usage: Usage | null = null;

  const fail = (error: ErrorEvent): readonly StreamEvent[] => {
    if (ended) return [];
    ended = true;
    return [error];
  };
  const finish = (out: StreamEvent[]): readonly StreamEvent[] => {
    ended = true;
    answer.finish(out);
    const told = reason ?? "stop";
    // Some servers say `stop` though they called tools.
    out.push({ kind: "finish", reason: told === "stop" && answer.calledTools() ? "tool_calls" : told, usage });
    return out;
  };

  const readChunk = (chunk: JsonObject): readonly StreamEvent[] => {
    if (chunk["error"] !== undefined && chunk["error"] !== null)
      return fail(readUpstreamError(chunk["error"], chunk["status"]));
    const out: StreamEvent[] = [];
    const choice = Array.isArray(chunk["choices"]) ? chunk["choices"].find(isObject) : undefined;
    usage = decodeUsage(chunk["usage"]) ?? usage;
    // Azure's first chunk has no choices and no id: the answer starts with the first choice.
    if (choice !== undefined && !started) {
      started = true;
      out.push(startEvent(chunk));
    }
    if (choice !== undefined && isObject(choice["delta"])) answer.add(choice["delta"], out);
    if (choice?.["finish_reason"] === "error") return [...out, ...fail(readUpstreamError(choice["error"]))];
    reason = finishReason(choice?.["finish_reason"]) ?? reason;
    return choice === undefined && usage !== null && reason !== undefined ? finish(out) : out;
  };

  return {
    decode: (type, data) => {
      if (ended || data === "") return [];
      if (data === "[DONE]") return started ? finish([]) : fail(EMPTY);
      let chunk: unknown;
      try {
        chunk = JSON.parse(data);
      } catch {
        return fail(GARBAGE);
      }
      if (!isObject(chunk)) return [];
      return type === "error" && chunk["error"] === undefined ? fail(readUpstreamError(chunk)) : readChunk(chunk);
    },
    end: () => {
      if (ended) return [];
      if (reason !== undefined) return finish([]);
      return fail(started ? BROKEN : EMPTY);
    },
  };
}

/** The blocks of the answer: text, refusal and reasoning take turns, tool calls stay open to the end. */
function createAnswer(custom: ReadonlySet<string>) {
  let blocks = 0;
  let open: { readonly kind: Said; readonly index: number } | undefined;
  const calls = createToolCalls(() => blocks++, custom);

  const close = (out: StreamEvent[]): void => {
    if (open !== undefined) out.push({ kind: SAID[open.kind].end, index: open.index });
    open = undefined;
  };
  const say = (kind: Said, text: string, out: StreamEvent[]): void => {
    if (text === "") return;
    if (open?.kind !== kind) {
      close(out);
      open = { kind, index: blocks++ };
      out.push({ kind: SAID[kind].start, index: open.index });
    }
    out.push({ kind: SAID[kind].delta, index: open.index, text });
  };

  return {
    add: (delta: JsonObject, out: StreamEvent[]): void => {
      // DeepSeek, Qwen, Kimi, vLLM say reasoning_content; OpenRouter says reasoning.
      say("reasoning", textOf(delta["reasoning_content"]) || textOf(delta["reasoning"]), out);
      say("text", textOf(delta["content"]), out);
      say("refusal", textOf(delta["refusal"]), out);
      const entries = callsIn(delta);
      if (entries.length > 0) close(out);
      entries.forEach((entry, position) => calls.add(entry, position, out));
    },
    finish: (out: StreamEvent[]): void => {
      close(out);
      calls.finish(out);
    },
    calledTools: () => calls.any(),
  };
}

function startEvent(chunk: JsonObject): StreamEvent {
  const { id, model, created } = chunk;
  return present({
    kind: "start" as const,
    id: textOf(id),
    model: textOf(model),
    createdAt: typeof created === "number" ? created * 1000 : undefined,
  });
}

const NO_CALLS: readonly JsonObject[] = [];

/** What a delta says of calls; most say nothing. */
function callsIn({ tool_calls: calls, function_call: legacy }: JsonObject): readonly JsonObject[] {
  const entries: readonly JsonObject[] = Array.isArray(calls) ? calls.filter(isObject) : NO_CALLS;
  return isObject(legacy) ? [...entries, { index: "legacy", function: legacy }] : entries;
}

/** Undefined where the answer goes on; words that are not OpenAI's mean an ordinary end. */
export function finishReason(value: unknown): FinishReason | undefined {
  switch (value) {
    case undefined:
    case null:
    case "":
      return undefined;
    case "length":
    case "max_tokens":
      return "length";
    case "tool_calls":
    case "function_call":
      return "tool_calls";
    case "content_filter":
      return "content_filter";
    default:
      return "stop";
  }
}

/** Text, or the text of Mistral's content parts. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return "";
  return value.flatMap((part) => (isObject(part) && typeof part["text"] === "string" ? [part["text"]] : [])).join("");
}

const error = (code: string, message: string): ErrorEvent => ({ kind: "error", code, message, status: null });
const GARBAGE = error("upstream_garbage", "The upstream sent a chunk that is not JSON.");
const BROKEN = error("upstream_stream_broken", "The upstream's stream ended without a finish_reason.");
const EMPTY = error("upstream_empty", "The upstream's stream ended with nothing in it.");
