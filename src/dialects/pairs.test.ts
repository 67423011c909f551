// What one client says, said to each of the other three upstreams: the sandbox's upstreams, which refuse what the real ones
// refuse, are the judges. The requests hold everything that some upstream would stumble over.

import { describe, expect, test } from "bun:test";
import { problemWith as messagesProblem } from "../sandbox/anthropic/validate-request.ts";
import { refusal } from "../sandbox/codex/validate-request.ts";
import { problemWith as chatProblem } from "../sandbox/compatible/validate-request.ts";
import { problemWith as geminiProblem } from "../sandbox/google/validate-request.ts";
import type { ExchangeRequest } from "../exchange/request.ts";
import { anthropicMessages } from "./anthropic-messages/dialect.ts";
import type { Dialect, DialectId, JsonObject } from "./dialect.ts";
import { gemini } from "./gemini/dialect.ts";
import { isObject } from "./members.ts";
import { createNameMap } from "./names.ts";
import { openaiChat } from "./openai-chat/dialect.ts";
import { openaiResponses } from "./openai-responses/dialect.ts";
import { CLIENTS, LONG, OWNER, PNG } from "./testing.ts";

const DIALECTS: readonly Dialect[] = [openaiChat, openaiResponses, anthropicMessages, gemini];
/** Models of several generations behind each API. */
const MODELS: Readonly<Record<DialectId, readonly string[]>> = {
  "openai-chat": ["gpt-5.5", "qwen3-coder-plus"],
  "openai-responses": ["gpt-5.5"],
  "anthropic-messages": ["claude-haiku-4-5", "claude-opus-4-6", "claude-opus-4-8", "claude-sonnet-5", "kimi-k2"],
  gemini: ["gemini-2.5-flash", "gemini-3-pro-preview", "claude-sonnet-4-6"],
};

/** What is wrong with the request, in the upstream's words; null where nothing is. */
function problemOf(upstream: DialectId, body: JsonObject, model: string): string | null {
  switch (upstream) {
    case "anthropic-messages":
      return messagesProblem(body, { version: "2023-06-01", owner: OWNER, purpose: "answer" });
    case "gemini":
      return geminiProblem(body, { model, owner: OWNER, door: "gemini" });
    case "openai-chat":
      return chatProblem(model.startsWith("gpt-") ? asOldServersKnow(body) : body);
    case "openai-responses": {
      // What the ChatGPT backend takes besides is its provider's matter.
      const { max_output_tokens: _, ...rest } = body;
      const fault = refusal({ ...rest, store: false, stream: true }, { accountId: OWNER, transport: "http" });
      return fault === null ? responsesProblem(body) : JSON.stringify(fault.body);
    }
  }
}

/** OpenAI's own models know two words more than the imitators' validator. */
function asOldServersKnow(body: JsonObject): JsonObject {
  const said = JSON.stringify(body).replaceAll(`"role":"developer"`, `"role":"system"`);
  const { tools = [], ...rest } = JSON.parse(said) as { readonly tools?: readonly JsonObject[] };
  return { ...rest, tools: tools.filter((tool) => tool["type"] !== "custom") };
}

/** Calls and outputs pair up, names are legal, no thought is left without what follows. */
function responsesProblem(body: JsonObject): string | null {
  const items = (body["input"] as readonly JsonObject[]).filter(isObject);
  const of = (type: string) =>
    items.filter((item) => String(item["type"]).endsWith(type)).map((item) => String(item["call_id"]));
  const [calls, outputs] = [of("_call"), of("_call_output")];
  const open = calls.find((id) => outputs.filter((other) => other === id).length !== 1);
  if (open !== undefined) return `No tool output found for function call ${open}.`;
  const orphan = outputs.find((id) => !calls.includes(id));
  if (orphan !== undefined) return `No tool call found for function call output with call_id ${orphan}.`;
  const bare = items.findIndex((item, at) => item["type"] === "reasoning" && items[at + 1]?.["type"] === undefined);
  if (bare >= 0) return "reasoning item without its required following item";
  const tools = (body["tools"] ?? []) as readonly JsonObject[];
  const odd = tools.find(
    ({ type, name }) => type !== "web_search" && type !== "image_generation" && !/^[\w-]{1,64}$/.test(String(name)),
  );
  if (odd !== undefined) return `Invalid 'tools.name': ${String(odd["name"])}`;
  const loose = tools.find(
    ({ type, parameters }) =>
      type === "function" && (!isObject(parameters) || parameters["type"] !== "object" || "anyOf" in parameters),
  );
  return loose === undefined ? null : `Invalid schema for function '${String(loose["name"])}'`;
}

function sent(
  client: Dialect,
  upstream: Dialect,
  model: string,
): { readonly asked: ExchangeRequest; readonly body: JsonObject } {
  const asked = client.decodeRequest({ ...CLIENTS[client.id], model });
  const { request } = createNameMap(asked, upstream.nameLimits);
  return { asked, body: upstream.encodeRequest(request) };
}

const ROWS = DIALECTS.flatMap((client) =>
  DIALECTS.filter((upstream) => upstream !== client).flatMap((upstream) =>
    MODELS[upstream.id].map((model) => [client.id, upstream.id, model, client, upstream] as const),
  ),
);

describe.each(ROWS)("%s to %s (%s)", (...[, id, model, client, upstream]) => {
  test("is accepted", () => {
    expect(problemOf(id, sent(client, upstream, model).body, model)).toBeNull();
  });

  test("keeps what was said: instructions anywhere, images of tools, orphans, the form of the answer", () => {
    const text = JSON.stringify(sent(client, upstream, model).body);
    for (const word of ["One.", "Look.", "Between.", "orphan", PNG]) expect(text).toContain(word);
    if (client.id !== "gemini") expect(text).toContain("Two, in the middle.");
    expect(text).toMatch(/"a\\?":\{\\?"type\\?":\\?"string/);
    expect(text).toContain("interrupted");
  });

  test("gives every call back under the client's own name and id", () => {
    const { asked } = sent(client, upstream, model);
    const names = createNameMap(asked, upstream.nameLimits);
    const tool = names.request.tools.find((entry) => entry.kind === "function");
    const event = {
      kind: "tool-start",
      index: 0,
      id: "call_new",
      name: tool?.kind === "function" ? tool.name : "",
    } as const;
    expect(names.restore(event)).toEqual({ ...event, name: LONG });
  });
});
