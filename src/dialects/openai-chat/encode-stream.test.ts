import { expect, test } from "bun:test";
import { framesOf } from "../../../test/laws/dialect-laws.ts";
import type { StreamEvent } from "../../exchange/stream-event.ts";
import type { JsonObject } from "../dialect.ts";
import { createStreamEncoder } from "./encode-stream.ts";

const usage = { inputTokens: 9, cachedInputTokens: 4, cacheWriteTokens: 0, outputTokens: 3, reasoningTokens: 1 };
const finish: StreamEvent = { kind: "finish", reason: "stop_sequence", usage };

function chunksOf(events: readonly StreamEvent[], usageInStream: boolean): readonly (JsonObject | "[DONE]")[] {
  const request = { model: "asked", stream: true, messages: [], tools: [], usageInStream };
  const encoder = createStreamEncoder({ request, fallbackId: "chatcmpl-fallback", createdAt: 7 });
  const text = events.map((event) => encoder.encode(event)).join("");
  return framesOf(text).map(({ data }) => (data === "[DONE]" ? data : (JSON.parse(data) as JsonObject)));
}

test("usage stands in one chunk of its own when asked for, null in the others", () => {
  const chunks = chunksOf([{ kind: "start", id: "", model: "" }, finish], true);
  expect(chunks).toHaveLength(4);
  expect(chunks[0]).toMatchObject({ id: "chatcmpl-fallback", model: "asked", created: 7, usage: null });
  expect(chunks[1]).toMatchObject({ choices: [{ delta: {}, finish_reason: "stop" }], usage: null });
  expect(chunks[2]).toMatchObject({ choices: [], usage: { prompt_tokens: 9, total_tokens: 12 } });
  expect(chunks[3]).toBe("[DONE]");
});

test("no chunk mentions usage when it was not asked for", () => {
  const chunks = chunksOf([{ kind: "start", id: "a", model: "b", createdAt: 5_000 }, finish], false);
  expect(chunks).toHaveLength(3);
  expect(chunks.every((chunk) => chunk === "[DONE]" || !("usage" in chunk))).toBe(true);
  expect(chunks[0]).toMatchObject({ id: "a", model: "b", created: 5 });
});

test("tool calls are numbered by their order among tool calls", () => {
  const [, , first, delta, second] = chunksOf(
    [
      { kind: "start", id: "a", model: "b" },
      { kind: "text-start", index: 0 },
      { kind: "text-delta", index: 0, text: "x" },
      { kind: "tool-start", index: 4, id: "call_1", name: "look" },
      { kind: "tool-delta", index: 4, text: "{}" },
      { kind: "tool-start", index: 6, id: "call_2", name: "exec", custom: true },
    ],
    false,
  );
  expect(first).toMatchObject({ choices: [{ delta: { tool_calls: [{ index: 0, id: "call_1", type: "function" }] } }] });
  expect(delta).toMatchObject({ choices: [{ delta: { tool_calls: [{ index: 0, function: { arguments: "{}" } }] } }] });
  expect(second).toMatchObject({ choices: [{ delta: { tool_calls: [{ index: 1, custom: { name: "exec" } }] } }] });
});

test("a failure ends the stream without [DONE]", () => {
  const chunks = chunksOf(
    [{ kind: "error", code: "usage_limit_reached", message: "Out.", status: 429, resetsAt: 2_000 }],
    false,
  );
  expect(chunks).toEqual([
    { error: { message: "Out.", type: "usage_limit_reached", param: null, code: "usage_limit_reached", resets_at: 2 } },
  ]);
});
