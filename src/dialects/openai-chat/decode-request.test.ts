import { expect, test } from "bun:test";
import { Fault } from "../../domain/faults.ts";
import { decodeRequest } from "./decode-request.ts";

const user = { role: "user", content: "hi" };
const ask = (more: object) => decodeRequest({ model: "m", messages: [user], ...more });

function faultOf(work: () => unknown): {
  readonly code: string;
  readonly param: string | undefined;
  readonly message: string;
} {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof Fault) return { code: thrown.code, param: thrown.details.param, message: thrown.message };
  }
  throw new Error("no Fault was thrown");
}

test("a small request fills nothing in", () => {
  expect(ask({})).toStrictEqual({
    model: "m",
    stream: false,
    messages: [{ role: "user", content: [{ kind: "text", text: "hi" }] }],
    tools: [],
  });
});

test("null members count as absent", () => {
  expect(ask({ stream: null, tools: null, stop: null, temperature: null, metadata: null })).toStrictEqual(ask({}));
});

test("unknown members are tolerated", () => {
  expect(ask({ enable_magic: true })).toStrictEqual(ask({}));
});

test("one more choice, log probabilities and audio are refused as unsupported", () => {
  expect(faultOf(() => ask({ n: 2 }))).toMatchObject({ code: "unsupported_parameter", param: "n" });
  expect(faultOf(() => ask({ logprobs: true }))).toMatchObject({ code: "unsupported_parameter", param: "logprobs" });
  expect(faultOf(() => ask({ modalities: ["text", "audio"] }))).toMatchObject({ param: "modalities" });
  expect(ask({ n: 1, logprobs: false })).toStrictEqual(ask({}));
});

test("a Responses body is shown the way to /v1/responses", () => {
  const fault = faultOf(() => decodeRequest({ model: "m", input: "hi" }));
  expect(fault).toMatchObject({ code: "invalid_request", param: "messages" });
  expect(fault.message).toContain("/v1/responses");
});

test("a refusal names the member by its dotted path", () => {
  const withPart = (part: object) => () =>
    decodeRequest({ model: "m", messages: [user, user, { role: "user", content: [part] }] });
  expect(faultOf(withPart({ type: "image_url" })).param).toBe("messages.2.content.0.image_url");
  expect(faultOf(withPart({ type: "image_url", image_url: { url: "ftp://x" } })).param).toBe(
    "messages.2.content.0.image_url.url",
  );
  expect(faultOf(withPart({ type: "video" })).param).toBe("messages.2.content.0.type");
  expect(faultOf(() => decodeRequest({ messages: [user] }))).toMatchObject({ param: "model" });
  expect(faultOf(() => decodeRequest({ model: "m" }))).toMatchObject({ param: "messages" });
  expect(faultOf(() => ask({ messages: [] }))).toMatchObject({ param: "messages" });
  expect(faultOf(() => ask({ messages: [{ role: "robot", content: "" }] }))).toMatchObject({
    param: "messages.0.role",
  });
  expect(faultOf(() => ask({ tools: [{ type: "function", function: {} }] })).param).toBe("tools.0.function.name");
  expect(faultOf(() => ask({ tool_choice: "sometimes" })).param).toBe("tool_choice");
  expect(faultOf(() => ask({ response_format: { type: "json_schema", json_schema: { name: "a" } } })).param).toBe(
    "response_format.json_schema.schema",
  );
  expect(faultOf(() => ask({ max_tokens: 0 })).param).toBe("max_tokens");
});

test("legacy functions, calls and results get an id that pairs them", () => {
  const request = decodeRequest({
    model: "m",
    functions: [{ name: "look", parameters: { type: "object" } }],
    function_call: { name: "look" },
    messages: [
      user,
      { role: "assistant", content: null, function_call: { name: "look", arguments: "{}" } },
      { role: "function", name: "look", content: "blue" },
    ],
  });
  expect(request.tools).toEqual([{ kind: "function", name: "look", parameters: { type: "object" } }]);
  expect(request.toolChoice).toEqual({ kind: "named", name: "look" });
  expect(request.messages.slice(1)).toEqual([
    { role: "assistant", content: [{ kind: "tool-call", id: "call_legacy_1", name: "look", input: "{}" }] },
    { role: "tool", results: [{ callId: "call_legacy_1", content: [{ kind: "text", text: "blue" }] }] },
  ]);
});

test("max_completion_tokens wins over max_tokens, and a single stop becomes a list", () => {
  expect(ask({ max_tokens: 5, max_completion_tokens: 7, stop: "END" })).toMatchObject({
    maxOutputTokens: 7,
    stop: ["END"],
  });
  expect(ask({ max_tokens: 5 })).toMatchObject({ maxOutputTokens: 5 });
});

test("adjacent tool messages are one turn", () => {
  const call = (id: string) => ({ id, type: "function", function: { name: "f", arguments: "{}" } });
  const { messages } = ask({
    messages: [
      user,
      { role: "assistant", content: null, tool_calls: [call("a"), call("b")] },
      { role: "tool", tool_call_id: "a", content: "1" },
      { role: "tool", tool_call_id: "b", content: [{ type: "text", text: "2" }] },
    ],
  });
  expect(messages).toHaveLength(3);
  expect(messages[2]).toMatchObject({ role: "tool", results: [{ callId: "a" }, { callId: "b" }] });
});

test("a cache mark on a part is kept as a hint", () => {
  const part = { type: "text", text: "long", cache_control: { type: "ephemeral", ttl: "1h" } };
  expect(ask({ messages: [{ role: "user", content: [part] }] })).toMatchObject({
    messages: [{ content: [{ kind: "text", text: "long", cacheHint: { ttl: "1h" } }] }],
  });
});
