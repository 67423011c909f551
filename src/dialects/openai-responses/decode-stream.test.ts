import { expect, test } from "bun:test";
import { framesOf } from "../../../test/laws/dialect-laws.ts";
import { collectResponse } from "../../exchange/collect.ts";
import type { StreamEvent } from "../../exchange/stream-event.ts";
import { createStreamDecoder } from "./decode-stream.ts";

async function decodeFixture(name: string): Promise<readonly StreamEvent[]> {
  const text = await Bun.file(`${import.meta.dir}/fixtures/${name}.sse`).text();
  const decoder = createStreamDecoder();
  return [...framesOf(text).flatMap(({ type, data }) => decoder.decode(type, data)), ...decoder.end()];
}

const CONTENT = [
  {
    kind: "reasoning",
    text: "First.\n\nSecond.",
    id: "rs_0a1",
    proof: { kind: "encrypted_content", value: "gAAAAABsealed" },
  },
  { kind: "text", text: "Hello there" },
  { kind: "tool-call", id: "call_abc", name: "shell", input: '{"cmd":"ls"}' },
  { kind: "tool-call", id: "call_def", name: "apply_patch", input: "*** Begin Patch", custom: true },
];

for (const name of [
  "codex-turn",
  "codex-turn-no-names",
  "only-done",
  "no-item-done",
  "no-added",
  "no-deltas",
  "only-completed",
]) {
  test(`reads the whole turn from a stream of the kind ${name}`, async () => {
    expect(collectResponse(await decodeFixture(name))).toMatchObject({
      kind: "answer",
      response: {
        content: CONTENT,
        finish: "tool_calls",
        usage: {
          inputTokens: 1200,
          cachedInputTokens: 1024,
          cacheWriteTokens: 100,
          outputTokens: 80,
          reasoningTokens: 64,
        },
      },
    });
  });
}

test("the answer keeps the upstream's id, model and time", async () => {
  expect((await decodeFixture("codex-turn"))[0]).toEqual({
    kind: "start",
    id: "resp_0a1",
    model: "gpt-5.5",
    createdAt: 1_790_000_000_000,
  });
});

test("text goes on as it comes, one event a delta", async () => {
  const deltas = (await decodeFixture("codex-turn")).filter((event) => event.kind === "text-delta");
  expect(deltas.map((event) => event.text)).toEqual(["Hello", " there"]);
});

test("a failed response gives the upstream's code, message and reset", async () => {
  expect((await decodeFixture("failed")).at(-1)).toEqual({
    kind: "error",
    code: "usage_limit_reached",
    message: "The usage limit has been reached",
    status: null,
    resetsAt: 1_788_543_035_000,
  });
});

test("an error event is read in both shapes", async () => {
  expect(await decodeFixture("error-flat")).toEqual([
    { kind: "error", code: "server_error", message: "Broken", status: null },
  ]);
  expect(await decodeFixture("error-nested")).toEqual([
    { kind: "error", code: "rate_limit_exceeded", message: "Slow down", status: 429 },
  ]);
});

test("an incomplete response is a whole answer cut by length", async () => {
  expect(collectResponse(await decodeFixture("incomplete"))).toMatchObject({
    response: { finish: "length", content: [{ kind: "text", text: "Half" }], usage: null },
  });
});

test("a stream that ends before response.completed is broken", () => {
  const decoder = createStreamDecoder();
  decoder.decode("", '{"type":"response.created","response":{"id":"resp_1"}}');
  expect(decoder.end()).toMatchObject([{ kind: "error", code: "upstream_stream_broken" }]);
});
