import { expect, test } from "bun:test";
import { framesOf } from "../../../test/laws/dialect-laws.ts";
import type { StreamEvent } from "../../exchange/stream-event.ts";
import type { JsonObject } from "../dialect.ts";
import { createStreamEncoder } from "./encode-stream.ts";

const start: StreamEvent = { kind: "start", id: "resp_9", model: "m" };
const finish: StreamEvent = { kind: "finish", reason: "stop", usage: null };

function framesFor(events: readonly StreamEvent[]): readonly JsonObject[] {
  const request = { model: "asked", stream: true, messages: [], tools: [] };
  const encoder = createStreamEncoder({ request, fallbackId: "resp_fallback", createdAt: 7 });
  return framesOf(events.map((event) => encoder.encode(event)).join("")).map(({ type, data }) => {
    const event = JSON.parse(data) as JsonObject;
    expect(event["type"]).toBe(type);
    return event;
  });
}

test("text is told in the whole order that SDKs and Codex want", () => {
  const frames = framesFor([
    start,
    { kind: "text-start", index: 3 },
    { kind: "text-delta", index: 3, text: "Hi" },
    { kind: "text-end", index: 3 },
    finish,
  ]);
  expect(frames.map((frame) => frame["type"])).toEqual([
    "response.created",
    "response.in_progress",
    "response.output_item.added",
    "response.content_part.added",
    "response.output_text.delta",
    "response.output_text.done",
    "response.content_part.done",
    "response.output_item.done",
    "response.completed",
  ]);
  expect(frames.map((frame) => frame["sequence_number"])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(frames[4]).toMatchObject({ item_id: "msg_9_0", output_index: 0, content_index: 0, delta: "Hi" });
  expect(frames.at(-1)).toMatchObject({
    response: { id: "resp_9", status: "completed", output: [{ type: "message", content: [{ text: "Hi" }] }] },
  });
});

test("a block that was left open is finished before the answer is", () => {
  const frames = framesFor([start, { kind: "tool-start", index: 0, id: "call_1", name: "f" }, finish]);
  expect(frames.map((frame) => frame["type"]).slice(-3)).toEqual([
    "response.function_call_arguments.done",
    "response.output_item.done",
    "response.completed",
  ]);
  expect(frames.at(-1)).toMatchObject({ response: { output: [{ call_id: "call_1", arguments: "" }] } });
});

test("an answer cut by length or filter is incomplete and says why", () => {
  expect(framesFor([start, { kind: "finish", reason: "length", usage: null }]).at(-1)).toMatchObject({
    type: "response.incomplete",
    response: { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } },
  });
  expect(framesFor([start, { kind: "finish", reason: "content_filter", usage: null }]).at(-1)).toMatchObject({
    response: { incomplete_details: { reason: "content_filter" } },
  });
});

test("a failure before anything else is still a whole response.failed", () => {
  const frames = framesFor([{ kind: "error", code: "server_error", message: "It broke.", status: null }]);
  expect(frames.at(-1)).toMatchObject({
    type: "response.failed",
    response: { id: "resp_fallback", status: "failed", error: { code: "server_error", message: "It broke." } },
  });
});

test("another vendor's proof of thinking is marked, so that it is never sent to OpenAI", () => {
  const frames = framesFor([
    start,
    { kind: "reasoning-start", index: 0 },
    { kind: "reasoning-delta", index: 0, text: "Hm" },
    { kind: "reasoning-end", index: 0, proof: { kind: "signature", value: "EqQ" } },
    finish,
  ]);
  expect(frames.at(-1)).toMatchObject({
    response: { output: [{ type: "reasoning", encrypted_content: "switchyard.signature:EqQ" }] },
  });
});
