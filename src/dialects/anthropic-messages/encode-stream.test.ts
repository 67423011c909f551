import { expect, test } from "bun:test";
import { framesOf } from "../../../test/laws/dialect-laws.ts";
import type { StreamEvent } from "../../exchange/stream-event.ts";
import type { JsonObject } from "../dialect.ts";
import { createStreamEncoder } from "./encode-stream.ts";

const start: StreamEvent = { kind: "start", id: "msg_9", model: "m" };
const finish: StreamEvent = { kind: "finish", reason: "stop", usage: null };

function framesFor(events: readonly StreamEvent[]): readonly JsonObject[] {
  const request = { model: "asked", stream: true, messages: [], tools: [] };
  const encoder = createStreamEncoder({ request, fallbackId: "req_fallback", createdAt: 7 });
  return framesOf(events.map((event) => encoder.encode(event)).join("")).map(({ type, data }) => {
    const event = JSON.parse(data) as JsonObject;
    expect(event["type"]).toBe(type);
    return event;
  });
}

const shape = (frames: readonly JsonObject[]): readonly string[] =>
  frames.map(({ type, index }) => (typeof index === "number" ? `${String(type)} ${index}` : String(type)));

test("text is told in the order of the API, with a ping", () => {
  const frames = framesFor([
    start,
    { kind: "text-start", index: 3 },
    { kind: "text-delta", index: 3, text: "Hi" },
    { kind: "text-end", index: 3 },
    finish,
  ]);
  expect(shape(frames)).toEqual([
    "message_start",
    "ping",
    "content_block_start 0",
    "content_block_delta 0",
    "content_block_stop 0",
    "message_delta",
    "message_stop",
  ]);
  expect(frames[0]).toMatchObject({ message: { id: "msg_9", content: [], usage: { input_tokens: 0 } } });
  expect(frames.at(-2)).toMatchObject({ delta: { stop_reason: "end_turn", stop_sequence: null } });
});

test("blocks that overlap are told one after the other, numbered without gaps", () => {
  const frames = framesFor([
    start,
    { kind: "tool-start", index: 0, id: "a", name: "f" },
    { kind: "tool-start", index: 1, id: "b", name: "g" },
    { kind: "text-start", index: 2 },
    { kind: "text-end", index: 2 },
    { kind: "tool-delta", index: 1, text: '{"y":' },
    { kind: "tool-delta", index: 0, text: '{"x":1}' },
    { kind: "tool-delta", index: 1, text: "2}" },
    { kind: "tool-end", index: 1 },
    { kind: "tool-end", index: 0 },
    finish,
  ]);
  expect(shape(frames).slice(2, -2)).toEqual([
    "content_block_start 0",
    "content_block_delta 0",
    "content_block_stop 0",
    "content_block_start 1",
    "content_block_delta 1",
    "content_block_stop 1",
  ]);
  expect(frames[6]).toMatchObject({ delta: { partial_json: '{"y":2}' } });
  expect(frames.at(-2)).toMatchObject({ delta: { stop_reason: "tool_use" } });
});

test("a thought ends with exactly one signature, another vendor's marked as such", () => {
  const thought = (proof?: Extract<StreamEvent, { kind: "reasoning-end" }>["proof"]) =>
    framesFor([
      start,
      { kind: "reasoning-start", index: 0 },
      { kind: "reasoning-delta", index: 0, text: "Hm" },
      proof === undefined ? { kind: "reasoning-end", index: 0 } : { kind: "reasoning-end", index: 0, proof },
      finish,
    ]);
  const signatures = (frames: readonly JsonObject[]) =>
    frames.flatMap(({ delta }) => {
      const signature = (delta as JsonObject | undefined)?.["signature"];
      return signature === undefined ? [] : [signature];
    });
  expect(signatures(thought({ kind: "signature", value: "EqQ" }))).toEqual(["EqQ"]);
  expect(signatures(thought({ kind: "encrypted_content", value: "gAA" }))).toEqual([
    "switchyard.encrypted_content:gAA",
  ]);
  expect(signatures(thought())).toEqual([""]);
});

test("a thought that shows nothing but carries a proof is still told", () => {
  const frames = framesFor([
    start,
    { kind: "reasoning-start", index: 0 },
    { kind: "reasoning-end", index: 0, proof: { kind: "redacted", value: "Em" } },
    finish,
  ]);
  expect(frames[2]).toMatchObject({ content_block: { type: "redacted_thinking", data: "Em" } });
});

test("the end has the counts of the whole answer, input without what the cache held", () => {
  const usage = {
    inputTokens: 100,
    cachedInputTokens: 60,
    cacheWriteTokens: 10,
    outputTokens: 40,
    reasoningTokens: 30,
  };
  const frames = framesFor([start, { kind: "finish", reason: "length", usage }]);
  expect(frames.at(-2)).toMatchObject({
    delta: { stop_reason: "max_tokens" },
    usage: { input_tokens: 30, cache_read_input_tokens: 60, cache_creation_input_tokens: 10, output_tokens: 40 },
  });
});

test("a failure is an error event of the type that its status means, and nothing follows it", () => {
  const frames = framesFor([
    start,
    { kind: "error", code: "usage_limit_reached", message: "Out.", status: 429 },
    finish,
  ]);
  expect(frames.at(-1)).toMatchObject({
    type: "error",
    error: { type: "rate_limit_error", message: "Out.", details: { code: "usage_limit_reached" } },
    request_id: "req_fallback",
  });
});

test("tools that were announced but never called do not make a tool_use", () => {
  expect(framesFor([start, { kind: "finish", reason: "tool_calls", usage: null }]).at(-2)).toMatchObject({
    delta: { stop_reason: "end_turn" },
  });
});
