import { expect, test } from "bun:test";
import { readFrame } from "../../exchange/sse-frames.ts";
import { spreadResponse } from "../../exchange/spread.ts";
import type { ExchangeRequest, ToolCallPart } from "../../exchange/request.ts";
import type { ExchangeResponse } from "../../exchange/response.ts";
import type { JsonObject } from "../dialect.ts";
import { createNameMap, OPENAI_NAME_LIMITS } from "../names.ts";
import { decodeRequest } from "./decode-request.ts";
import { openaiResponses } from "./dialect.ts";

const run = { type: "function", name: "js", parameters: { type: "object", properties: {} } };
const namespace = { type: "namespace", name: "mcp__repl", description: "A REPL.", tools: [run] };
const code = { type: "namespace", name: "functions", tools: [{ type: "custom", name: "exec" }] };
const asked: JsonObject = {
  model: "m",
  input: [
    { type: "additional_tools", role: "developer", tools: [code] },
    { role: "user", content: "hi" },
  ],
  tools: [
    namespace,
    { type: "tool_search", execution: "client", parameters: { type: "object" } },
    { type: "local_shell" },
  ],
};

const names = (request: ExchangeRequest): readonly string[] =>
  request.tools.map((tool) => ("name" in tool ? tool.name : tool.kind));
const called = (name: string, input: string, custom = false): ToolCallPart => ({
  kind: "tool-call",
  id: "call_1",
  name,
  input,
  ...(custom ? { custom } : {}),
});

/** The call as the client is told of it, whole and streamed. */
function toldOf(
  request: ExchangeRequest,
  call: ToolCallPart,
): { readonly item: JsonObject; readonly types: readonly string[] } {
  const answer: ExchangeResponse = {
    id: "resp_1",
    model: "m",
    createdAt: null,
    content: [call],
    finish: "tool_calls",
    usage: null,
  };
  const whole = openaiResponses.encodeResponse(answer, request)["output"] as readonly JsonObject[];
  const encoder = openaiResponses.createStreamEncoder({ request, fallbackId: "resp_1", createdAt: 1 });
  const frames = spreadResponse(answer)
    .map((event) => encoder.encode(event))
    .join("")
    .split(/(?<=\n\n)/)
    .map((frame) => JSON.parse(readFrame(Buffer.from(frame)).data) as JsonObject);
  const done = frames.find((frame) => frame["type"] === "response.output_item.done");
  expect(done?.["item"]).toEqual(whole[0] as JsonObject);
  return { item: whole[0] ?? {}, types: frames.map((frame) => String(frame["type"])) };
}

test("tools in namespaces are offered under one flat name, those of Codex's own group under their plain one", () => {
  const request = decodeRequest(asked);
  expect(names(request)).toEqual(["mcp__repl__js", "tool_search", "local_shell", "exec"]);
  expect(request.tools[0]).toMatchObject({ description: "A REPL." });
  expect(names(decodeRequest({ ...asked, tools: [{ ...namespace, name: "mcp__repl__" }], input: "hi" }))).toEqual([
    "mcp__repl__js",
  ]);
});

test("a later declaration takes the place of an earlier one", () => {
  const input = [
    ...(asked["input"] as readonly JsonObject[]),
    { type: "additional_tools", tools: [{ ...namespace, description: "Newer." }] },
  ];
  const request = decodeRequest({ ...asked, input });
  expect(names(request)).toEqual(["mcp__repl__js", "tool_search", "local_shell", "exec"]);
  expect(request.tools[0]).toMatchObject({ description: "Newer." });
});

test("a call goes back to the client with the namespace and the name it knows", () => {
  const request = decodeRequest(asked);
  expect(toldOf(request, called("mcp__repl__js", `{"a":1}`)).item).toMatchObject({
    type: "function_call",
    namespace: "mcp__repl",
    name: "js",
    arguments: `{"a":1}`,
    call_id: "call_1",
  });
  const exec = toldOf(request, called("exec", "text(1)", true));
  expect(exec.item).toMatchObject({ type: "custom_tool_call", name: "exec", input: "text(1)" });
  expect(exec.item).not.toHaveProperty("namespace");
});

test("so does one whose flat name was too long for the upstream", () => {
  const request = decodeRequest({ ...asked, tools: [{ ...namespace, name: "n".repeat(80) }] });
  const map = createNameMap(request, OPENAI_NAME_LIMITS);
  const [short = ""] = names(map.request);
  const event = map.restore({ kind: "tool-start", index: 0, id: "call_1", name: short });
  if (event.kind !== "tool-start") throw new Error("no call");
  expect(toldOf(request, called(event.name, "{}")).item).toMatchObject({ namespace: "n".repeat(80), name: "js" });
});

test("a search in tools and a local command are items of their own, told when they are whole", () => {
  const request = decodeRequest(asked);
  const search = toldOf(request, called("tool_search", `{"query":"mail","limit":3}`));
  expect(search.item).toMatchObject({
    type: "tool_search_call",
    call_id: "call_1",
    execution: "client",
    arguments: { query: "mail", limit: 3 },
  });
  expect(search.types.filter((type) => type.includes("arguments"))).toEqual([]);
  const shell = toldOf(request, called("local_shell", `{"command":["ls"],"timeout_ms":9}`));
  expect(shell.item).toMatchObject({
    type: "local_shell_call",
    action: { type: "exec", command: ["ls"], env: {}, timeout_ms: 9 },
  });
  expect(toldOf(request, called("local_shell", "not JSON")).item).toMatchObject({
    action: { command: ["bash", "-lc", ""] },
  });
});

test("what was called stands in the history by the same names, and tools that were found can be called", () => {
  const request = decodeRequest({
    model: "m",
    input: [
      { type: "function_call", call_id: "a", namespace: "mcp__repl", name: "js", arguments: "{}" },
      { type: "function_call_output", call_id: "a", output: "1" },
      { type: "tool_search_call", call_id: "b", execution: "client", arguments: { query: "mail" } },
      { type: "tool_search_output", call_id: "b", execution: "client", tools: [namespace] },
      { type: "local_shell_call", call_id: "c", action: { type: "exec", command: ["ls"] } },
      { type: "local_shell_call_output", call_id: "c", output: "a.txt" },
      { type: "tool_search_call", call_id: null, execution: "server", arguments: {} },
      { type: "configuration_update", model: "x" },
    ],
    tool_choice: { type: "function", namespace: "mcp__repl", name: "js" },
  });
  expect(names(request)).toEqual(["mcp__repl__js"]);
  expect(request.toolChoice).toEqual({ kind: "named", name: "mcp__repl__js" });
  const calls = request.messages.flatMap((message) => (message.role === "assistant" ? message.content : []));
  expect(calls).toMatchObject([
    { name: "mcp__repl__js", input: "{}" },
    { name: "tool_search", input: `{"query":"mail"}` },
    { name: "local_shell", input: `{"command":["ls"]}` },
  ]);
  const results = request.messages.flatMap((message) => (message.role === "tool" ? message.results : []));
  expect(results.map(({ content }) => content)).toMatchObject([
    [{ text: "1" }],
    [{ text: "These tools can be called now: mcp__repl__js" }],
    [{ text: "a.txt" }],
  ]);
});
