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
        role: "assistant",
        content: ["a", "b"].map((id) => ({ kind: "tool-call", id, name: "look", input: "{}" })),
      },
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
  expect((body["messages"] as readonly unknown[]).slice(1)).toEqual([
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
  const raw = { type: "file_search" };
  const request: ExchangeRequest = { ...base, tools: [{ kind: "vendor", vendor: "openai", type: raw.type, raw }] };
  expect(() => encodeRequest(request)).toThrow("file_search");
});

test("what agents offer with every request is left out", () => {
  const tools = ["image_generation", "tool_search"].map(
    (type) => ({ kind: "vendor", vendor: "openai", type, raw: { type } }) as const,
  );
  const search = { kind: "web-search", options: { external_web_access: true } } as const;
  const request: ExchangeRequest = { ...base, tools: [...tools, search, { kind: "function", name: "look" }] };
  expect(encodeRequest(request)).toMatchObject({ tools: [{ type: "function", function: { name: "look" } }] });
  expect(encodeRequest(request)).not.toHaveProperty("web_search_options");
});

test("servers that are not OpenAI's get neither developer messages nor custom tools nor allowed ones", () => {
  const request: ExchangeRequest = {
    ...base,
    model: "qwen3-coder-plus",
    messages: [
      { role: "developer", content: [{ kind: "text", text: "Be brief." }] },
      { role: "assistant", content: [{ kind: "tool-call", id: "a", name: "exec", input: "ls", custom: true }] },
      { role: "tool", results: [{ callId: "a", content: [], custom: true }] },
    ],
    tools: [
      { kind: "custom", name: "exec", format: { type: "grammar", syntax: "lark", definition: "start: /.+/" } },
      { kind: "function", name: "look" },
    ],
    toolChoice: { kind: "allowed", names: ["exec"], required: true },
  };
  const body = encodeRequest(request);
  expect(body).toMatchObject({
    messages: [
      { role: "system" },
      {
        role: "assistant",
        tool_calls: [{ type: "function", function: { name: "exec", arguments: `{"input":"ls"}` } }],
      },
      { role: "tool", tool_call_id: "a" },
    ],
    tools: [{ type: "function", function: { name: "exec", parameters: { required: ["input"] } } }],
    tool_choice: "required",
  });
  expect(JSON.stringify(body["tools"])).toContain("start: /.+/");
});

test("choices about tools are left out where there are none", () => {
  const body = encodeRequest({ ...base, toolChoice: { kind: "auto" }, parallelToolCalls: true });
  expect(body).not.toHaveProperty("tool_choice");
  expect(body).not.toHaveProperty("parallel_tool_calls");
});
