import { dialectLaws } from "../../../test/laws/dialect-laws.ts";
import type { ExchangeRequest } from "../../exchange/request.ts";
import { openaiChat } from "./dialect.ts";

const everything: ExchangeRequest = {
  model: "gpt-5.5",
  stream: true,
  usageInStream: true,
  messages: [
    { role: "system", content: [{ kind: "text", text: "Be brief." }] },
    {
      role: "developer",
      content: [
        { kind: "text", text: "One." },
        { kind: "text", text: "Two." },
      ],
    },
    {
      role: "user",
      name: "ann",
      content: [
        { kind: "text", text: "Look ☃" },
        { kind: "image", url: "data:image/png;base64,AAAA", detail: "low" },
        { kind: "audio", data: "UklG", format: "wav" },
        { kind: "file", source: { kind: "url", url: "data:application/pdf;base64,JVBE" }, name: "a.pdf" },
        { kind: "file", source: { kind: "id", id: "file_1" } },
      ],
    },
    {
      role: "assistant",
      content: [
        { kind: "reasoning", text: "I should look." },
        { kind: "text", text: "Looking." },
        { kind: "tool-call", id: "call_1", name: "look", input: '{"at":"sky"}' },
        { kind: "tool-call", id: "call_2", name: "exec", input: "ls -l", custom: true },
      ],
    },
    {
      role: "tool",
      results: [
        { callId: "call_1", content: [{ kind: "text", text: "blue" }] },
        { callId: "call_2", content: [], custom: true },
      ],
    },
    { role: "assistant", content: [{ kind: "refusal", text: "No more." }] },
    { role: "user", content: [{ kind: "text", text: "Why?" }] },
  ],
  tools: [
    {
      kind: "function",
      name: "look",
      description: "Looks",
      parameters: { type: "object", properties: {} },
      strict: true,
    },
    { kind: "custom", name: "exec", format: { type: "grammar", syntax: "lark", definition: "start: /.+/" } },
  ],
  toolChoice: { kind: "allowed", names: ["look", "exec"], required: true },
  parallelToolCalls: false,
  reasoning: { effort: "high" },
  outputFormat: { kind: "json-schema", name: "answer", schema: { type: "object" }, strict: true },
  verbosity: "low",
  sampling: { temperature: 0.5, topP: 0.9, frequencyPenalty: 0.1, presencePenalty: 0.2, seed: 7 },
  maxOutputTokens: 1000,
  stop: ["END"],
  cacheKey: "thread-1",
  user: "u1",
  serviceTier: "priority",
  metadata: { a: "b" },
  vendor: { openai: { store: true, logit_bias: { "50256": -100 } } },
};

const usage = { inputTokens: 100, cachedInputTokens: 60, cacheWriteTokens: 10, outputTokens: 40, reasoningTokens: 30 };
const head = { id: "chatcmpl-1", model: "gpt-5.5", createdAt: 1_790_000_000_000 };

dialectLaws(openaiChat, {
  requests: [
    everything,
    {
      model: "gpt-5-search-api",
      stream: false,
      messages: [{ role: "user", content: [{ kind: "text", text: "hi" }] }],
      tools: [
        {
          kind: "web-search",
          options: { search_context_size: "low", user_location: { type: "approximate", country: "NL" } },
        },
      ],
    },
    { model: "m", stream: false, messages: [{ role: "user", content: [{ kind: "text", text: "hi" }] }], tools: [] },
    { ...everything, toolChoice: { kind: "named", name: "exec", custom: true }, outputFormat: { kind: "json" } },
    { ...everything, toolChoice: { kind: "named", name: "look" }, outputFormat: { kind: "text" } },
    { ...everything, toolChoice: { kind: "required" } },
  ],
  responses: [
    { ...head, content: [{ kind: "text", text: "Hello, 世界 👋" }], finish: "stop", usage },
    {
      ...head,
      content: [
        { kind: "reasoning", text: "Two looks are needed." },
        { kind: "text", text: "Looking." },
        { kind: "tool-call", id: "call_1", name: "look", input: '{"at":"sky","n":12345678901234567890}' },
        { kind: "tool-call", id: "call_2", name: "look", input: "{}" },
        { kind: "tool-call", id: "call_3", name: "exec", input: "ls", custom: true },
      ],
      finish: "tool_calls",
      usage,
    },
    { ...head, content: [{ kind: "refusal", text: "I cannot." }], finish: "content_filter", usage },
    { ...head, content: [{ kind: "text", text: "cut" }], finish: "length", usage: null },
  ],
  messageOfError: (body) => (body["error"] as Record<string, unknown>)["message"],
});
