// Anthropic's Messages API, as a client meets it on a real socket.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { asObject, type Json, objectsIn } from "../json.ts";
import type { SandboxAnthropicKey, SandboxClaudeAccount } from "../sandbox.ts";
import * as faults from "../faults/fault.ts";
import { eventsOf, type Playground, playground } from "../testing.ts";

let world: Playground;
let account: SandboxClaudeAccount;
let key: SandboxAnthropicKey;

beforeEach(() => {
  world = playground();
  account = world.sandbox.addClaudeAccount({ email: "c@example.com" });
  key = world.sandbox.addAnthropicKey({ email: "k@example.com" });
});
afterEach(() => world.close());

const BASH = { name: "Bash", input_schema: { type: "object", properties: {} } };

function ask(body: Json, headers: Record<string, string> = {}, path = "/v1/messages?beta=true"): Promise<Response> {
  return fetch(`${world.url}/anthropic${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "anthropic-version": "2023-06-01",
      ...(headers["authorization"] === undefined ? { "x-api-key": key.key } : {}),
      ...headers,
    },
    body: JSON.stringify(body),
  });
}

function request(text: string, more: Json = {}): Json {
  return { model: "claude-opus-5-5", max_tokens: 1024, messages: [{ role: "user", content: text }], ...more };
}

function asAccount(of = account): Record<string, string> {
  return {
    authorization: `Bearer ${of.accessToken()}`,
    "anthropic-beta": "claude-code-20250219,oauth-2025-04-20",
  };
}

async function json(response: Promise<Response>): Promise<Json> {
  return asObject(await (await response).json()) ?? {};
}

/** Status, type and message of an error. */
async function refusal(response: Promise<Response>): Promise<readonly [number, unknown, string]> {
  const { status } = await response;
  const error = asObject((await json(response))["error"]);
  return [status, error?.["type"], String(error?.["message"])];
}

describe("an answer", () => {
  test("comes whole, with usage that leaves the cache out of the input", async () => {
    const message = await json(ask(request("hi", { cache_control: { type: "ephemeral" } })));
    expect(message).toMatchObject({
      type: "message",
      role: "assistant",
      content: [{ type: "text", text: "Hello from claude-opus-5-5. You said: hi" }],
      stop_reason: "end_turn",
    });
    expect(Number(asObject(message["usage"])?.["cache_creation_input_tokens"])).toBeGreaterThan(0);
  });

  test("is streamed as named events in their order, one block after the other", async () => {
    const response = await ask(request("hi", { stream: true, thinking: { type: "adaptive" } }));
    const text = await response.text();
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    expect(text.startsWith("event: message_start\n")).toBe(true);
    const events = eventsOf(text);
    const order = events.map((event) => event["type"]).filter((type, index, all) => type !== all[index - 1]);
    const block = ["content_block_start", "content_block_delta", "content_block_stop"];
    expect(order).toEqual(["message_start", "ping", ...block, ...block, "message_delta", "message_stop"]);
    const deltas = events.map((event) => asObject(event["delta"])?.["type"]).filter((type) => type !== undefined);
    expect(deltas.filter((type) => type === "signature_delta").length).toBe(1);
    expect(deltas.indexOf("text_delta")).toBe(deltas.indexOf("signature_delta") + 1);
  });

  test("hides the thought but keeps its signature where display is omitted", async () => {
    const message = await json(ask(request("hi", { thinking: { type: "adaptive", display: "omitted" } })));
    expect(objectsIn(message["content"])[0]).toMatchObject({ type: "thinking", thinking: "" });
  });

  test("calls Bash for run:, several tools at once for call:, and tells what came out", async () => {
    const first = await json(ask(request("run: echo hello", { tools: [BASH] })));
    expect(first["stop_reason"]).toBe("tool_use");
    const [call] = objectsIn(first["content"]);
    expect(call).toMatchObject({ type: "tool_use", name: "Bash", input: { command: "echo hello" } });
    const result = { type: "tool_result", tool_use_id: call?.["id"], content: [{ type: "text", text: "hello" }] };
    const reminder = { type: "text", text: "<system-reminder>run: nothing</system-reminder>" };
    const messages = [
      { role: "user", content: "run: echo hello" },
      { role: "assistant", content: first["content"] },
      { role: "user", content: [result, reminder] },
    ];
    const told = await json(ask(request("", { tools: [BASH], messages })));
    expect(objectsIn(told["content"])[0]).toMatchObject({ text: "The command said: hello" });
    const both = await json(ask(request('call: Bash {"a":1}\ncall: Bash {"a":2}', { tools: [BASH] })));
    expect(objectsIn(both["content"]).map((block) => block["input"])).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test("refuses, runs over and fills in a schema when told to", async () => {
    expect(await json(ask(request("refuse")))).toMatchObject({ stop_reason: "refusal", content: [] });
    expect(await json(ask(request("overflow")))).toMatchObject({ stop_reason: "max_tokens" });
    const schema = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
    const format = { type: "json_schema", schema };
    const filled = await json(ask(request("hi", { output_config: { format } })));
    expect(objectsIn(filled["content"])[0]?.["text"]).toBe('{"n":0}');
  });

  test("is measured where the model's name asks for an amount", async () => {
    const stream = await (await ask(request("x", { model: "sandbox-stream-100x0", stream: true }))).text();
    expect(eventsOf(stream).filter((event) => event["type"] === "content_block_delta").length).toBe(100);
    const whole = await (await ask(request("x", { model: "sandbox-json-5000" }))).text();
    expect(Math.abs(whole.length - 5000)).toBeLessThan(20);
  });

  test("may be counted before it is asked for, without what makes an answer", async () => {
    const { max_tokens: _, ...counting } = request("hi");
    expect(await json(ask(counting, {}, "/v1/messages/count_tokens"))).toEqual({ input_tokens: expect.any(Number) });
    const [status, , message] = await refusal(ask(request("hi"), {}, "/v1/messages/count_tokens"));
    expect([status, message]).toEqual([400, "max_tokens: Extra inputs are not permitted"]);
  });
});

describe("a credential", () => {
  test("may be a key in either header, with either version", async () => {
    expect((await ask(request("hi"))).status).toBe(200);
    const bearer = { authorization: `Bearer ${key.key}`, "anthropic-version": "2026-10-21" };
    const answered = await ask(request("hi"), bearer);
    expect(answered.status).toBe(200);
    expect(answered.headers.get("anthropic-ratelimit-requests-remaining")).toBe("3998");
  });

  test("that is a sign-in needs the OAuth beta and tells its windows as fractions", async () => {
    const bare = await refusal(ask(request("hi"), { authorization: `Bearer ${account.accessToken()}` }));
    expect(bare).toEqual([401, "authentication_error", "OAuth authentication is currently not supported."]);
    account.setUsage({ fiveHour: { usedPercent: 37, resetsInMs: 60_000 } });
    const answered = await ask(request("hi"), asAccount());
    expect(answered.headers.get("anthropic-ratelimit-unified-status")).toBe("allowed");
    const utilization = Number(answered.headers.get("anthropic-ratelimit-unified-5h-utilization"));
    expect(utilization).toBeGreaterThan(0.37);
    expect(utilization).toBeLessThan(0.38);
  });

  test("is refused by kind: unknown, expired, revoked, wrong version", async () => {
    expect(await refusal(ask(request("hi"), { "x-api-key": "nobody" }))).toEqual([
      401,
      "authentication_error",
      "invalid x-api-key",
    ]);
    account.expireAccessToken();
    expect((await refusal(ask(request("hi"), asAccount())))[2]).toContain("OAuth token has expired");
    account.revokeLogin();
    expect((await refusal(ask(request("hi"), asAccount()))).slice(0, 2)).toEqual([403, "permission_error"]);
    expect((await refusal(ask(request("hi"), { "anthropic-version": "2020-01-01" })))[0]).toBe(400);
  });

  test("can be good for Claude Code alone", async () => {
    const strict = world.sandbox.addClaudeAccount({ email: "strict@example.com", onlyClaudeCode: true });
    expect((await refusal(ask(request("hi"), asAccount(strict))))[2]).toContain("only authorized for use with Claude");
    const system = [{ type: "text", text: "You are Claude Code, Anthropic's official CLI for Claude." }];
    expect((await ask(request("hi", { system }), asAccount(strict))).status).toBe(200);
  });
});

describe("a window", () => {
  test("that is used up is a 429 that says which and until when", async () => {
    account.setUsage({ sevenDay: { usedPercent: 100, resetsInMs: 90_000 } });
    const refused = await ask(request("hi"), asAccount());
    expect(refused.status).toBe(429);
    expect(refused.headers.get("anthropic-ratelimit-unified-status")).toBe("rejected");
    expect(refused.headers.get("anthropic-ratelimit-unified-representative-claim")).toBe("seven_day");
    expect(refused.headers.get("retry-after")).toBe("90");
    world.clock.advance(90_000);
    expect((await ask(request("hi"), asAccount())).status).toBe(200);
  });

  test.each([
    ["claude-opus-5-5", { sevenDayOpus: 100 }, ["7d_opus", "seven_day_opus"]],
    ["claude-fable-5-1", { sevenDayFable: 100 }, ["7d_oi", "seven_day_overage_included"]],
  ])("of the family of %s alone leaves the others be", async (model, usage, [header, claim]) => {
    account.setUsage(usage);
    const refused = await ask(request("hi", { model }), asAccount());
    const told = (name: string): string | null => refused.headers.get(`anthropic-ratelimit-unified-${name}`);
    expect([refused.status, told(`${header}-status`), told("representative-claim")]).toEqual([
      429,
      "rejected",
      claim ?? "",
    ]);
    expect(told("5h-status")).toBe("allowed");
    expect((await ask(request("hi", { model: "claude-sonnet-5" }), asAccount())).status).toBe(200);
  });
});

describe("the validator", () => {
  const use = (id: string): Json => ({ type: "tool_use", id, name: "Bash", input: {} });
  const result = (id: string): Json => ({ type: "tool_result", tool_use_id: id, content: "x" });
  const turns = (...contents: readonly unknown[]): readonly Json[] =>
    contents.map((content, index) => ({ role: index % 2 === 0 ? "user" : "assistant", content }));
  const marked = Array.from({ length: 5 }, () => ({ type: "text", text: "x", cache_control: { type: "ephemeral" } }));
  const foreign = { type: "thinking", thinking: "", signature: "RXE=" };

  const catalogue: readonly (readonly [string, Json, string])[] = [
    ["a missing cap", { max_tokens: undefined }, "max_tokens: Field required"],
    ["betas that are no header", { betas: ["x-2026-01-01"] }, "betas: Extra inputs are not permitted"],
    ["a parameter of another API", { stop: ["x"] }, "stop: Extra inputs are not permitted"],
    ["a strange role", { messages: [{ role: "tool", content: "x" }] }, "messages.0.role"],
    ["empty text", { messages: turns([{ type: "text", text: "" }]) }, "text content blocks must be non-empty"],
    [
      "a call without its result",
      { messages: turns("a", [use("t1")], "b") },
      "without `tool_result` blocks immediately",
    ],
    ["a result without its call", { messages: turns([result("t1")]) }, "unexpected `tool_use_id`"],
    ["an id with strange characters", { messages: turns("a", [use("t|1")], [result("t|1")]) }, "tool_use.id"],
    ["a foreign thought", { messages: turns("a", [foreign, use("t1")], [result("t1")]) }, "Invalid `signature`"],
    ["a fifth cache mark", { messages: turns(marked) }, "A maximum of 4 blocks"],
    ["a long tool name", { tools: [{ ...BASH, name: "x".repeat(129) }] }, "should have at most 128 characters"],
    ["a prefill of a newest model", { messages: turns("a", "b") }, "does not support assistant message prefill"],
    ["sampling of a newest model", { temperature: 1 }, "`temperature` is not supported for this model"],
    ["a thinking budget of a newest model", { thinking: { type: "enabled", budget_tokens: 2048 } }, "is not supported"],
    ["context management without its beta", { context_management: {} }, "Extra inputs are not permitted"],
  ];
  for (const [name, more, text] of catalogue) {
    test(`refuses ${name}`, async () => {
      const [status, type, message] = await refusal(ask(request("hi", more)));
      expect([status, type]).toEqual([400, "invalid_request_error"]);
      expect(message).toContain(text);
    });
  }

  test("refuses sampling parameters since version 2026-10-21, and takes them before", async () => {
    const older = request("hi", { model: "claude-sonnet-4-5-20250929", temperature: 0.5 });
    expect((await ask(older)).status).toBe(200);
    expect((await refusal(ask(older, { "anthropic-version": "2026-10-21" })))[0]).toBe(400);
  });

  test("takes back a thought from who had it, word for word, and from nobody else", async () => {
    const thinking = { type: "adaptive" };
    const first = await json(ask(request("run: ls", { thinking, tools: [BASH] }), asAccount()));
    const content = objectsIn(first["content"]);
    const messages = turns("run: ls", content, [result(String(content[1]?.["id"]))]);
    const next = request("", { thinking, tools: [BASH], messages });
    expect((await ask(next, asAccount())).status).toBe(200);
    expect((await refusal(ask(next)))[2]).toBe("messages.1.content.0: Invalid `signature` in `thinking` block");
    const changed = [{ ...content[0], thinking: "else" }, ...content.slice(1)];
    const altered = turns("run: ls", changed, [result(String(content[1]?.["id"]))]);
    expect((await refusal(ask({ ...next, messages: altered }, asAccount())))[0]).toBe(400);
  });

  test("does not know models that are not Anthropic's", async () => {
    expect(await refusal(ask(request("hi", { model: "gpt-5.5" })))).toEqual([404, "not_found_error", "model: gpt-5.5"]);
  });
});

describe("a scripted fault", () => {
  const catalogue: readonly (readonly [faults.Fault, number, string])[] = [
    [faults.unauthorized(), 401, "authentication_error"],
    [faults.tokenInvalidated(), 403, "permission_error"],
    [faults.rateLimited(2000), 429, "rate_limit_error"],
    [faults.usageLimitReached({ resetsInMs: 60_000 }), 429, "rate_limit_error"],
    [faults.serverError(), 500, "api_error"],
    [faults.overloaded(), 529, "overloaded_error"],
    [faults.modelNotSupported("x"), 404, "not_found_error"],
    [faults.deactivatedWorkspace(), 400, "invalid_request_error"],
    [faults.invalidEncryptedContent(), 400, "invalid_request_error"],
    [{ kind: "status", status: 504, body: {} }, 504, "timeout_error"],
  ];
  for (const [fault, status, type] of catalogue) {
    test(`of status ${status} is told as ${type}, to the account it is for`, async () => {
      world.sandbox.script({ account: "c@example.com", path: "/v1/messages", fault });
      expect((await ask(request("hi"))).status).toBe(200);
      expect((await refusal(ask(request("hi"), asAccount()))).slice(0, 2)).toEqual([status, type]);
      expect((await ask(request("hi"), asAccount())).status).toBe(200);
    });
  }

  test("of usage carries a rejected window and its delay", async () => {
    world.sandbox.script({ fault: faults.usageLimitReached({ resetsInMs: 60_000 }) });
    const refused = await ask(request("hi"), asAccount());
    expect(refused.headers.get("anthropic-ratelimit-unified-status")).toBe("rejected");
    expect(refused.headers.get("retry-after")).toBe("60");
  });

  test("given in full is given as it stands", async () => {
    world.sandbox.script({ fault: { kind: "status", status: 418, body: { tea: true } } });
    expect(await json(ask(request("hi")))).toEqual({ tea: true });
  });

  test("in mid-stream is one error event", async () => {
    const fault = { kind: "error-event", code: "overloaded_error", message: "Overloaded", afterEvents: 4 } as const;
    world.sandbox.script({ fault });
    const events = eventsOf(await (await ask(request("hi", { stream: true }))).text());
    expect(events.length).toBe(5);
    expect(events.at(-1)).toEqual({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } });
  });
});
