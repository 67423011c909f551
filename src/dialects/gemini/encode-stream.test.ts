import { expect, test } from "bun:test";
import { viewFault, Fault } from "../../domain/faults.ts";
import type { ExchangeResponse } from "../../exchange/response.ts";
import { spreadResponse } from "../../exchange/spread.ts";
import { gemini } from "./dialect.ts";

const request = { model: "gpt-5.5", stream: true, messages: [], tools: [] };
const answer: ExchangeResponse = {
  id: "",
  model: "",
  createdAt: null,
  content: [
    { kind: "reasoning", text: "Hm.", proof: { kind: "encrypted_content", value: "gAAAA" } },
    { kind: "text", text: "Line\nline" },
    { kind: "tool-call", id: "c", name: "f", input: '{"n":12345678901234567890}' },
    { kind: "tool-call", id: "d", name: "f", input: '{\n"n": 1}' },
    { kind: "tool-call", id: "e", name: "x", input: "ls\n-l", custom: true },
  ],
  finish: "stop_sequence",
  usage: { inputTokens: 10, cachedInputTokens: 4, cacheWriteTokens: 2, outputTokens: 9, reasoningTokens: 3 },
};
const encoder = () => gemini.createStreamEncoder({ request, fallbackId: "resp_1", createdAt: 1 });

/** How the SDK inside gemini-cli 0.61 cuts its stream: nothing but white space may stand before `data:`. */
function cutAsOldSdk(text: string): readonly unknown[] {
  const line = /^\s*data: (.*)(?:\n\n|\r\r|\r\n\r\n)/;
  const chunks: unknown[] = [];
  let rest = text;
  for (let match = line.exec(rest); match !== null; match = line.exec(rest)) {
    chunks.push(JSON.parse(match[1] ?? ""));
    rest = rest.slice(match[0].length);
  }
  expect(rest.trim()).toBe("");
  return chunks;
}

test("every chunk is one line that gemini-cli's SDK reads, keep-alives among them", () => {
  const each = encoder();
  const text =
    spreadResponse(answer)
      .map((event) => gemini.keepAlive + each.encode(event))
      .join("") + gemini.keepAlive;
  const chunks = cutAsOldSdk(text);
  expect(chunks).toHaveLength(6);
  expect(chunks.at(-1)).toEqual({
    candidates: [{ content: { parts: [{ text: "" }], role: "model" }, finishReason: "STOP", index: 0 }],
    usageMetadata: {
      promptTokenCount: 10,
      cachedContentTokenCount: 4,
      candidatesTokenCount: 6,
      thoughtsTokenCount: 3,
      totalTokenCount: 19,
    },
    modelVersion: "gpt-5.5",
    responseId: "resp_1",
  });
});

test("large numbers in arguments keep their digits; a custom tool's text is its one argument", () => {
  const each = encoder();
  const text = spreadResponse(answer)
    .map((event) => each.encode(event))
    .join("");
  expect(text).toContain('"args":{"n":12345678901234567890}');
  expect(text).toContain('"args":{"n":1}');
  expect(text).toContain('"args":{"input":"ls\\n-l"}');
});

test("another vendor's proof is not shown", () => {
  const each = encoder();
  expect(
    spreadResponse(answer)
      .map((event) => each.encode(event))
      .join(""),
  ).not.toContain("gAAAA");
});

test("a call that nothing closed is said at the finish", () => {
  const each = encoder();
  each.encode({ kind: "tool-start", index: 0, id: "c", name: "f" });
  expect(each.encode({ kind: "finish", reason: "tool_calls", usage: null })).toContain('"functionCall":{"id":"c"');
});

test("an error says how long to wait and names the member that is wrong", () => {
  const details = { resetsAt: 1_788_543_035_000, retryAfterMs: 1500 };
  expect(gemini.encodeError(viewFault(new Fault("usage_limit_reached", "Out.", details)), "r")).toEqual({
    error: {
      code: 429,
      message: "Out.",
      status: "RESOURCE_EXHAUSTED",
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.ErrorInfo",
          reason: "QUOTA_EXHAUSTED",
          domain: "switchyard",
          metadata: { quotaResetTimeStamp: "2026-09-04T17:30:35.000Z" },
        },
        { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "1.5s" },
      ],
    },
  });
  expect(gemini.encodeError(viewFault(new Fault("invalid_request", "No.", { param: "contents" })), "r")).toMatchObject({
    error: { code: 400, status: "INVALID_ARGUMENT", details: [{}, { fieldViolations: [{ field: "contents" }] }] },
  });
});
