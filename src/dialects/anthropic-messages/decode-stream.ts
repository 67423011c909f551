// Messages events to canonical events, from Anthropic and from the servers that are nearly compatible.

import type { ExchangeTerms } from "../../exchange/request.ts";
import type { ErrorEvent, FinishReason, StreamEvent } from "../../exchange/stream-event.ts";
import type { JsonObject, StreamDecoder } from "../dialect.ts";
import { isObject, present } from "../members.ts";
import { type Block, createBlock } from "./decode-block.ts";
import { readUpstreamError } from "./errors.ts";
import { finishReason } from "./stop-reason.ts";
import { decodeUsage, mergeUsage } from "./usage.ts";

/** A decoder for one upstream stream: never throws, ends with one `finish` or `error`. */
export function createStreamDecoder(request?: ExchangeTerms): StreamDecoder {
  const decoder = createEventDecoder(request);
  return {
    decode: (type, data) => {
      if (data === "" || data === "[DONE]") return [];
      let event: unknown;
      try {
        event = JSON.parse(data);
      } catch {
        return decoder.fail(GARBAGE);
      }
      if (!isObject(event)) return [];
      return decoder.decode(typeof event["type"] === "string" ? event : { ...event, type });
    },
    end: decoder.end,
  };
}

export interface EventDecoder {
  decode(event: JsonObject): readonly StreamEvent[];
  fail(error: ErrorEvent): readonly StreamEvent[];
  end(): readonly StreamEvent[];
}

/** The same for events that are parsed already. */
export function createEventDecoder(request?: ExchangeTerms): EventDecoder {
  const answer = createAnswer(request);
  let ended = false;

  const fail = (error: ErrorEvent): readonly StreamEvent[] => {
    if (ended) return [];
    ended = true;
    return [error];
  };
  const finish = (): readonly StreamEvent[] => {
    ended = true;
    return answer.finish();
  };

  return {
    fail,
    decode: (event: JsonObject): readonly StreamEvent[] => {
      if (ended) return [];
      switch (event["type"]) {
        case "message_start":
          return answer.start(isObject(event["message"]) ? event["message"] : {});
        case "content_block_start":
          return answer.open(event["index"], isObject(event["content_block"]) ? event["content_block"] : {});
        case "content_block_delta":
          return isObject(event["delta"]) ? answer.fill(event["index"], event["delta"]) : [];
        case "content_block_stop":
          return answer.close(event["index"]);
        case "message_delta":
          return answer.note(isObject(event["delta"]) ? event["delta"] : {}, event["usage"]);
        case "message_stop":
          return answer.hasStarted() ? finish() : fail(EMPTY);
        case "error":
          return fail(readUpstreamError(event));
        default:
          return [];
      }
    },
    end: (): readonly StreamEvent[] => {
      if (ended) return [];
      // Some servers leave message_stop out; the reason to stop has been told by then.
      if (answer.isWhole()) return finish();
      return fail(answer.hasStarted() ? BROKEN : EMPTY);
    },
  };
}

/** The answer as far as it has come. */
function createAnswer(request: ExchangeTerms | undefined) {
  const blocks = createBlocks(request);
  const ending = createEnding();
  let started = false;

  const start = (message: JsonObject): readonly StreamEvent[] => {
    ending.count(message["usage"]);
    if (started) return [];
    started = true;
    return [{ kind: "start", id: textOf(message["id"]), model: textOf(message["model"]) }];
  };

  return {
    start,
    open: (index: unknown, content: JsonObject) => [...start({}), ...blocks.open(index, content)],
    close: blocks.close,
    fill: (index: unknown, delta: JsonObject): readonly StreamEvent[] => [...start({}), ...blocks.fill(index, delta)],
    note: (delta: JsonObject, counts: unknown): readonly StreamEvent[] => {
      ending.count(counts);
      ending.note(delta);
      return start({});
    },
    finish: (): readonly StreamEvent[] => {
      const closed = blocks.closeAll();
      // A refused answer often has no words at all: why it was refused is then told in their place.
      const refusal = blocks.any() ? [] : ending.refusal();
      return [...closed, ...refusal, ending.finish(blocks.calledTools())];
    },
    hasStarted: () => started,
    isWhole: () => started && ending.isKnown(),
  };
}

/** Blocks by the upstream's numbers; those that no client can use get no number of ours. */
function createBlocks(request: ExchangeTerms | undefined) {
  const customNames = new Set(request?.tools.flatMap((tool) => (tool.kind === "custom" ? [tool.name] : [])));
  const opened = new Map<unknown, Block>();
  let count = 0;
  let calledTools = false;

  const close = (index: unknown): readonly StreamEvent[] => {
    const block = opened.get(index);
    opened.delete(index);
    return block === undefined ? [] : block.end();
  };
  const open = (index: unknown, content: JsonObject): readonly StreamEvent[] => {
    const before = close(index);
    const block = createBlock(content, count, customNames);
    if (block === undefined) return before;
    count++;
    if (block.isToolCall) calledTools = true;
    opened.set(index, block);
    return [...before, ...block.start()];
  };

  return {
    open,
    close,
    fill: (index: unknown, delta: JsonObject): readonly StreamEvent[] => {
      const known = opened.get(index);
      if (known !== undefined) return known.fill(delta);
      // A server that opens no blocks still says what its deltas are.
      const implied = IMPLIED[textOf(delta["type"])];
      return implied === undefined
        ? []
        : [...open(index, { type: implied }), ...(opened.get(index)?.fill(delta) ?? [])];
    },
    closeAll: () => [...opened.keys()].flatMap(close),
    any: () => count > 0,
    calledTools: () => calledTools,
  };
}

const IMPLIED: Readonly<Record<string, string>> = { text_delta: "text", thinking_delta: "thinking" };

/** Why and at what cost the answer ended. */
function createEnding() {
  let reason: FinishReason | undefined;
  let stopSequence = "";
  let explanation = "";
  let usage: unknown;
  return {
    count: (counts: unknown): void => {
      usage = mergeUsage(usage, counts);
    },
    note: (delta: JsonObject): void => {
      reason = finishReason(delta["stop_reason"]) ?? reason;
      stopSequence = textOf(delta["stop_sequence"]) || stopSequence;
      const details = isObject(delta["stop_details"]) ? delta["stop_details"] : {};
      explanation = textOf(details["explanation"]) || explanation;
    },
    isKnown: () => reason !== undefined,
    refusal: (): readonly StreamEvent[] => {
      if (reason !== "content_filter" || explanation === "") return [];
      return [
        { kind: "refusal-start", index: 0 },
        { kind: "refusal-delta", index: 0, text: explanation },
        { kind: "refusal-end", index: 0 },
      ];
    },
    finish: (calledTools: boolean): StreamEvent => {
      const told = reason ?? "stop";
      return present({
        kind: "finish" as const,
        // Some servers say `end_turn` though they called tools.
        reason: told === "stop" && calledTools ? ("tool_calls" as const) : told,
        usage: decodeUsage(usage),
        stopSequence: told === "stop_sequence" && stopSequence !== "" ? stopSequence : undefined,
      });
    },
  };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const error = (code: string, message: string): ErrorEvent => ({ kind: "error", code, message, status: null });
const GARBAGE = error("upstream_garbage", "The upstream sent an event that is not JSON.");
const BROKEN = error("upstream_stream_broken", "The upstream's stream ended without a stop_reason.");
const EMPTY = error("upstream_empty", "The upstream's stream ended with nothing in it.");
