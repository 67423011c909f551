// For the tests of this room: one request of each API that holds everything some upstream would stumble over. Instructions
// anywhere, results that are missing, late, doubled or orphaned, names and ids beyond every limit, schemas that are no
// objects, images in results, thoughts of other vendors, tools that others do not know.

import { seal } from "../sandbox/accounts/sealed-content.ts";
import { sign } from "../sandbox/accounts/thought-signature.ts";
import type { DialectId, JsonObject } from "./dialect.ts";

/** Whose thoughts the sealed ones are. */
export const OWNER = "me";
export const PNG = "iVBORw0KGgo=";

/** Longer than anybody takes, and with letters that some refuse. */
export const LONG = `mcp.a server__${"very_".repeat(30)}long`;
const LONG_ID = `call|${"x".repeat(90)}`;
/** No object at the top, as MCP servers send them. */
const SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  anyOf: [
    { type: "object", properties: { path: { type: ["string", "null"] } }, required: ["path"] },
    { type: "object", properties: { url: { const: "x" } } },
  ],
};
const FORM = { type: "object", properties: { a: { type: "string" } }, required: ["a"], additionalProperties: false };

const image = { chat: { type: "image_url", image_url: { url: `data:image/png;base64,${PNG}` } } };

const chat = {
  model: "m",
  messages: [
    { role: "system", content: "One." },
    { role: "assistant", content: "I begin." },
    { role: "user", content: [{ type: "text", text: "Look." }, image.chat, { type: "text", text: "" }] },
    { role: "developer", content: "Two, in the middle." },
    {
      role: "assistant",
      content: "",
      reasoning_content: "Hm.",
      tool_calls: [
        { id: LONG_ID, type: "function", function: { name: LONG, arguments: "" } },
        { id: "b", type: "custom", custom: { name: "exec", input: "ls" } },
        { id: "c", type: "function", function: { name: "look", arguments: `{"cut` } },
      ],
    },
    { role: "tool", tool_call_id: "b", content: "out" },
    { role: "user", content: "Between." },
    { role: "tool", tool_call_id: LONG_ID, content: "" },
    { role: "tool", tool_call_id: "nobody", content: "orphan" },
    { role: "assistant", content: null },
    { role: "assistant", tool_calls: [{ id: "b", type: "function", function: { name: "look", arguments: "{}" } }] },
    { role: "tool", tool_call_id: "b", content: "again" },
    { role: "system", content: "Three, at the end." },
  ],
  tools: [
    { type: "function", function: { name: LONG, parameters: SCHEMA } },
    { type: "function", function: { name: "look" } },
    {
      type: "custom",
      custom: { name: "exec", format: { type: "grammar", grammar: { syntax: "lark", definition: "x" } } },
    },
  ],
  tool_choice: "auto",
  response_format: { type: "json_schema", json_schema: { name: "form", schema: FORM, strict: true } },
};

const responses = {
  model: "m",
  instructions: "One.",
  input: [
    { role: "assistant", content: "I begin." },
    {
      role: "user",
      content: [
        { type: "input_text", text: "Look." },
        { type: "input_image", image_url: `data:image/png;base64,${PNG}` },
      ],
    },
    { type: "reasoning", id: "rs_switchyard_1", summary: [{ type: "summary_text", text: "Hm." }] },
    { type: "function_call", call_id: LONG_ID, name: LONG, arguments: "" },
    { role: "developer", content: "Two, in the middle." },
    { type: "custom_tool_call", call_id: "b", name: "exec", input: "ls" },
    { type: "function_call", call_id: "c", namespace: "mcp__x", name: "look", arguments: "{}" },
    {
      type: "function_call_output",
      call_id: LONG_ID,
      output: [{ type: "input_image", image_url: `data:image/png;base64,${PNG}` }],
    },
    { role: "user", content: "Between." },
    { type: "custom_tool_call_output", call_id: "b", output: "out" },
    { type: "function_call_output", call_id: "nobody", output: "orphan" },
    { role: "user", content: "" },
    { role: "system", content: "Three, at the end." },
    { type: "reasoning", id: "rs_1", summary: [], encrypted_content: `switchyard.signature:${sign(OWNER, "")}` },
  ],
  tools: [
    { type: "function", name: LONG, parameters: SCHEMA },
    { type: "custom", name: "exec", format: { type: "grammar", syntax: "lark", definition: "x" } },
    { type: "namespace", name: "mcp__x", tools: [{ type: "function", name: "look", parameters: {} }] },
    { type: "tool_search", execution: "client", description: "Search", parameters: { type: "object", properties: {} } },
    { type: "image_generation" },
    { type: "web_search", external_web_access: true },
  ],
  tool_choice: {
    type: "allowed_tools",
    mode: "auto",
    tools: [
      { type: "function", name: LONG },
      { type: "custom", name: "exec" },
    ],
  },
  parallel_tool_calls: true,
  reasoning: { effort: "high", summary: "auto" },
  text: { format: { type: "json_schema", name: "form", schema: FORM } },
};

const messages = {
  model: "m",
  max_tokens: 5000,
  system: [{ type: "text", text: "One.", cache_control: { type: "ephemeral" } }],
  thinking: { type: "enabled", budget_tokens: 2000 },
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "Look." },
        { type: "text", text: " " },
      ],
    },
    { role: "system", content: "Two, in the middle." },
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "Hm.", signature: `switchyard.encrypted_content:${seal(OWNER, "1")}` },
        { type: "tool_use", id: LONG_ID, name: LONG, input: {} },
        { type: "tool_use", id: "b", name: "look", input: { n: 1 } },
      ],
    },
    {
      role: "user",
      content: [
        { type: "text", text: "Between." },
        {
          type: "tool_result",
          tool_use_id: LONG_ID,
          is_error: true,
          content: [
            { type: "text", text: "seen" },
            { type: "image", source: { type: "base64", media_type: "image/png", data: PNG } },
          ],
        },
        { type: "tool_result", tool_use_id: "nobody", content: "orphan" },
      ],
    },
    { role: "assistant", content: [{ type: "thinking", thinking: "Only that.", signature: "" }] },
    { role: "user", content: "More." },
    { role: "assistant", content: "Prefilled " },
  ],
  tools: [
    { name: LONG, input_schema: SCHEMA },
    { name: "look", input_schema: {} },
    { type: "tool_search_tool_bm25_20251119", name: "tool_search_tool_bm25" },
    { type: "web_search_20250305", name: "web_search", max_uses: 3 },
  ],
  output_config: { format: { type: "json_schema", schema: FORM } },
};

const geminiBody = {
  model: "m",
  systemInstruction: { parts: [{ text: "One." }] },
  contents: [
    { role: "model", parts: [{ text: "I begin." }] },
    { role: "user", parts: [{ text: "Look." }, { inlineData: { mimeType: "image/png", data: PNG } }, { text: "" }] },
    {
      role: "model",
      parts: [
        { text: "Hm.", thought: true },
        { functionCall: { id: LONG_ID, name: LONG, args: {} }, thoughtSignature: "CrIC" },
        { functionCall: { name: "look", args: { n: 1 } } },
      ],
    },
    {
      role: "user",
      parts: [
        { text: "Between." },
        {
          functionResponse: {
            id: LONG_ID,
            name: LONG,
            response: { error: "no" },
            parts: [{ inlineData: { mimeType: "image/png", data: PNG } }],
          },
        },
        { functionResponse: { id: "nobody", name: "nobody", response: { output: "orphan" } } },
      ],
    },
    { role: "model", parts: [] },
    { role: "user", parts: [] },
  ],
  tools: [
    { functionDeclarations: [{ name: LONG, parametersJsonSchema: SCHEMA }, { name: "look" }] },
    { googleSearch: {} },
  ],
  toolConfig: { functionCallingConfig: { mode: "VALIDATED", allowedFunctionNames: [LONG] } },
  generationConfig: {
    responseMimeType: "application/json",
    responseJsonSchema: FORM,
    thinkingConfig: { thinkingBudget: 2000 },
  },
};

export const CLIENTS: Readonly<Record<DialectId, JsonObject>> = {
  "openai-chat": chat,
  "openai-responses": responses,
  "anthropic-messages": messages,
  gemini: geminiBody,
};
