import { expect, test } from "bun:test";
import type { JsonObject } from "../dialect.ts";
import { decodeRequest } from "./decode-request.ts";

const decode = (body: JsonObject) => decodeRequest({ model: "gemini-2.5-pro", stream: false, ...body });
const user = (...parts: readonly unknown[]) => ({ role: "user", parts });
const model = (...parts: readonly unknown[]) => ({ role: "model", parts });
const call = (name: string, id?: string) => ({ functionCall: { name, args: {}, ...(id === undefined ? {} : { id }) } });
const response = (name: string, said: JsonObject, id?: string) => ({
  functionResponse: { name, response: said, ...(id === undefined ? {} : { id }) },
});

test("a body in snake case, as Google's own examples are, is read alike", () => {
  const read = decode({
    system_instruction: { parts: [{ text: "Be brief." }] },
    contents: [{ parts: [{ inline_data: { mime_type: "image/png", data: "AAAA" } }] }],
    tools: [
      { function_declarations: [{ name: "f", parameters_json_schema: { type: "object" } }] },
      { google_search: {} },
    ],
    tool_config: { function_calling_config: { mode: "any", allowed_function_names: ["f"] } },
    generation_config: { max_output_tokens: 5, thinking_config: { thinking_budget: -1, include_thoughts: true } },
    safety_settings: [],
  });
  expect(read).toEqual({
    model: "gemini-2.5-pro",
    stream: false,
    messages: [
      { role: "system", content: [{ kind: "text", text: "Be brief." }] },
      { role: "user", content: [{ kind: "image", url: "data:image/png;base64,AAAA" }] },
    ],
    tools: [{ kind: "function", name: "f", parameters: { type: "object" } }, { kind: "web-search" }],
    toolChoice: { kind: "named", name: "f" },
    maxOutputTokens: 5,
    reasoning: { budgetTokens: -1, summary: "auto" },
    vendor: { gemini: { safetySettings: [] } },
  });
});

test("calls and responses without ids are paired by name, in order", () => {
  const { messages } = decode({
    contents: [
      user({ text: "Go" }),
      model(call("a"), call("a"), call("b")),
      user(response("b", { output: "3" }), response("a", { result: "1" }), response("a", { error: "2" })),
    ],
  });
  expect(messages.slice(1)).toMatchObject([
    { content: [{ id: "call_1_0" }, { id: "call_1_1" }, { id: "call_1_2" }] },
    {
      role: "tool",
      results: [
        { callId: "call_1_2", content: [{ text: "3" }] },
        { callId: "call_1_0", content: [{ text: "1" }] },
        { callId: "call_1_1", content: [{ text: "2" }], isError: true },
      ],
    },
  ]);
});

test("a response whose id is made up finds the call that had none", () => {
  const { messages } = decode({ contents: [model(call("a")), user(response("a", { rows: 2 }, "a_1790_0"))] });
  expect(messages[1]).toMatchObject({ results: [{ callId: "call_0_0", content: [{ text: '{"rows":2}' }] }] });
});

test("a response that answers nothing is refused by name", () => {
  expect(() => decode({ contents: [user(response("a", {}))] })).toThrow(
    expect.objectContaining({ details: { param: "contents.0.parts.0.functionResponse.name" } }),
  );
});

test("results come first in their turn, whatever stood before them", () => {
  const { messages } = decode({
    contents: [model(call("a", "x")), user({ text: "And?" }, response("a", { output: "1" }, "x"))],
  });
  expect(messages.map((message) => message.role)).toEqual(["assistant", "tool", "user"]);
});

test("an answer kept chunk by chunk is one turn again", () => {
  const { messages } = decode({
    contents: [
      user({ text: "Go" }),
      model({ text: "H", thought: true }),
      model({ text: "m.", thought: true }),
      model({ text: "On my " }),
      model({ text: "way." }),
      model(call("a", "x")),
    ],
  });
  expect(messages[1]).toEqual({
    role: "assistant",
    content: [
      { kind: "reasoning", text: "Hm." },
      { kind: "text", text: "On my way." },
      { kind: "tool-call", id: "x", name: "a", input: "{}" },
    ],
  });
});

test("a thought whose pieces stand in one content is one, which its signature is for", () => {
  const signed = { text: "", thought: true, thoughtSignature: "EqRe" };
  const { messages } = decode({
    model: "claude-opus-5-5",
    contents: [
      user({ text: "Go" }),
      model({ text: "H", thought: true }, { text: "m.", thought: true }, signed, { text: "On my " }, { text: "way." }),
    ],
  });
  expect(messages[1]).toEqual({
    role: "assistant",
    content: [
      { kind: "reasoning", text: "Hm.", proof: { kind: "signature", value: "EqRe" } },
      { kind: "text", text: "On my " },
      { kind: "text", text: "way." },
    ],
  });
});

test("Google's schemas become JSON schema", () => {
  const parameters = { type: "OBJECT", properties: { n: { type: "INTEGER", nullable: true } } };
  const { tools } = decode({
    contents: [user({ text: "x" })],
    tools: [{ functionDeclarations: [{ name: "f", parameters }] }],
  });
  expect(tools).toMatchObject([{ parameters: { type: "object", properties: { n: { type: ["integer", "null"] } } } }]);
});

test.each([
  [{ generationConfig: { candidateCount: 2 } }, "generationConfig.candidateCount"],
  [{ generationConfig: { responseModalities: ["TEXT", "IMAGE"] } }, "generationConfig.responseModalities"],
  [
    { contents: [{ role: "model", parts: [{ inlineData: { mimeType: "image/png", data: "" } }] }] },
    "contents.0.parts.0.inlineData",
  ],
  [{ contents: [{ role: "user", parts: [{ toolCall: {} }] }] }, "contents.0.parts.0.toolCall"],
])("what only Google can do is refused by name: %j", (member, param) => {
  expect(() => decode({ contents: [user({ text: "x" })], ...member })).toThrow(
    expect.objectContaining({ code: "unsupported_parameter", details: { param } }),
  );
});

test("a chat body at this address is told where it belongs", () => {
  expect(() => decode({ messages: [] })).toThrow("/v1/chat/completions");
});
