import { dialectLaws } from "../../../test/laws/dialect-laws.ts";
import type { ExchangeRequest } from "../../exchange/request.ts";
import { gemini } from "./dialect.ts";

const everything: ExchangeRequest = {
  model: "gemini-3-pro-preview",
  stream: true,
  messages: [
    {
      role: "system",
      content: [
        { kind: "text", text: "Be brief." },
        { kind: "text", text: "Be kind." },
      ],
    },
    {
      role: "user",
      content: [
        { kind: "text", text: "Look ☃" },
        { kind: "image", url: "data:image/png;base64,AAAA" },
        { kind: "image", url: "https://example.com/sky.jpg" },
        { kind: "audio", data: "UklG", format: "wav" },
        { kind: "file", source: { kind: "url", url: "data:application/pdf;base64,JVBE" } },
        { kind: "file", source: { kind: "url", url: "https://example.com/a.pdf" } },
        { kind: "file", source: { kind: "id", id: "https://generativelanguage.googleapis.com/v1beta/files/a1" } },
      ],
    },
    {
      role: "assistant",
      content: [
        { kind: "text", text: "Looking." },
        { kind: "tool-call", id: "call_1", name: "look", input: '{"at":"sky"}', proof: "CrIC" },
        { kind: "tool-call", id: "call_2", name: "look", input: "{}" },
      ],
    },
    {
      role: "tool",
      results: [
        {
          callId: "call_1",
          content: [
            { kind: "text", text: "blue" },
            { kind: "image", url: "data:image/png;base64,BBBB" },
          ],
        },
        { callId: "call_2", content: [{ kind: "text", text: "No such place." }], isError: true },
      ],
    },
    { role: "user", content: [{ kind: "text", text: "Why?" }] },
  ],
  tools: [
    {
      kind: "function",
      name: "look",
      description: "Looks",
      parameters: { type: "object", properties: { at: { type: "string", const: "sky" } }, additionalProperties: false },
    },
    { kind: "function", name: "now" },
    { kind: "vendor", vendor: "gemini", type: "codeExecution", raw: { codeExecution: {} } },
  ],
  toolChoice: { kind: "allowed", names: ["look", "now"], required: true },
  reasoning: { effort: "high", summary: "auto" },
  outputFormat: { kind: "json-schema", name: "response", schema: { type: "object", properties: {} } },
  sampling: { temperature: 0.5, topP: 0.9, topK: 40, frequencyPenalty: 0.1, presencePenalty: 0.2, seed: 7 },
  maxOutputTokens: 1000,
  stop: ["END"],
  vendor: { gemini: { safetySettings: [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE" }] } },
};
const hi: ExchangeRequest["messages"] = [{ role: "user", content: [{ kind: "text", text: "hi" }] }];

const usage = { inputTokens: 100, cachedInputTokens: 60, cacheWriteTokens: 0, outputTokens: 40, reasoningTokens: 30 };
const head = { id: "resp-1", model: "gemini-3-pro-preview", createdAt: null };

/** The front door puts what the URL says into the body; the law's round trip has to do it in its place. */
const withUrl = (request: ExchangeRequest) => ({ model: request.model, stream: request.stream });

dialectLaws(
  { ...gemini, encodeRequest: (request) => ({ ...withUrl(request), ...gemini.encodeRequest(request) }) },
  {
    requests: [
      everything,
      { model: "gemini-2.5-flash", stream: false, messages: hi, tools: [], reasoning: { budgetTokens: 8192 } },
      { model: "gemini-2.5-pro", stream: false, messages: hi, tools: [{ kind: "web-search" }] },
      { ...everything, toolChoice: { kind: "named", name: "look" }, outputFormat: { kind: "json" } },
      { ...everything, toolChoice: { kind: "required" }, outputFormat: { kind: "text" } },
      { ...everything, toolChoice: { kind: "allowed", names: ["look"], required: false } },
      { ...everything, toolChoice: { kind: "none" } },
      {
        model: "claude-sonnet-4-6",
        stream: true,
        messages: [
          ...hi,
          {
            role: "assistant",
            content: [
              { kind: "reasoning", text: "Hm.", proof: { kind: "signature", value: "EqQB" } },
              { kind: "tool-call", id: "toolu_1", name: "look", input: "{}" },
            ],
          },
          { role: "tool", results: [{ callId: "toolu_1", content: [] }] },
        ],
        tools: [],
      },
    ],
    responses: [
      { ...head, content: [{ kind: "text", text: "Hello, 世界 👋" }], finish: "stop", usage },
      {
        ...head,
        content: [
          { kind: "reasoning", text: "Two looks are needed." },
          { kind: "text", text: "Looking." },
          { kind: "reasoning", text: "And now?" },
          { kind: "tool-call", id: "call_1", name: "look", input: '{"at":"sky"}', proof: "CrIC" },
          { kind: "tool-call", id: "call_2", name: "look", input: "{}" },
        ],
        finish: "tool_calls",
        usage,
      },
      {
        ...head,
        model: "claude-sonnet-4-6",
        content: [
          { kind: "reasoning", text: "Hm.", proof: { kind: "signature", value: "EqQB" } },
          { kind: "tool-call", id: "toolu_1", name: "look", input: "{}" },
        ],
        finish: "tool_calls",
        usage: null,
      },
      { ...head, content: [{ kind: "text", text: "I cannot." }], finish: "content_filter", usage },
      { ...head, content: [{ kind: "text", text: "cut" }], finish: "length", usage: null },
    ],
    messageOfError: (body) => (body["error"] as Record<string, unknown>)["message"],
  },
);
