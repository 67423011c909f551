import { dialectLaws } from "../../../test/laws/dialect-laws.ts";
import type { ExchangeRequest } from "../../exchange/request.ts";
import { openaiResponses } from "./dialect.ts";

const everything: ExchangeRequest = {
  model: "gpt-5.5",
  stream: true,
  messages: [
    { role: "developer", content: [{ kind: "text", text: "Be brief." }] },
    {
      role: "user",
      content: [
        { kind: "text", text: "Look ☃" },
        { kind: "image", url: "data:image/png;base64,AAAA", detail: "low" },
        { kind: "file", source: { kind: "url", url: "data:application/pdf;base64,JVBE" }, name: "a.pdf" },
        { kind: "file", source: { kind: "url", url: "https://example.com/a.pdf" } },
        { kind: "file", source: { kind: "id", id: "file_1" } },
      ],
    },
    {
      role: "assistant",
      content: [
        { kind: "reasoning", text: "Thinking", id: "rs_1", proof: { kind: "encrypted_content", value: "gAAAA" } },
        { kind: "text", text: "Looking." },
        { kind: "refusal", text: "Not there." },
        { kind: "tool-call", id: "call_1", name: "look", input: '{"at":"sky"}' },
        { kind: "tool-call", id: "call_2", name: "exec", input: "ls -l", custom: true },
        { kind: "tool-call", id: "call_3", name: "look", input: "{}" },
      ],
    },
    {
      role: "tool",
      results: [
        { callId: "call_1", content: [{ kind: "image", url: "https://example.com/sky.png" }] },
        { callId: "call_2", content: [{ kind: "text", text: "total 0" }], custom: true },
        { callId: "call_3", content: [] },
      ],
    },
    { role: "developer", content: [{ kind: "text", text: "In the middle." }] },
    { role: "user", content: [{ kind: "text", text: "Why?" }] },
  ],
  tools: [
    {
      kind: "function",
      name: "look",
      description: "Looks",
      parameters: { type: "object", properties: {} },
      strict: false,
    },
    { kind: "custom", name: "exec", format: { type: "grammar", syntax: "lark", definition: "start: /.+/" } },
    { kind: "web-search", options: { search_context_size: "low" } },
    { kind: "vendor", vendor: "openai", type: "image_generation", raw: { type: "image_generation" } },
  ],
  toolChoice: { kind: "allowed", names: ["look", "exec"], required: false },
  parallelToolCalls: true,
  reasoning: { effort: "high" },
  outputFormat: { kind: "json-schema", name: "answer", schema: { type: "object" }, description: "d" },
  verbosity: "low",
  sampling: { temperature: 0.5, topP: 0.9 },
  maxOutputTokens: 1000,
  cacheKey: "thread-1",
  user: "u1",
  serviceTier: "priority",
  metadata: { a: "b" },
  vendor: { openai: { store: false, truncation: "auto" } },
};

const usage = { inputTokens: 100, cachedInputTokens: 60, cacheWriteTokens: 10, outputTokens: 40, reasoningTokens: 30 };
const head = { id: "resp_1", model: "gpt-5.5", createdAt: 1_790_000_000_000 };

dialectLaws(openaiResponses, {
  requests: [
    everything,
    { model: "m", stream: false, messages: [{ role: "user", content: [{ kind: "text", text: "hi" }] }], tools: [] },
    { ...everything, toolChoice: { kind: "named", name: "exec", custom: true }, outputFormat: { kind: "json" } },
    {
      ...everything,
      toolChoice: { kind: "none" },
      reasoning: { summary: "auto" },
      vendor: { openai: { include: ["reasoning.encrypted_content"] } },
    },
  ],
  responses: [
    { ...head, content: [{ kind: "text", text: "Hello, 世界 👋" }], finish: "stop", usage },
    {
      ...head,
      content: [
        { kind: "reasoning", text: "Two looks.", id: "rs_1", proof: { kind: "encrypted_content", value: "gAAAA" } },
        { kind: "text", text: "Looking." },
        { kind: "tool-call", id: "call_1", name: "look", input: '{"at":"sky","n":12345678901234567890}' },
        { kind: "tool-call", id: "call_2", name: "look", input: "" },
        { kind: "tool-call", id: "call_3", name: "exec", input: "ls", custom: true },
      ],
      finish: "tool_calls",
      usage,
    },
    {
      ...head,
      content: [
        { kind: "reasoning", text: "", id: "rs_2", proof: { kind: "signature", value: "EqQB" } },
        { kind: "refusal", text: "I cannot." },
      ],
      finish: "content_filter",
      usage,
    },
    { ...head, content: [{ kind: "text", text: "cut" }], finish: "length", usage: null },
  ],
  messageOfError: (body) => (body["error"] as Record<string, unknown>)["message"],
});
