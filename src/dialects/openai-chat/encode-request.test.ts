import { expect, test } from "bun:test";
import type { ExchangeRequest } from "../../exchange/request.ts";
import { encodeRequest } from "./encode-request.ts";

const base: ExchangeRequest = { model: "m", stream: true, messages: [], tools: [] };

test("a streaming upstream is always asked for usage", () => {
  expect(encodeRequest(base)).toMatchObject({ stream_options: { include_usage: true } });
  expect(encodeRequest({ ...base, stream: false })).not.toHaveProperty("stream_options");
});

test("images a tool gave follow the whole turn in a user message", () => {
  const body = encodeRequest({
    ...base,
    messages: [
      {
        role: "tool",
        results: [
          {
            callId: "a",
            content: [
              { kind: "text", text: "see" },
              { kind: "image", url: "https://x/y.png" },
            ],
          },
          { callId: "b", content: [{ kind: "text", text: "2" }] },
        ],
      },
    ],
  });
  expect(body["messages"]).toEqual([
    { role: "tool", tool_call_id: "a", content: "see" },
    { role: "tool", tool_call_id: "b", content: "2" },
    {
      role: "user",
      content: [
        { type: "text", text: "Part of the result of tool call a:" },
        { type: "image_url", image_url: { url: "https://x/y.png" } },
      ],
    },
  ]);
});

test("a conversation kept elsewhere is refused rather than lost", () => {
  const request = { ...base, vendor: { openai: { previous_response_id: "resp_1" } } };
  expect(() => encodeRequest(request)).toThrow("previous_response_id");
});

test("another vendor's tool is refused by name", () => {
  const raw = { type: "image_generation" };
  const request: ExchangeRequest = { ...base, tools: [{ kind: "vendor", vendor: "openai", type: raw.type, raw }] };
  expect(() => encodeRequest(request)).toThrow("image_generation");
});
