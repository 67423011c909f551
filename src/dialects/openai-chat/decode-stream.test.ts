import { expect, test } from "bun:test";
import { framesOf } from "../../../test/laws/dialect-laws.ts";
import { collectResponse } from "../../exchange/collect.ts";
import type { StreamEvent } from "../../exchange/stream-event.ts";
import { createStreamDecoder } from "./decode-stream.ts";
import { decodeUsage } from "./usage.ts";

async function decodeFixture(name: string): Promise<readonly StreamEvent[]> {
  const text = await Bun.file(`${import.meta.dir}/fixtures/${name}.sse`).text();
  const decoder = createStreamDecoder();
  return [...framesOf(text).flatMap(({ type, data }) => decoder.decode(type, data)), ...decoder.end()];
}

test("the finish waits for the usage chunk", async () => {
  const events = await decodeFixture("openai-tools");
  expect(events.at(-1)).toEqual({
    kind: "finish",
    reason: "tool_calls",
    usage: { inputTokens: 120, cachedInputTokens: 100, cacheWriteTokens: 0, outputTokens: 30, reasoningTokens: 20 },
  });
  expect(collectResponse(events)).toMatchObject({
    response: {
      id: "chatcmpl-1",
      content: [
        { kind: "text", text: "Let me look." },
        { kind: "tool-call", id: "call_a", name: "look", input: '{"at":"sky"}' },
        { kind: "tool-call", id: "call_b", name: "look", input: "{}" },
      ],
    },
  });
});

test("the answer starts with the first choice, not with Azure's filter chunk", async () => {
  expect((await decodeFixture("azure-first-chunk"))[0]).toMatchObject({ kind: "start", id: "chatcmpl-1" });
});

test("DeepSeek's reasoning and cache counts are read, with usage on the finishing chunk", async () => {
  expect(collectResponse(await decodeFixture("deepseek-reasoning"))).toMatchObject({
    response: {
      content: [
        { kind: "reasoning", text: "Hmm." },
        { kind: "text", text: "Yes" },
      ],
      finish: "stop",
      usage: { inputTokens: 18, cachedInputTokens: 16, outputTokens: 9, reasoningTokens: 5 },
    },
  });
});

test("a call waits for its name and id, gets an id at last, and turns stop into tool_calls", async () => {
  expect(collectResponse(await decodeFixture("late-ids"))).toMatchObject({
    response: {
      content: [
        { kind: "tool-call", id: "call_late", name: "look", input: '{"a":1}' },
        { kind: "tool-call", id: "call_1", name: "see", input: "{}" },
      ],
      finish: "tool_calls",
    },
  });
});

test("two ids under one index are two calls", async () => {
  expect(collectResponse(await decodeFixture("one-index"))).toMatchObject({
    response: {
      content: [
        { id: "c1", input: '{"x":1}' },
        { id: "c2", input: '{"y":2}' },
      ],
    },
  });
});

test("a stream that ends without a finish_reason is broken", async () => {
  expect((await decodeFixture("cut")).at(-1)).toMatchObject({ kind: "error", code: "upstream_stream_broken" });
});

test("an error frame ends the answer with the upstream's words", async () => {
  expect((await decodeFixture("error-midway")).at(-1)).toEqual({
    kind: "error",
    code: "502",
    message: "Provider returned error",
    status: 502,
  });
});

test("reasoning that xAI counts beside the completion is counted in the output", async () => {
  const told: unknown = await Bun.file(`${import.meta.dir}/fixtures/xai-usage.json`).json();
  expect(decodeUsage(told)).toMatchObject({ outputTokens: 105, reasoningTokens: 100 });
});
