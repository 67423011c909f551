// Responses events to canonical ones. Upstreams of this dialect differ in what they leave out (added, done, deltas,
// event names, usage), so every item is opened by its first sign and whatever was not streamed is told when it is done.

import type { ErrorEvent, FinishReason, StreamEvent } from "../../exchange/stream-event.ts";
import type { JsonObject, StreamDecoder } from "../dialect.ts";
import { isObject, present } from "../members.ts";
import { readUpstreamError } from "../openai/upstream-error.ts";
import { createItems, type Items } from "./decode-items.ts";
import { decodeUsage } from "./usage.ts";

/** A decoder for one upstream stream: never throws, ends with one `finish` or `error`. */
export function createStreamDecoder(): StreamDecoder {
  const decoder = createEventDecoder();
  return {
    decode: (_type, data) => {
      if (data === "" || data === "[DONE]") return [];
      let event: unknown;
      try {
        event = JSON.parse(data);
      } catch {
        return decoder.fail(garbage());
      }
      return isObject(event) ? decoder.decode(event) : [];
    },
    end: decoder.end,
  };
}

export interface EventDecoder {
  decode(event: JsonObject): readonly StreamEvent[];
  fail(error: ErrorEvent): readonly StreamEvent[];
  end(): readonly StreamEvent[];
}

/** The same over parsed events, for whole answers and for transports that frame events themselves. */
export function createEventDecoder(): EventDecoder {
  const items = createItems();
  let started = false;
  let ended = false;

  const start = (response: JsonObject): readonly StreamEvent[] => {
    if (started) return [];
    started = true;
    return [startEvent(response)];
  };
  const fail = (error: ErrorEvent): readonly StreamEvent[] => {
    if (ended) return [];
    ended = true;
    return [error];
  };
  const complete = (response: JsonObject): readonly StreamEvent[] => {
    const events = [...start(response), ...items.finishAll(response["output"]), finishEvent(response, items)];
    ended = true;
    return events;
  };
  const fill = (event: JsonObject): readonly StreamEvent[] => {
    const told = items.decode(event);
    return told.length === 0 || started ? told : [...start({}), ...told];
  };

  return {
    decode: (event) => {
      if (ended) return [];
      switch (event["type"]) {
        case "response.created":
        case "response.in_progress":
        case "response.queued":
          return start(responseOf(event));
        case "response.completed":
        case "response.done":
        case "response.incomplete":
          return responseOf(event)["status"] === "failed" ? fail(failure(event)) : complete(responseOf(event));
        case "response.failed":
        case "response.cancelled":
          return fail(failure(event));
        case "error":
          // Two shapes: the fields at the top, or under `error` with the status beside it.
          return fail(
            readUpstreamError(
              isObject(event["error"]) ? event["error"] : event,
              event["status"] ?? event["status_code"],
            ),
          );
        case undefined:
          // A compatible server's bare error frame: {"error":{...}}.
          return event["error"] === undefined ? [] : fail(readUpstreamError(event["error"], event["status"]));
        default:
          return fill(event);
      }
    },
    fail,
    end: () => fail(started ? broken() : empty()),
  };
}

function startEvent(response: JsonObject): StreamEvent {
  const { id, model, created_at: createdAt } = response;
  return present({
    kind: "start" as const,
    id: typeof id === "string" ? id : "",
    model: typeof model === "string" ? model : "",
    createdAt: typeof createdAt === "number" ? createdAt * 1000 : undefined,
  });
}

function finishEvent(response: JsonObject, items: Items): StreamEvent {
  return { kind: "finish", reason: finishReason(response, items), usage: decodeUsage(response["usage"]) };
}

function finishReason(response: JsonObject, items: Items): FinishReason {
  if (response["status"] === "incomplete") {
    const details = response["incomplete_details"];
    return isObject(details) && details["reason"] === "content_filter" ? "content_filter" : "length";
  }
  return items.calledTools() ? "tool_calls" : "stop";
}

function failure(event: JsonObject): ErrorEvent {
  return readUpstreamError(responseOf(event)["error"] ?? event["error"], event["status"]);
}

const responseOf = (event: JsonObject): JsonObject => (isObject(event["response"]) ? event["response"] : {});

const garbage = (): ErrorEvent => ({
  kind: "error",
  code: "upstream_garbage",
  message: "The upstream sent an event that is not JSON.",
  status: null,
});

const broken = (): ErrorEvent => ({
  kind: "error",
  code: "upstream_stream_broken",
  message: "The upstream's stream ended before response.completed.",
  status: null,
});

const empty = (): ErrorEvent => ({
  kind: "error",
  code: "upstream_empty",
  message: "The upstream's stream ended with nothing in it.",
  status: null,
});
