// What clients get wrong: refused with the path of the member, or put right where docs/translation.md says so; never a
// defect. What is put right towards which upstream is shown by pairs.test.ts.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Fault } from "../domain/faults.ts";
import { anthropicMessages } from "./anthropic-messages/dialect.ts";
import type { Dialect, JsonObject } from "./dialect.ts";
import { gemini } from "./gemini/dialect.ts";
import { createNameMap } from "./names.ts";
import { openaiChat } from "./openai-chat/dialect.ts";
import { openaiResponses } from "./openai-responses/dialect.ts";
import { CLIENTS } from "./testing.ts";

type Row = readonly [what: string, body: JsonObject, param: string];

/** Where the request is refused; "" where it is not. */
function refusedAt(dialect: Dialect, body: JsonObject): string {
  try {
    dialect.decodeRequest(body);
    return "";
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.details.param !== undefined) return thrown.details.param;
    throw thrown;
  }
}

const hi = { role: "user", content: "hi" };
const chat = (body: JsonObject): JsonObject => ({ model: "m", messages: [hi], ...body });
const message = (said: JsonObject): JsonObject => chat({ messages: [hi, said] });
const called = (call: JsonObject): JsonObject => message({ role: "assistant", tool_calls: [call] });
const offered = (tool: JsonObject): JsonObject => chat({ tools: [{ type: "function", function: tool }] });

describe("chat", () => {
  test.each<Row>([
    ["nothing", {}, "model"],
    ["no messages", { model: "m" }, "messages"],
    ["a body of Responses", { model: "m", input: "hi" }, "messages"],
    ["an empty model", chat({ model: "" }), "model"],
    ["an empty list", chat({ messages: [] }), "messages"],
    ["nothing said in all of it", chat({ messages: [{ role: "user", content: "" }] }), "messages"],
    ["thoughts alone", chat({ messages: [{ role: "assistant", content: "", reasoning_content: "Hm." }] }), "messages"],
    ["an unknown role", message({ role: "robot", content: "x" }), "messages.1.role"],
    ["no role", message({ content: "x" }), "messages.1.role"],
    ["no content", message({ role: "user" }), "messages.1.content"],
    ["a number for content", message({ role: "user", content: 7 }), "messages.1.content"],
    ["an unknown part", message({ role: "user", content: [{ type: "video" }] }), "messages.1.content.0.type"],
    [
      "an image in instructions",
      message({ role: "system", content: [{ type: "image_url" }] }),
      "messages.1.content.0.type",
    ],
    [
      "an image from a disk",
      message({ role: "user", content: [{ type: "image_url", image_url: { url: "file:///x" } }] }),
      "messages.1.content.0.image_url.url",
    ],
    ["a result of no call", message({ role: "tool", content: "x" }), "messages.1.tool_call_id"],
    ["a legacy result of no call", message({ role: "function", name: "f", content: "x" }), "messages.1.name"],
    ["a call without an id", called({ function: { name: "a", arguments: "{}" } }), "messages.1.tool_calls.0.id"],
    [
      "a call of nothing",
      called({ id: "a", function: { name: "", arguments: "" } }),
      "messages.1.tool_calls.0.function.name",
    ],
    [
      "arguments as an object",
      called({ id: "a", function: { name: "a", arguments: {} } }),
      "messages.1.tool_calls.0.function.arguments",
    ],
    ["a tool without a type", chat({ tools: [{ function: { name: "a" } }] }), "tools.0.type"],
    ["a tool without a name", offered({}), "tools.0.function.name"],
    ["a schema that is a text", offered({ name: "a", parameters: "x" }), "tools.0.function.parameters"],
    ["a choice that is Anthropic's", chat({ tool_choice: "any" }), "tool_choice"],
    ["a tool that is not offered", chat({ tool_choice: { type: "function", function: { name: "b" } } }), "tool_choice"],
    ["half a token", chat({ max_tokens: 1.5 }), "max_tokens"],
    ["a temperature in words", chat({ temperature: "hot" }), "temperature"],
    ["a stream that is a text", chat({ stream: "yes" }), "stream"],
    ["an unknown form", chat({ response_format: { type: "xml" } }), "response_format.type"],
    ["a form without a schema", chat({ response_format: { type: "json_schema" } }), "response_format.json_schema"],
    ["two answers", chat({ n: 2 }), "n"],
  ])("%s", (_, body, param) => expect(refusedAt(openaiChat, body)).toBe(param));
});

const item = (said: JsonObject): JsonObject => ({ model: "m", input: [hi, said] });
const tool = (said: JsonObject): JsonObject => ({ model: "m", input: "hi", tools: [said] });

describe("Responses", () => {
  test.each<Row>([
    ["no input", { model: "m" }, "input"],
    ["a body of chat", { model: "m", messages: [hi] }, "input"],
    ["an empty list", { model: "m", input: [] }, "input"],
    ["an empty text", { model: "m", input: "" }, "input"],
    ["an item of nothing", item({}), "input.1.type"],
    ["an unknown item", item({ type: "weird" }), "input.1.type"],
    ["an unknown role", item({ role: "robot", content: "x" }), "input.1.role"],
    ["no content", item({ role: "user" }), "input.1.content"],
    ["a call without an id", item({ type: "function_call", name: "a", arguments: "{}" }), "input.1.call_id"],
    ["a call without arguments", item({ type: "function_call", name: "a", call_id: "a" }), "input.1.arguments"],
    ["a result without its output", item({ type: "function_call_output", call_id: "a" }), "input.1.output"],
    ["a local command without its action", item({ type: "local_shell_call", call_id: "a" }), "input.1.action"],
    ["what is stored elsewhere", item({ type: "item_reference", id: "msg_1" }), "input.1.id"],
    ["a compacted history", item({ type: "compaction", encrypted_content: "x" }), "input.1.type"],
    [
      "an image by id",
      item({ role: "user", content: [{ type: "input_image", file_id: "f" }] }),
      "input.1.content.0.file_id",
    ],
    ["an empty namespace", tool({ type: "namespace", name: "x" }), "tools.0.tools"],
    [
      "a search in a namespace",
      tool({ type: "namespace", name: "x", tools: [{ type: "y", name: "z" }] }),
      "tools.0.tools.0.type",
    ],
    ["a schema that is a list", tool({ type: "function", name: "a", parameters: [] }), "tools.0.parameters"],
    ["tools that are none", { model: "m", input: [{ type: "additional_tools", tools: [7] }] }, "input.0.tools.0"],
    ["a tool that is not offered", { ...item(hi), tool_choice: { type: "function", name: "b" } }, "tool_choice"],
    ["an effort on its own", { ...item(hi), reasoning: "high" }, "reasoning"],
    ["a form without a name", { ...item(hi), text: { format: { type: "json_schema" } } }, "text.format.name"],
  ])("%s", (_, body, param) => expect(refusedAt(openaiResponses, body)).toBe(param));
});

const block = (role: string, said: JsonObject): JsonObject => ({
  model: "m",
  messages: [hi, { role, content: [said] }],
});
const at = "messages.1.content.0";

describe("Messages", () => {
  test.each<Row>([
    ["no messages", { model: "m" }, "messages"],
    ["an empty list", { model: "m", messages: [] }, "messages"],
    ["nothing said", { model: "m", messages: [{ role: "user", content: [] }] }, "messages"],
    ["a role of chat", { model: "m", messages: [{ role: "tool", content: "x" }] }, "messages.0.role"],
    ["a result of no call", block("user", { type: "tool_result", content: "x" }), `${at}.tool_use_id`],
    ["a call without input", block("assistant", { type: "tool_use", id: "a", name: "b" }), `${at}.input`],
    ["input as a text", block("assistant", { type: "tool_use", id: "a", name: "b", input: "x" }), `${at}.input`],
    ["a call by the user", block("user", { type: "tool_use", id: "a", name: "b", input: {} }), `${at}.type`],
    ["a result by the assistant", block("assistant", { type: "tool_result", tool_use_id: "a" }), `${at}.type`],
    ["an image from nowhere", block("user", { type: "image", source: { type: "disk" } }), `${at}.source.type`],
    ["no room for an answer", { model: "m", messages: [hi], max_tokens: 0 }, "max_tokens"],
    ["an unknown way to think", { model: "m", messages: [hi], thinking: { type: "on" } }, "thinking.type"],
    ["a budget of nothing", { model: "m", messages: [hi], thinking: { type: "enabled" } }, "thinking.budget_tokens"],
    ["a number for instructions", { model: "m", messages: [hi], system: 7 }, "system"],
    ["a tool without a schema", { model: "m", messages: [hi], tools: [{ name: "a" }] }, "tools.0.input_schema"],
    ["a choice that is OpenAI's", { model: "m", messages: [hi], tool_choice: "auto" }, "tool_choice"],
    [
      "a tool that is not offered",
      { model: "m", messages: [hi], tool_choice: { type: "tool", name: "b" } },
      "tool_choice",
    ],
  ])("%s", (_, body, param) => expect(refusedAt(anthropicMessages, body)).toBe(param));

  test("a forced search is no call of a client's tool", () => {
    const search = { type: "web_search_20250305", name: "web_search" };
    const choice = { type: "tool", name: "web_search" };
    const request = anthropicMessages.decodeRequest({
      model: "m",
      messages: [hi],
      tools: [search],
      tool_choice: choice,
    });
    expect(request.toolChoice).toEqual({ kind: "required" });
  });
});

const asked = { parts: [{ text: "hi" }] };
const part = (role: string, said: JsonObject): JsonObject => ({
  model: "m",
  contents: [asked, { role, parts: [said] }],
});
const here = "contents.1.parts.0";

describe("Gemini", () => {
  test.each<Row>([
    ["no contents", { model: "m" }, "contents"],
    ["a text for contents", { model: "m", contents: "hi" }, "contents"],
    ["nothing said", { model: "m", contents: [{ parts: [{ text: "" }] }] }, "contents"],
    ["a role of OpenAI's", part("assistant", { text: "x" }), "contents.1.role"],
    ["a number for text", part("user", { text: 7 }), `${here}.text`],
    ["two kinds in one part", part("user", { text: "x", inlineData: {} }), here],
    ["a call by the user", part("user", { functionCall: { name: "a" } }), `${here}.functionCall`],
    ["a call of nothing", part("model", { functionCall: {} }), `${here}.functionCall.name`],
    [
      "a response to no call",
      part("user", { functionResponse: { name: "a", response: {} } }),
      `${here}.functionResponse.name`,
    ],
    ["an unknown part", part("user", { hologram: {} }), `${here}.hologram`],
    [
      "an image in instructions",
      { model: "m", contents: [asked], systemInstruction: { parts: [{ inlineData: {} }] } },
      "systemInstruction.parts.0.text",
    ],
    [
      "a tool without a name",
      { model: "m", contents: [asked], tools: [{ functionDeclarations: [{}] }] },
      "tools.0.functionDeclarations.0.name",
    ],
    [
      "tokens in words",
      { model: "m", contents: [asked], generationConfig: { maxOutputTokens: "many" } },
      "generationConfig.maxOutputTokens",
    ],
    [
      "an unknown mode",
      { model: "m", contents: [asked], toolConfig: { functionCallingConfig: { mode: "MAYBE" } } },
      "toolConfig.functionCallingConfig.mode",
    ],
  ])("%s", (_, body, param) => expect(refusedAt(gemini, body)).toBe(param));
});

const DIALECTS: readonly Dialect[] = [openaiChat, openaiResponses, anthropicMessages, gemini];
const MODELS = ["gpt-5.5", "qwen3-coder", "claude-haiku-4-5", "claude-opus-4-8", "gemini-2.5-pro", "gemini-3-flash"];

test("however a request is broken, it is refused with the path of a member, or can be said to every upstream", () => {
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(
      null,
      "",
      " ",
      [],
      {},
      [null],
      [{}],
      -1,
      1e308,
      "data:",
      "data:,",
      { type: "object" },
      "__proto__",
      undefined,
    ),
  );
  const edits = fc.array(fc.tuple(fc.nat(), odd), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...DIALECTS), edits, fc.constantFrom(...MODELS), (client, broken, model) => {
      const body = { ...damaged(CLIENTS[client.id], broken), model };
      for (const upstream of DIALECTS) {
        try {
          const request = client.decodeRequest(body);
          upstream.encodeRequest(createNameMap(request, upstream.nameLimits).request);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Fault);
          expect(thrown instanceof Fault ? thrown.details.param : undefined).toBeString();
        }
      }
    }),
    { numRuns: 1_000 },
  );
});

/** A copy with some members at any depth replaced, or left out where the value is undefined. */
function damaged(body: JsonObject, edits: readonly (readonly [at: number, value: unknown])[]): JsonObject {
  const copy = structuredClone(body) as Record<string, unknown>;
  for (const [number, value] of edits) {
    const places = placesIn(copy);
    const [node, key] = places[number % Math.max(1, places.length)] ?? [copy, "x"];
    if (value === undefined) delete node[key];
    else node[key] = structuredClone(value);
  }
  return JSON.parse(JSON.stringify(copy)) as JsonObject;
}

type Place = readonly [node: Record<string, unknown>, key: string];

function placesIn(node: unknown): readonly Place[] {
  if (typeof node !== "object" || node === null) return [];
  const fields = node as Record<string, unknown>;
  return Object.keys(fields).flatMap((key): readonly Place[] => [[fields, key], ...placesIn(fields[key])]);
}
