import { expect, test } from "bun:test";
import { Fault } from "../../domain/faults.ts";
import { decodeRequest } from "./decode-request.ts";

const ask = (more: object) => decodeRequest({ model: "m", input: "hi", ...more });

function faultOf(work: () => unknown) {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof Fault) return { code: thrown.code, param: thrown.details.param, message: thrown.message };
  }
  throw new Error("no Fault was thrown");
}

test("a text is one user message, instructions come first", () => {
  expect(ask({ instructions: "Be brief." })).toStrictEqual({
    model: "m",
    stream: false,
    messages: [
      { role: "system", content: [{ kind: "text", text: "Be brief." }] },
      { role: "user", content: [{ kind: "text", text: "hi" }] },
    ],
    tools: [],
  });
});

test("the items of one turn become one assistant message, the outputs one tool message", () => {
  const { messages } = ask({
    input: [
      { role: "user", content: "go" },
      { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "Hm" }], encrypted_content: "gA" },
      { type: "message", role: "assistant", id: "msg_1", content: [{ type: "output_text", text: "Ok" }] },
      { type: "function_call", id: "fc_1", call_id: "call_1", name: "f", arguments: "{}", status: "completed" },
      { type: "web_search_call", id: "ws_1", status: "completed" },
      { type: "custom_tool_call", call_id: "call_2", name: "g", input: "x" },
      { type: "function_call_output", call_id: "call_1", output: "1" },
      { type: "custom_tool_call_output", call_id: "call_2", output: [{ type: "input_image", image_url: "data:x" }] },
    ],
  });
  expect(messages.slice(1)).toEqual([
    {
      role: "assistant",
      content: [
        { kind: "reasoning", text: "Hm", id: "rs_1", proof: { kind: "encrypted_content", value: "gA" } },
        { kind: "text", text: "Ok" },
        { kind: "tool-call", id: "call_1", name: "f", input: "{}" },
        { kind: "tool-call", id: "call_2", name: "g", input: "x", custom: true },
      ],
    },
    {
      role: "tool",
      results: [
        { callId: "call_1", content: [{ kind: "text", text: "1" }] },
        { callId: "call_2", content: [{ kind: "image", url: "data:x" }], custom: true },
      ],
    },
  ]);
});

test("tools that Codex sends among the items are offered like the others", () => {
  const request = ask({
    input: [
      { type: "additional_tools", role: "developer", tools: [{ type: "custom", name: "exec" }] },
      { role: "user", content: "go" },
    ],
  });
  expect(request.tools).toEqual([{ kind: "custom", name: "exec" }]);
  expect(request.messages).toHaveLength(1);
});

test("tools of kinds that only OpenAI knows are kept as they came", () => {
  const raw = { type: "image_generation", size: "auto" };
  expect(ask({ tools: [raw, { type: "web_search_preview", user_location: {} }] }).tools).toEqual([
    { kind: "vendor", vendor: "openai", type: "image_generation", raw },
    { kind: "web-search", options: { user_location: {} } },
  ]);
});

test("a chat body is shown the way to /v1/chat/completions", () => {
  expect(faultOf(() => decodeRequest({ model: "m", messages: [] })).message).toContain("/v1/chat/completions");
});

test("a refusal names the member by its dotted path", () => {
  const item = (entry: object) => () => ask({ input: [entry] });
  expect(faultOf(() => decodeRequest({ model: "m" })).param).toBe("input");
  expect(faultOf(() => ask({ input: 5 })).param).toBe("input");
  expect(faultOf(item({ role: "user", content: [{ type: "input_image", file_id: "f" }] })).param).toBe(
    "input.0.content.0.file_id",
  );
  expect(faultOf(item({ type: "compaction", encrypted_content: "x" }))).toMatchObject({
    code: "unsupported_parameter",
    param: "input.0.type",
  });
  expect(faultOf(item({ type: "item_reference", id: "msg_1" })).param).toBe("input.0.id");
  expect(faultOf(() => ask({ include: ["everything"] })).param).toBe("include.0");
  expect(faultOf(() => ask({ truncation: "some" })).param).toBe("truncation");
  expect(faultOf(() => ask({ previous_response_id: "a", conversation: "b" })).param).toBe("previous_response_id");
  expect(faultOf(() => ask({ tool_choice: { type: "file_search" } })).param).toBe("tool_choice.type");
});
