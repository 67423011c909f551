import { expect, test } from "bun:test";
import type { ExchangeRequest } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { decodeRequest as decodeResponses } from "../openai-responses/decode-request.ts";
import { encodeRequest } from "./encode-request.ts";

const user = { role: "user", content: [{ kind: "text", text: "hi" }] } as const;
const look = { kind: "function", name: "look" } as const;
const call = { role: "assistant", content: [{ kind: "tool-call", id: "t1", name: "look", input: "{}" }] } as const;
const result = { role: "tool", results: [{ callId: "t1", content: [{ kind: "text", text: "blue" }] }] } as const;

function say(more: Partial<ExchangeRequest>): JsonObject {
  return encodeRequest({ model: "claude-sonnet-4-5", stream: false, messages: [user], tools: [], ...more });
}

test("max_tokens is always there: 32,000, less where the model has less", () => {
  expect(say({})["max_tokens"]).toBe(32_000);
  expect(say({ model: "claude-3-5-haiku-20241022" })["max_tokens"]).toBe(8192);
  expect(say({ maxOutputTokens: 7 })["max_tokens"]).toBe(7);
});

test("an effort becomes a budget below max_tokens where the model knows budgets", () => {
  expect(say({ reasoning: { effort: "medium" } })).toMatchObject({
    max_tokens: 32_000,
    thinking: { type: "enabled", budget_tokens: 8192 },
  });
  expect(say({ reasoning: { effort: "xhigh" } })).toMatchObject({
    max_tokens: 40_960,
    thinking: { budget_tokens: 30_720 },
  });
  expect(say({ reasoning: { effort: "high" }, maxOutputTokens: 4000 })).toMatchObject({
    max_tokens: 4000,
    thinking: { budget_tokens: 3000 },
  });
  expect(say({ reasoning: { effort: "high" }, maxOutputTokens: 1000 })["thinking"]).toBeUndefined();
});

test("an effort or budget becomes adaptive thinking where the model knows no budgets", () => {
  const model = "claude-opus-5";
  expect(say({ model, reasoning: { effort: "minimal" } })).toMatchObject({
    thinking: { type: "adaptive" },
    output_config: { effort: "low" },
  });
  expect(say({ model, reasoning: { budgetTokens: 20_000, summary: "auto" } })).toMatchObject({
    thinking: { type: "adaptive", display: "summarized" },
    output_config: { effort: "high" },
  });
  expect(say({ model: "claude-opus-4-6", reasoning: { effort: "xhigh" } })).toMatchObject({
    output_config: { effort: "max" },
  });
});

test("thinking is switched off as far as the model lets itself be", () => {
  const reasoning = { effort: "none" };
  expect(say({ model: "claude-opus-5", reasoning })["thinking"]).toEqual({ type: "disabled" });
  expect(say({ model: "claude-sonnet-5-5", reasoning })["thinking"]).toEqual({ type: "between_tools" });
  expect(say({ model: "claude-opus-5-5", reasoning })).toMatchObject({ output_config: { effort: "low" } });
  expect(say({ model: "claude-opus-5-5", reasoning })["thinking"]).toBeUndefined();
});

test("a forced tool goes before thinking, and gives way where the model always thinks", () => {
  const forced: Partial<ExchangeRequest> = {
    tools: [look],
    toolChoice: { kind: "required" },
    reasoning: { effort: "high" },
  };
  expect(say(forced)["thinking"]).toBeUndefined();
  expect(say(forced)["tool_choice"]).toEqual({ type: "any" });
  expect(say({ ...forced, model: "claude-opus-5" })["thinking"]).toEqual({ type: "disabled" });
  expect(say({ ...forced, model: "claude-opus-5-5" })).toMatchObject({
    thinking: { type: "adaptive" },
    tool_choice: { type: "auto" },
  });
});

test("sampling is said as far as the model and its thinking allow", () => {
  const sampling = { temperature: 1.5, topP: 0.9, topK: 4 };
  expect(say({ sampling })).toMatchObject({ temperature: 1, top_k: 4 });
  expect(say({ sampling })["top_p"]).toBeUndefined();
  expect(say({ sampling, reasoning: { effort: "low" } })["temperature"]).toBeUndefined();
  expect(say({ sampling, model: "claude-opus-5-5" })).not.toContainAnyKeys(["temperature", "top_p", "top_k"]);
});

test("thoughts that Anthropic did not prove are left out, and with them the budget where a call waits for its result", () => {
  const foreign = { kind: "reasoning", text: "Hm", proof: { kind: "encrypted_content", value: "gAA" } } as const;
  const request: Partial<ExchangeRequest> = {
    messages: [user, { role: "assistant", content: [foreign, ...call.content] }, result],
    tools: [look],
    reasoning: { effort: "high" },
  };
  expect(JSON.stringify(say(request))).not.toContain("gAA");
  expect(say(request)["thinking"]).toBeUndefined();
  expect(say({ ...request, model: "claude-opus-5-5" })["thinking"]).toEqual({ type: "adaptive" });
  const own = { ...foreign, proof: { kind: "signature", value: "EqQ" } } as const;
  const messages = [user, { role: "assistant" as const, content: [own, ...call.content] }, result];
  expect(say({ ...request, messages })["thinking"]).toMatchObject({ type: "enabled" });
});

test("results of tools stand first in the turn that follows their calls", () => {
  expect(say({ messages: [user, call, result, user], tools: [look] })["messages"]).toMatchObject([
    { role: "user" },
    { role: "assistant" },
    { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: "blue" }, { type: "text" }] },
  ]);
});

test("a history with calls has tools, if only to say that there are none to use", () => {
  expect(say({ messages: [user, call, result] })).toMatchObject({
    tools: [{ name: "look", input_schema: { type: "object" } }],
    tool_choice: { type: "none" },
  });
});

test("late instructions keep their place in the form the model takes", () => {
  const late = { role: "developer", content: [{ kind: "text", text: "Be kind." }] } as const;
  expect(say({ messages: [user, late], model: "claude-opus-5-5" })["messages"]).toEqual([
    { role: "user", content: "hi" },
    { role: "system", content: "Be kind." },
  ]);
  expect(say({ messages: [user, late] })["messages"]).toEqual([
    { role: "user", content: "hi" },
    { role: "user", content: "<system-reminder>\nBe kind.\n</system-reminder>" },
  ]);
});

test("an unfinished answer is continued, or followed by the user where the model continues none", () => {
  const started = { role: "assistant", content: [{ kind: "text", text: "So, \n" }] } as const;
  expect(say({ messages: [user, started] })["messages"]).toMatchObject([{}, { role: "assistant", content: "So," }]);
  expect(say({ messages: [user, started], model: "claude-opus-5-5" })["messages"]).toMatchObject([
    {},
    { role: "assistant" },
    { role: "user", content: "Continue." },
  ]);
});

test("empty text is never sent, and instructions alone become the question", () => {
  const empty = { role: "user", content: [{ kind: "text", text: " \n" }] } as const;
  const system = { role: "system", content: [{ kind: "text", text: "Greet." }] } as const;
  expect(say({ messages: [system, empty] })).toMatchObject({ messages: [{ role: "user", content: "Greet." }] });
  expect(() => say({ messages: [empty] })).toThrow("nothing to answer");
});

test("no more than four cache marks, no hour-long one after a short one", () => {
  const part = (ttl: string) => ({ kind: "text", text: ttl, cacheHint: { ttl } }) as const;
  const content = ["1h", "1h", "1h", "5m", "1h"].map(part);
  const [message] = say({ messages: [{ role: "user", content }] })["messages"] as readonly JsonObject[];
  const marks = ((message ?? {})["content"] as readonly JsonObject[]).map((block) => block["cache_control"]);
  const long = { type: "ephemeral", ttl: "1h" };
  expect(marks).toEqual([undefined, long, long, { type: "ephemeral", ttl: "5m" }, { type: "ephemeral" }]);
});

test("a client that keeps a cache key and marks nothing gets automatic caching", () => {
  expect(say({ cacheKey: "thread-1" })["cache_control"]).toEqual({ type: "ephemeral" });
  expect(say({})["cache_control"]).toBeUndefined();
});

test("a custom tool is a function of one text, in the history too", () => {
  const request = decodeResponses({
    model: "claude-opus-5-5",
    tools: [{ type: "custom", name: "exec", format: { type: "grammar", syntax: "lark", definition: "start: /.+/" } }],
    input: [
      { role: "user", content: "list" },
      { type: "custom_tool_call", call_id: "c1", name: "exec", input: "ls" },
      { type: "custom_tool_call_output", call_id: "c1", output: "a" },
    ],
  });
  const body = encodeRequest(request);
  expect(body["tools"]).toMatchObject([{ name: "exec", input_schema: { required: ["input"] } }]);
  expect(body["messages"]).toMatchObject([{}, { content: [{ type: "tool_use", input: { input: "ls" } }] }, {}]);
});

test("input that is cut or no object is kept where the model sees it", () => {
  const cut = { role: "assistant", content: [{ kind: "tool-call", id: "t1", name: "look", input: '{"a":' }] } as const;
  expect(JSON.stringify(say({ messages: [user, cut, result], tools: [look] }))).toContain(
    '{"INVALID_JSON":"{\\"a\\":"}',
  );
});

test("a schema closes its objects; JSON without one is asked for in words", () => {
  const schema = { type: "object", properties: { a: { type: "object" } } };
  expect(say({ outputFormat: { kind: "json-schema", name: "x", schema } })["output_config"]).toEqual({
    format: {
      type: "json_schema",
      schema: {
        type: "object",
        properties: { a: { type: "object", additionalProperties: false } },
        additionalProperties: false,
      },
    },
  });
  expect(say({ outputFormat: { kind: "json" } })["system"]).toContain("one JSON value");
});

test("what Claude cannot read is refused by name", () => {
  const audio = { kind: "audio", data: "UklG", format: "wav" } as const;
  expect(() => say({ messages: [{ role: "user", content: [audio] }] })).toThrow("Audio");
  const raw = { type: "file_search" };
  const tools = [{ kind: "vendor", vendor: "openai", type: "file_search", raw }] as const;
  expect(() => say({ tools })).toThrow("file_search");
  expect(() => say({ vendor: { openai: { previous_response_id: "resp_1" } } })).toThrow("whole history");
});
