import { expect, test } from "bun:test";
import { Fault } from "../../domain/faults.ts";
import type { JsonObject } from "../dialect.ts";
import { encodeRequest as encodeResponses } from "../openai-responses/encode-request.ts";
import { decodeRequest } from "./decode-request.ts";

const user = { role: "user", content: "hi" };
const ask = (more: object) => decodeRequest({ model: "m", max_tokens: 10, messages: [user], ...more });

function paramOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown.details.param;
  }
  throw new Error("no Fault was thrown");
}

test("Claude Code's request is understood", async () => {
  const body = (await Bun.file(`${import.meta.dir}/fixtures/claude-code.json`).json()) as JsonObject;
  const request = decodeRequest(body);
  expect(request).toMatchObject({
    reasoning: { effort: "medium", budgetTokens: -1 },
    cacheKey: "7d3c2b1a-0000-4000-8000-000000000001",
    vendor: { anthropic: { thinking: { display: "omitted" } } },
  });
  expect(request.user).toBeUndefined();
  expect(JSON.stringify(request.messages)).not.toContain("billing-header");
  const sent = JSON.stringify(encodeResponses(request));
  for (const private_ of ["cache_control", "defer_loading", "device_id", "context_management", "thinking"]) {
    expect(sent).not.toContain(`"${private_}"`);
  }
});

test("the form of thinking is told as effort and budget", () => {
  expect(ask({ thinking: { type: "disabled" } }).reasoning).toEqual({ budgetTokens: 0 });
  expect(ask({ thinking: { type: "enabled", budget_tokens: 2000 } }).reasoning).toEqual({
    budgetTokens: 2000,
    summary: "auto",
  });
  expect(ask({ thinking: { type: "adaptive" }, output_config: { effort: "max" } }).reasoning).toEqual({
    effort: "max",
    budgetTokens: -1,
  });
  expect(ask({}).reasoning).toBeUndefined();
});

test("results of tools go before what else the user says, wherever they stood", () => {
  const content = [
    { type: "text", text: "also" },
    { type: "tool_result", tool_use_id: "t1", is_error: true, content: [{ type: "text", text: "no" }] },
  ];
  expect(ask({ messages: [user, { role: "user", content }] }).messages.slice(1)).toEqual([
    { role: "tool", results: [{ callId: "t1", content: [{ kind: "text", text: "no" }], isError: true }] },
    { role: "user", content: [{ kind: "text", text: "also" }] },
  ]);
});

test("thinking that came from OpenAI goes back as what it was", () => {
  const thinking = { type: "thinking", thinking: "Hm", signature: "switchyard.encrypted_content:gAA" };
  expect(ask({ messages: [user, { role: "assistant", content: [thinking] }] }).messages[1]).toEqual({
    role: "assistant",
    content: [{ kind: "reasoning", text: "Hm", proof: { kind: "encrypted_content", value: "gAA" } }],
  });
});

test("records of Anthropic's own tools are no calls of the client's", () => {
  const content = [
    { type: "server_tool_use", id: "s", name: "web_search", input: {} },
    { type: "web_search_tool_result", tool_use_id: "s", content: [] },
    { type: "text", text: "Blue." },
  ];
  expect(ask({ messages: [user, { role: "assistant", content }] }).messages[1]).toEqual({
    role: "assistant",
    content: [{ kind: "text", text: "Blue." }],
  });
});

test("the older name of Claude Code's session keeps the cache warm as well", () => {
  const session = "7d3c2b1a-0000-4000-8000-000000000001";
  expect(ask({ metadata: { user_id: `user_ab12_account__session_${session}` } }).cacheKey).toBe(session);
  expect(ask({ metadata: { user_id: "u1" } })).toMatchObject({ user: "u1" });
});

test("a refusal names the member by its dotted path", () => {
  const withBlock = (role: string, block: object) => () => ask({ messages: [user, { role, content: [block] }] });
  expect(paramOf(() => decodeRequest({ messages: [user] }))).toBe("model");
  expect(paramOf(() => ask({ messages: [] }))).toBe("messages");
  expect(paramOf(() => ask({ messages: [{ role: "robot", content: "" }] }))).toBe("messages.0.role");
  expect(paramOf(withBlock("user", { type: "image" }))).toBe("messages.1.content.0.source");
  expect(paramOf(withBlock("user", { type: "image", source: { type: "file", file_id: "f" } }))).toBe(
    "messages.1.content.0.source.file_id",
  );
  expect(paramOf(withBlock("assistant", { type: "document" }))).toBe("messages.1.content.0.type");
  expect(paramOf(() => ask({ tools: [{ name: "f" }] }))).toBe("tools.0.input_schema");
  expect(paramOf(() => ask({ thinking: { type: "deep" } }))).toBe("thinking.type");
  expect(paramOf(() => ask({ tool_choice: { type: "some" } }))).toBe("tool_choice.type");
});
