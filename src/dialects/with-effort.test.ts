import { expect, test } from "bun:test";
import { readEffortSuffix, type RequestedEffort } from "../domain/effort-suffix.ts";
import { type JsonText, readJsonText } from "../exchange/json-text.ts";
import { anthropicMessages } from "./anthropic-messages/dialect.ts";
import type { JsonObject } from "./dialect.ts";
import { gemini } from "./gemini/dialect.ts";
import { openaiChat } from "./openai-chat/dialect.ts";
import { openaiResponses } from "./openai-responses/dialect.ts";

/** What stands in the parentheses. */
function wish(said: string): RequestedEffort {
  const { effort } = readEffortSuffix(`m(${said})`);
  if (effort === null) throw new Error(`no effort: ${said}`);
  return effort;
}

function textOf(json: string): JsonText {
  const read = readJsonText(Buffer.from(json));
  if (read.kind !== "ok") throw new Error(read.message);
  return read.text;
}
const parsed = (text: JsonText): JsonObject => JSON.parse(Buffer.from(text.bytes).toString()) as JsonObject;

type Row = readonly [effort: string, before: JsonObject, after: JsonObject];

test.each<Row>([
  ["high", {}, { reasoning_effort: "high" }],
  ["none", { reasoning_effort: "low" }, { reasoning_effort: "none" }],
  ["auto", { reasoning_effort: "low" }, {}],
  ["8192", {}, { reasoning_effort: "medium" }],
  ["0", {}, { reasoning_effort: "none" }],
  ["-1", { reasoning_effort: "low" }, {}],
  ["max", { reasoning: { effort: "low" } }, { reasoning_effort: "max" }],
  ["low", { reasoning: { max_tokens: 9, exclude: true } }, { reasoning: { exclude: true }, reasoning_effort: "low" }],
])("chat is asked for (%s)", (effort, before, after) => {
  expect(parsed(openaiChat.withEffort(textOf(JSON.stringify(before)), wish(effort), "m"))).toEqual(after);
});

test.each<Row>([
  ["high", {}, { reasoning: { effort: "high" } }],
  ["xhigh", { reasoning: { effort: "low", summary: "auto" } }, { reasoning: { effort: "xhigh", summary: "auto" } }],
  ["auto", { reasoning: { effort: "low" } }, {}],
  ["auto", { reasoning: { effort: "low", context: "all_turns" } }, { reasoning: { context: "all_turns" } }],
  ["600", { reasoning: null }, { reasoning: { effort: "low" } }],
])("Responses is asked for (%s)", (effort, before, after) => {
  expect(parsed(openaiResponses.withEffort(textOf(JSON.stringify(before)), wish(effort), "m"))).toEqual(after);
});

const enabled = (tokens: number) => ({ thinking: { type: "enabled", budget_tokens: tokens } });
const waiting = [
  { role: "user", content: "hi" },
  { role: "assistant", content: [{ type: "tool_use", id: "t", name: "look", input: {} }] },
  { role: "user", content: [{ type: "tool_result", tool_use_id: "t" }] },
];

test.each<readonly [model: string, ...Row]>([
  ["claude-sonnet-4-5", "medium", { max_tokens: 32_000 }, { max_tokens: 32_000, ...enabled(8192) }],
  ["claude-sonnet-4-5", "8192", { max_tokens: 1000 }, { max_tokens: 9192, ...enabled(8192) }],
  ["claude-opus-4-1", "64000", { max_tokens: 1000 }, { max_tokens: 32_000, ...enabled(31_999) }],
  ["claude-sonnet-4-5", "none", { max_tokens: 9, ...enabled(2000) }, { max_tokens: 9, thinking: { type: "disabled" } }],
  [
    "claude-sonnet-4-5",
    "2000",
    { max_tokens: 4000, temperature: 0.5, top_p: 0.5, top_k: 3 },
    { max_tokens: 4000, ...enabled(2000) },
  ],
  [
    "claude-sonnet-4-5",
    "2000",
    { max_tokens: 4000, tool_choice: { type: "any" } },
    { max_tokens: 4000, tool_choice: { type: "any" } },
  ],
  ["claude-sonnet-4-5", "2000", { max_tokens: 4000, messages: waiting }, { max_tokens: 4000, messages: waiting }],
  ["claude-3-5-haiku", "high", { max_tokens: 9 }, { max_tokens: 9 }],
  [
    "claude-opus-4-8",
    "high",
    {
      max_tokens: 9,
      thinking: { type: "adaptive", display: "omitted" },
      output_config: { effort: "low", format: { a: 1 } },
    },
    {
      max_tokens: 9,
      thinking: { type: "adaptive", display: "omitted" },
      output_config: { effort: "high", format: { a: 1 } },
    },
  ],
  [
    "claude-opus-4-8",
    "30000",
    { max_tokens: 9 },
    { max_tokens: 9, thinking: { type: "adaptive" }, output_config: { effort: "xhigh" } },
  ],
  [
    "claude-opus-4-8",
    "auto",
    { max_tokens: 9, output_config: { effort: "low" } },
    { max_tokens: 9, thinking: { type: "adaptive" } },
  ],
  ["claude-sonnet-4-6", "5000", { max_tokens: 100 }, { max_tokens: 5100, ...enabled(5000) }],
  ["claude-opus-5-5", "none", { max_tokens: 9 }, { max_tokens: 9, output_config: { effort: "low" } }],
])("Messages: %s is asked for (%s)", (model, effort, ...[before, after]) => {
  expect(parsed(anthropicMessages.withEffort(textOf(JSON.stringify(before)), wish(effort), model))).toEqual(after);
});

const thinkingConfig = (config: JsonObject) => ({ generationConfig: { thinkingConfig: config } });

test.each<readonly [model: string, ...Row]>([
  ["gemini-3-pro-preview", "high", {}, thinkingConfig({ thinkingLevel: "HIGH" })],
  ["gemini-3-pro-preview", "none", {}, thinkingConfig({ thinkingLevel: "LOW" })],
  ["gemini-3-flash", "auto", thinkingConfig({ thinkingLevel: "LOW" }), {}],
  [
    "gemini-3-flash",
    "8192",
    { generation_config: { topK: 1, thinking_config: { thinking_budget: 1, include_thoughts: true } } },
    { generation_config: { topK: 1, thinkingConfig: { thinkingLevel: "MEDIUM", includeThoughts: true } } },
  ],
  ["gemini-2.5-flash", "9999", {}, thinkingConfig({ thinkingBudget: 9999 })],
  ["gemini-2.5-flash", "auto", {}, thinkingConfig({ thinkingBudget: -1 })],
  ["gemini-2.5-flash", "none", thinkingConfig({ includeThoughts: true }), thinkingConfig({ thinkingBudget: 0 })],
  ["gemini-2.5-pro", "none", {}, thinkingConfig({ thinkingBudget: 128 })],
  ["gemini-2.0-flash", "high", {}, {}],
])("Gemini: %s is asked for (%s)", (model, effort, ...[before, after]) => {
  expect(parsed(gemini.withEffort(textOf(JSON.stringify(before)), wish(effort), model))).toEqual(after);
});

test("the conversation keeps its very bytes", () => {
  const history = `[ {"role":"user",  "content":"a\\u00e9 12345678901234567890"} ]`;
  const rows = [
    [openaiChat, "messages"],
    [openaiResponses, "input"],
    [anthropicMessages, "messages"],
    [gemini, "contents"],
  ] as const;
  for (const [dialect, member] of rows) {
    const text = textOf(`{"model": "m", "${member}" : ${history},"max_tokens":9}`);
    const edited = Buffer.from(dialect.withEffort(text, wish("high"), "gemini-claude-4-5").bytes).toString();
    expect(edited).toContain(`"model": "m", "${member}" : ${history}`);
  }
});

test("members of the wrong kind are written over, not tripped over", () => {
  const broken = `{"reasoning":"x","thinking":7,"output_config":[],"generationConfig":1,"messages":[1,"a",null],"max_tokens":"x"}`;
  for (const dialect of [openaiChat, openaiResponses, anthropicMessages, gemini]) {
    for (const model of ["claude-sonnet-4-5", "claude-opus-4-8", "gemini-3-flash"]) {
      expect(() => dialect.withEffort(textOf(broken), wish("high"), model)).not.toThrow();
    }
  }
});
