import { dialectLaws } from "../../../test/laws/dialect-laws.ts";
import type { ExchangeRequest } from "../../exchange/request.ts";
import { anthropicMessages } from "./dialect.ts";

const everything: ExchangeRequest = {
  model: "claude-opus-5-5",
  stream: true,
  messages: [
    {
      role: "system",
      content: [
        { kind: "text", text: "Be brief." },
        { kind: "text", text: "Always.", cacheHint: { ttl: "1h" } },
      ],
    },
    {
      role: "user",
      content: [
        { kind: "text", text: "Look ☃" },
        { kind: "image", url: "data:image/png;base64,AAAA" },
        { kind: "image", url: "https://example.com/sky.png", cacheHint: {} },
        { kind: "file", source: { kind: "url", url: "data:application/pdf;base64,JVBE" }, name: "a.pdf" },
        { kind: "file", source: { kind: "url", url: "data:text/plain;base64,4piD" } },
        { kind: "file", source: { kind: "url", url: "https://example.com/a.pdf" } },
        { kind: "file", source: { kind: "id", id: "file_1" } },
      ],
    },
    { role: "system", content: [{ kind: "text", text: "In the middle." }] },
    {
      role: "assistant",
      content: [
        { kind: "reasoning", text: "Thinking", proof: { kind: "signature", value: "EqQB" } },
        { kind: "reasoning", text: "", proof: { kind: "redacted", value: "EmwK" } },
        { kind: "text", text: "Looking." },
        { kind: "tool-call", id: "toolu_1", name: "look", input: '{"at":"sky"}' },
        { kind: "tool-call", id: "toolu_2", name: "look", input: "{}" },
        { kind: "tool-call", id: "toolu_3", name: "look", input: "{}" },
      ],
    },
    {
      role: "tool",
      results: [
        { callId: "toolu_1", content: [{ kind: "image", url: "https://example.com/sky.png" }], cacheHint: {} },
        { callId: "toolu_2", content: [{ kind: "text", text: "broken" }], isError: true },
        { callId: "toolu_3", content: [] },
      ],
    },
    { role: "user", content: [{ kind: "text", text: "Why?" }] },
  ],
  tools: [
    {
      kind: "function",
      name: "look",
      description: "Looks",
      parameters: { type: "object", properties: {} },
      strict: true,
      cacheHint: { ttl: "1h" },
      vendor: { anthropic: { defer_loading: true, input_examples: [{ at: "sky" }] } },
    },
    {
      kind: "web-search",
      options: { filters: { allowed_domains: ["example.com"] }, user_location: { type: "approximate", country: "DE" } },
      vendor: { anthropic: { type: "web_search_20260318", max_uses: 3 } },
    },
    { kind: "vendor", vendor: "anthropic", type: "memory_20250818", raw: { type: "memory_20250818", name: "memory" } },
  ],
  toolChoice: { kind: "auto" },
  parallelToolCalls: false,
  reasoning: { effort: "high", budgetTokens: -1, summary: "auto" },
  outputFormat: { kind: "json-schema", name: "output", schema: { type: "object", additionalProperties: false } },
  maxOutputTokens: 1000,
  stop: ["END"],
  user: "u1",
  serviceTier: "default",
  vendor: { anthropic: { container: "c1", context_management: { edits: [] }, speed: "fast" } },
};
const plain: ExchangeRequest = {
  model: "claude-sonnet-4-5-20250929",
  stream: false,
  messages: [{ role: "user", content: [{ kind: "text", text: "hi" }] }],
  tools: [],
  maxOutputTokens: 64_000,
};

const usage = { inputTokens: 100, cachedInputTokens: 60, cacheWriteTokens: 10, outputTokens: 40, reasoningTokens: 30 };
const head = { id: "msg_1", model: "claude-opus-5-5", createdAt: null };

dialectLaws(anthropicMessages, {
  requests: [
    everything,
    plain,
    { ...plain, sampling: { temperature: 0.5, topK: 5 }, tools: everything.tools, toolChoice: { kind: "none" } },
    { ...plain, reasoning: { budgetTokens: 31_999, summary: "auto" }, maxOutputTokens: 32_000 },
    {
      ...plain,
      reasoning: { budgetTokens: 2048 },
      vendor: { anthropic: { thinking: { display: "omitted" }, cache_control: { type: "ephemeral" } } },
    },
    { ...plain, tools: everything.tools, toolChoice: { kind: "named", name: "look" }, parallelToolCalls: true },
    { ...plain, tools: everything.tools, toolChoice: { kind: "required" }, reasoning: { budgetTokens: 0 } },
    {
      ...plain,
      model: "claude-sonnet-5-5",
      cacheKey: "0f5a",
      reasoning: { effort: "low", budgetTokens: -1 },
      vendor: {
        anthropic: { metadata: { user_id: '{"session_id":"0f5a"}' }, thinking: { type: "between_tools" } },
      },
    },
  ],
  responses: [
    { ...head, content: [{ kind: "text", text: "Hello, 世界 👋" }], finish: "stop", usage },
    {
      ...head,
      content: [
        { kind: "reasoning", text: "Two looks.", proof: { kind: "signature", value: "EqQB" } },
        { kind: "reasoning", text: "", proof: { kind: "redacted", value: "EmwK" } },
        { kind: "reasoning", text: "From elsewhere.", proof: { kind: "encrypted_content", value: "gAAAA" } },
        { kind: "text", text: "Looking." },
        { kind: "tool-call", id: "toolu_1", name: "look", input: '{"at":"sky","n":1.5}' },
        { kind: "tool-call", id: "toolu_2", name: "look", input: "{}" },
      ],
      finish: "tool_calls",
      usage,
    },
    { ...head, content: [{ kind: "reasoning", text: "Unsigned." }], finish: "content_filter", usage },
    { ...head, content: [{ kind: "text", text: "cut" }], finish: "length", usage: null },
    { ...head, content: [{ kind: "text", text: "so" }], finish: "stop_sequence", stopSequence: "END", usage },
  ],
  messageOfError: (body) => (body["error"] as Record<string, unknown>)["message"],
});
