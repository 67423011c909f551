import { expect, test } from "bun:test";
import { collectResponse, createCollector } from "./collect.ts";
import type { ExchangeResponse } from "./response.ts";
import { spreadResponse } from "./spread.ts";
import type { StreamEvent } from "./stream-event.ts";

const answer: ExchangeResponse = {
  id: "resp_1",
  model: "m",
  createdAt: 1_000,
  content: [
    { kind: "reasoning", text: "", id: "rs_1", proof: { kind: "redacted", value: "x" } },
    { kind: "text", text: "Hello" },
    { kind: "refusal", text: "No" },
    { kind: "tool-call", id: "c", name: "f", input: "", custom: true, proof: "p" },
  ],
  finish: "stop_sequence",
  stopSequence: "END",
  usage: { inputTokens: 1, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 2, reasoningTokens: 0 },
};
const finish: StreamEvent = { kind: "finish", reason: "stop", usage: null };

test("a spread answer collects to itself", () => {
  expect(collectResponse(spreadResponse(answer))).toEqual({ kind: "answer", response: answer });
});

test("blocks that overlap are kept apart, in the order they opened", () => {
  expect(
    collectResponse([
      { kind: "text-start", index: 1 },
      { kind: "tool-start", index: 0, id: "c", name: "f" },
      { kind: "text-delta", index: 1, text: "a" },
      { kind: "tool-delta", index: 0, text: "{}" },
      { kind: "text-delta", index: 1, text: "b" },
      finish,
    ]),
  ).toMatchObject({ response: { id: "", content: [{ text: "ab" }, { input: "{}" }] } });
});

test("blocks that stayed empty are left out", () => {
  const events: readonly StreamEvent[] = [
    { kind: "text-start", index: 0 },
    { kind: "reasoning-start", index: 1, id: "rs_1" },
    { kind: "reasoning-end", index: 1 },
    finish,
  ];
  expect(collectResponse(events)).toMatchObject({ response: { content: [] } });
});

test("the upstream's error is the result, whatever was collected before", () => {
  const error: StreamEvent = { kind: "error", code: "server_error", message: "It broke.", status: 500 };
  expect(collectResponse([...spreadResponse(answer).slice(0, 4), error, finish])).toEqual(error);
});

test("until the end was seen the result is a broken stream", () => {
  const collector = createCollector();
  expect(collector.result()).toMatchObject({ kind: "error", code: "upstream_stream_broken" });
  for (const event of spreadResponse(answer)) collector.add(event);
  expect(collector.result()).toMatchObject({ kind: "answer" });
});
