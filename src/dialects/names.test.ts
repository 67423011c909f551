import { expect, test } from "bun:test";
import fc from "fast-check";
import type { ExchangeRequest } from "../exchange/request.ts";
import { createNameMap, OPENAI_NAME_LIMITS } from "./names.ts";

const long = `mcp__a_server_with_a_very_long_name_indeed__and_a_tool_with_a_long_name_too__read`;

function requestWith(names: readonly string[], ids: readonly string[] = ["call_1"]): ExchangeRequest {
  const [name = "none"] = names;
  const [id = "call_1"] = ids;
  return {
    model: "m",
    stream: true,
    messages: [
      { role: "assistant", content: [{ kind: "tool-call", id, name, input: "{}" }] },
      { role: "tool", results: ids.map((callId) => ({ callId, content: [] })) },
    ],
    tools: names.map((entry) => ({ kind: "function", name: entry })),
    toolChoice: { kind: "named", name },
  };
}
const toolNames = (request: ExchangeRequest) => request.tools.flatMap((tool) => ("name" in tool ? [tool.name] : []));

test("a request within the limits is the same object", () => {
  const request = requestWith(["look"]);
  expect(createNameMap(request, OPENAI_NAME_LIMITS).request).toBe(request);
});

test("a long name is shortened alike in tools, history and choice, and restored in the answer", () => {
  const { request, restore } = createNameMap(requestWith([long], ["x".repeat(90)]), OPENAI_NAME_LIMITS);
  const [short = ""] = toolNames(request);
  expect(short).toMatch(/^mcp__.*__read$/);
  expect(short.length).toBeLessThanOrEqual(64);
  expect(request.toolChoice).toEqual({ kind: "named", name: short });
  expect(request.messages[0]).toMatchObject({ content: [{ name: short }] });
  expect(restore({ kind: "tool-start", index: 0, id: "call_new", name: short })).toEqual({
    kind: "tool-start",
    index: 0,
    id: "call_new",
    name: long,
  });
});

test("a call and its result keep one id", () => {
  const { request } = createNameMap(requestWith(["look"], ["toolu|01.".repeat(12)]), OPENAI_NAME_LIMITS);
  const [call, result] = request.messages;
  const id = call?.role === "assistant" && call.content[0]?.kind === "tool-call" ? call.content[0].id : "";
  expect(id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
  expect(result).toMatchObject({ results: [{ callId: id }] });
});

test("a name is shortened the same beside any other tools, so prompt caches hold", () => {
  const alone = toolNames(createNameMap(requestWith([long]), OPENAI_NAME_LIMITS).request)[0];
  const among = toolNames(createNameMap(requestWith(["a", `${long}x`, long]), OPENAI_NAME_LIMITS).request)[2];
  expect(among).toBe(alone);
});

test("any names come out legal, apart from each other, and restorable", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 100 }), { minLength: 1 }), (names) => {
      const { request, restore } = createNameMap(requestWith(names), { ...OPENAI_NAME_LIMITS, startsWithLetter: true });
      const shorts = toolNames(request);
      expect(new Set(shorts).size).toBe(names.length);
      for (const short of shorts) expect(short).toMatch(/^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/);
      const back = shorts.map((name) => restore({ kind: "tool-start", index: 0, id: "c", name }));
      expect(back.map((event) => event.kind === "tool-start" && event.name)).toEqual(names);
    }),
  );
});

test("a legal name that looks like a short one keeps its name", () => {
  const short = toolNames(createNameMap(requestWith([long]), OPENAI_NAME_LIMITS).request)[0] ?? "";
  const names = toolNames(createNameMap(requestWith([long, short]), OPENAI_NAME_LIMITS).request);
  expect(names[1]).toBe(short);
  expect(names[0]).not.toBe(short);
});
