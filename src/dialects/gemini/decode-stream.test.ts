import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { framesOf } from "../../../test/laws/dialect-laws.ts";
import { collectResponse } from "../../exchange/collect.ts";
import type { ExchangeRequest } from "../../exchange/request.ts";
import type { StreamEvent } from "../../exchange/stream-event.ts";
import { decodeResponse } from "./decode-response.ts";
import { createStreamDecoder } from "./decode-stream.ts";

function eventsOf(fixture: string, request?: ExchangeRequest): readonly StreamEvent[] {
  const text = readFileSync(new URL(`fixtures/${fixture}`, import.meta.url), "utf8");
  const decoder = createStreamDecoder(request);
  return [...framesOf(text).flatMap(({ type, data }) => decoder.decode(type, data)), ...decoder.end()];
}

test("thoughts, text and parallel calls keep their order; calls without ids get ids of their own", () => {
  expect(collectResponse(eventsOf("thinking-and-calls.sse"))).toEqual({
    kind: "answer",
    response: {
      id: "q1Zfad-3Bq.Rz7IP",
      model: "gemini-2.5-pro",
      createdAt: null,
      content: [
        { kind: "reasoning", text: "**Looking**\n\nTwo places." },
        { kind: "text", text: "I will look." },
        { kind: "tool-call", id: "call_q1Zfad-3BqRz7IP_0", name: "look", input: '{"at":"sky"}', proof: "CrICAdHt" },
        { kind: "tool-call", id: "call_q1Zfad-3BqRz7IP_1", name: "look", input: '{"at":"sea"}' },
      ],
      finish: "tool_calls",
      usage: { inputTokens: 125, cachedInputTokens: 64, cacheWriteTokens: 0, outputTokens: 42, reasoningTokens: 30 },
    },
  });
});

test("counts that come after the finish reason are counted", () => {
  expect(eventsOf("late-usage.sse").at(-1)).toMatchObject({
    kind: "finish",
    reason: "stop",
    usage: { outputTokens: 42 },
  });
});

test("a prompt that was blocked is a refusal that says why", () => {
  expect(collectResponse(eventsOf("blocked.sse"))).toMatchObject({
    response: {
      content: [{ kind: "refusal", text: "The prompt was blocked: PROHIBITED_CONTENT." }],
      finish: "content_filter",
      usage: { inputTokens: 9 },
    },
  });
});

test("an answer withheld whole is a refusal that says why", () => {
  expect(collectResponse(eventsOf("withheld.sse"))).toMatchObject({
    response: { content: [{ kind: "refusal", text: "The answer was withheld: SAFETY." }], finish: "content_filter" },
  });
});

test("a call that cannot be read is a failure, in the upstream's words", () => {
  expect(eventsOf("malformed-call.sse").at(-1)).toEqual({
    kind: "error",
    code: "MALFORMED_FUNCTION_CALL",
    message: "Malformed function call: look(at=",
    status: null,
  });
});

test("an error in mid-stream ends it, with Google's status", () => {
  expect(eventsOf("error-midway.sse").at(-1)).toMatchObject({ kind: "error", code: "UNAVAILABLE", status: 503 });
});

test("a stream that closes without a finish reason is broken", () => {
  expect(eventsOf("cut.sse").at(-1)).toMatchObject({ kind: "error", code: "upstream_stream_broken" });
});

test("code that Google ran is told as text", () => {
  expect(collectResponse(eventsOf("code-execution.sse"))).toMatchObject({
    response: {
      content: [{ text: "Let me compute.\n```python\nprint(6*7)\n```\n\n```\n42\n```\nIt is 42." }],
      finish: "stop",
    },
  });
});

test("Code Assist's envelope is seen through, and Claude's signature goes with its thought", () => {
  expect(collectResponse(eventsOf("code-assist.sse"))).toMatchObject({
    response: {
      model: "claude-sonnet-4-6",
      content: [
        { kind: "reasoning", text: "Hm.", proof: { kind: "signature", value: "EqQBCgIY" } },
        { kind: "tool-call", id: "toolu_vrtx_1", name: "look", input: "{}" },
      ],
      finish: "tool_calls",
    },
  });
});

const chunk = (...parts: readonly unknown[]) => ({ candidates: [{ content: { parts }, finishReason: "STOP" }] });

test("a function that stands for a custom tool is called as that tool", () => {
  const request: ExchangeRequest = {
    model: "m",
    stream: false,
    messages: [],
    tools: [{ kind: "custom", name: "exec" }],
  };
  const call = { functionCall: { id: "c", name: "exec", args: { input: "ls -l" } } };
  expect(decodeResponse(chunk(call), request).content).toEqual([
    { kind: "tool-call", id: "c", name: "exec", input: "ls -l", custom: true },
  ]);
});

test("ids that the upstream gave twice are told apart", () => {
  const call = { functionCall: { id: "c", name: "f" } };
  expect(decodeResponse(chunk(call, call)).content).toMatchObject([
    { id: "c", input: "{}" },
    { id: "c_1", input: "{}" },
  ]);
});

test("calls without ids are told apart by turn where the answer has no id either", () => {
  const answer = (promptTokenCount: number) =>
    decodeResponse({ ...chunk({ functionCall: { name: "f" } }), usageMetadata: { promptTokenCount } });
  expect(answer(10).content).not.toEqual(answer(20).content);
  expect(answer(10).content).toEqual(answer(10).content);
});

test("an image in the answer is a Markdown image", () => {
  const image = { inlineData: { mimeType: "image/png", data: "AAAA" } };
  expect(decodeResponse(chunk(image)).content).toEqual([
    { kind: "text", text: "![image/png](data:image/png;base64,AAAA)" },
  ]);
});

test("an error instead of an answer is the upstream's, with the instant that Code Assist tells", () => {
  const error = {
    code: 429,
    message: "Out.",
    status: "RESOURCE_EXHAUSTED",
    details: [{ "@type": "x", metadata: { quotaResetTimeStamp: "2026-09-04T14:10:35Z" } }],
  };
  expect(() => decodeResponse({ error })).toThrow(
    expect.objectContaining({
      code: "upstream_error",
      details: { upstreamCode: "RESOURCE_EXHAUSTED", status: 429, resetsAt: Date.parse("2026-09-04T14:10:35Z") },
    }),
  );
});
