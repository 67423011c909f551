import { expect, test } from "bun:test";
import { framesOf } from "../../../test/laws/dialect-laws.ts";
import { collectResponse } from "../../exchange/collect.ts";
import type { ExchangeRequest } from "../../exchange/request.ts";
import type { StreamEvent } from "../../exchange/stream-event.ts";
import { decodeResponse } from "./decode-response.ts";
import { createStreamDecoder } from "./decode-stream.ts";

async function decodeFixture(name: string): Promise<readonly StreamEvent[]> {
  const text = await Bun.file(`${import.meta.dir}/fixtures/${name}.sse`).text();
  const decoder = createStreamDecoder();
  return [...framesOf(text).flatMap(({ type, data }) => decoder.decode(type, data)), ...decoder.end()];
}

test("thoughts keep their signature, a call without parameters is {}, and input counts the cache", async () => {
  expect(collectResponse(await decodeFixture("tools"))).toEqual({
    kind: "answer",
    response: {
      id: "msg_01",
      model: "claude-opus-5-5",
      createdAt: null,
      content: [
        { kind: "reasoning", text: "Let me look.", proof: { kind: "signature", value: "EqQBCkYIBBgC" } },
        { kind: "text", text: "Looking." },
        { kind: "tool-call", id: "toolu_01", name: "look", input: '{"at": "sky"}' },
        { kind: "tool-call", id: "toolu_02", name: "list", input: "{}" },
      ],
      finish: "tool_calls",
      usage: {
        inputTokens: 1212,
        cachedInputTokens: 1000,
        cacheWriteTokens: 200,
        outputTokens: 89,
        reasoningTokens: 40,
      },
    },
  });
});

test("what Anthropic's own tools did is no call of the client's", async () => {
  expect(collectResponse(await decodeFixture("server-tools"))).toMatchObject({
    response: {
      content: [{ kind: "text", text: "It is blue." }],
      finish: "stop",
      usage: { inputTokens: 900, outputTokens: 30 },
    },
  });
});

test("an error in mid-stream keeps the upstream's words and status", async () => {
  const events = await decodeFixture("overloaded-midway");
  expect(events.at(-1)).toEqual({ kind: "error", code: "overloaded_error", message: "Overloaded", status: 529 });
});

test("a stream without ping, block starts and message_delta is read", async () => {
  expect(collectResponse(await decodeFixture("no-message-delta"))).toMatchObject({
    response: { content: [{ kind: "text", text: "Hi" }], finish: "stop", usage: { inputTokens: 9, outputTokens: 4 } },
  });
});

test("a refusal without words says why", async () => {
  expect(collectResponse(await decodeFixture("refused"))).toMatchObject({
    response: { content: [{ kind: "refusal", text: "This asks for malware." }], finish: "content_filter" },
  });
});

test("a stream that ends without a stop reason is broken", () => {
  const decoder = createStreamDecoder();
  decoder.decode("message_start", '{"type":"message_start","message":{"id":"m"}}');
  expect(decoder.end()).toMatchObject([{ kind: "error", code: "upstream_stream_broken" }]);
});

test("a function that stands for a custom tool is called as that tool", () => {
  const request: ExchangeRequest = {
    model: "m",
    stream: false,
    messages: [],
    tools: [{ kind: "custom", name: "exec" }],
  };
  const content = [{ type: "tool_use", id: "t", name: "exec", input: { input: "ls -l" } }];
  expect(decodeResponse({ content, stop_reason: "tool_use" }, request).content).toEqual([
    { kind: "tool-call", id: "t", name: "exec", input: "ls -l", custom: true },
  ]);
});

test("every stop reason has its finish", () => {
  const finishOf = (stopReason: string) =>
    decodeResponse({ content: [], stop_reason: stopReason, stop_sequence: "END" }).finish;
  const table = {
    end_turn: "stop",
    max_tokens: "length",
    model_context_window_exceeded: "length",
    stop_sequence: "stop_sequence",
    tool_use: "tool_calls",
    pause_turn: "stop",
    refusal: "content_filter",
  } as const;
  for (const [stopReason, finish] of Object.entries(table)) expect(finishOf(stopReason)).toBe(finish);
});
