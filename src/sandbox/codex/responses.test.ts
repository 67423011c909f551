// The ChatGPT backend as the gateway meets it over HTTP.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { zstdCompressSync, gzipSync } from "node:zlib";
import { asObject, type Json } from "../json.ts";
import { codexRequest, eventsOf, itemsOf, type Playground, playground, said, START } from "../testing.ts";
import type { SandboxAccount } from "../accounts/account.ts";

const PATH = "/backend-api/codex/responses";
let world: Playground;
let account: SandboxAccount;

beforeEach(() => {
  world = playground();
  account = world.sandbox.addAccount({ email: "a@example.com", primaryUsedPercent: 12.5, secondaryUsedPercent: 40 });
});
afterEach(() => world.close());

async function turn(text: string, more: Json = {}): Promise<readonly Json[]> {
  const response = await world.post(PATH, account.accessToken(), codexRequest(text, more));
  expect(response.status).toBe(200);
  return eventsOf(await response.text());
}

async function refused(body: Json): Promise<unknown> {
  const response = await world.post(PATH, account.accessToken(), body);
  expect(response.status).toBe(400);
  return response.json();
}

describe("an answered turn", () => {
  test("streams events in the upstream's order, numbered without a gap", async () => {
    const events = await turn("hi there");
    expect(events[0]?.["type"]).toBe("response.created");
    expect(events[1]?.["type"]).toBe("response.in_progress");
    expect(events.at(-1)?.["type"]).toBe("response.completed");
    expect(events.map((event) => event["sequence_number"])).toEqual(events.map((_, index) => index));
  });

  test("says the last user text back in several deltas and never names the account", async () => {
    const response = await world.post(PATH, account.accessToken(), codexRequest("hi there"));
    const text = await response.text();
    expect(said(eventsOf(text))).toBe("Hello from gpt-5.5. You said: hi there");
    expect(eventsOf(text).filter((event) => event["type"] === "response.output_text.delta").length).toBeGreaterThan(2);
    expect(text).not.toContain("a@example.com");
    expect(text).not.toContain(account.accountId);
  });

  test("completes with an empty output, as the backend does, and with usage", async () => {
    const response = asObject((await turn("hi")).at(-1)?.["response"]);
    expect(response?.["output"]).toEqual([]);
    expect(asObject(response?.["usage"])?.["total_tokens"]).toBeGreaterThan(16);
  });

  test("carries the account's windows in its headers, and uses a little of them", async () => {
    const first = await world.post(PATH, account.accessToken(), codexRequest("hi"));
    expect(Number(first.headers.get("x-codex-primary-used-percent"))).toBeGreaterThan(12.5);
    expect(first.headers.get("x-codex-primary-window-minutes")).toBe("300");
    expect(first.headers.get("x-codex-secondary-window-minutes")).toBe("10080");
    expect(Number(first.headers.get("x-codex-primary-reset-at"))).toBeGreaterThan(START / 1000);
    expect(first.headers.get("openai-model")).toBe("gpt-5.5");
    await first.text();
  });

  test("shows a reasoning summary only where one is asked for", async () => {
    const type = "response.reasoning_summary_text.delta";
    expect(said(await turn("hi"), type)).toBe("");
    expect(said(await turn("hi", { reasoning: { effort: "low", summary: "auto" } }), type)).toContain("Thinking");
  });

  test("reads zstd and gzip bodies", async () => {
    const body = JSON.stringify(codexRequest("packed"));
    for (const [encoding, packed] of [["zstd", zstdCompressSync(body)] as const, ["gzip", gzipSync(body)] as const]) {
      const headers = { authorization: `Bearer ${account.accessToken()}`, "content-encoding": encoding };
      const response = await fetch(world.url + PATH, { method: "POST", headers, body: packed });
      expect(said(eventsOf(await response.text()))).toContain("packed");
    }
  });
});

describe("the model", () => {
  const shell = { type: "function", name: "exec_command", parameters: {} };

  test("runs a command through the shell tool on offer, and reports its output", async () => {
    const [, call] = itemsOf(await turn("please run: ls -l", { tools: [shell] }));
    expect(call).toMatchObject({ type: "function_call", name: "exec_command", arguments: '{"cmd":"ls -l"}' });
    const output = { type: "function_call_output", call_id: call?.["call_id"], output: "total 0" };
    const input = [{ role: "user", content: "please run: ls -l" }, call, output];
    expect(said(await turn("", { tools: [shell], input }))).toBe("The command said: total 0");
  });

  test("uses a custom exec tool that stands in additional_tools", async () => {
    const tools = [{ type: "namespace", name: "functions", tools: [{ type: "custom", name: "exec" }] }];
    const input = [
      { type: "additional_tools", role: "developer", tools },
      { role: "user", content: "run: pwd" },
    ];
    const [, call] = itemsOf(await turn("", { input }));
    expect(call).toMatchObject({ type: "custom_tool_call", name: "exec" });
    expect(String(call?.["input"])).toContain('"pwd"');
  });

  test("makes parallel calls, one a line, with arguments in several deltas that join to the whole", async () => {
    const tools = ["f", "g"].map((name) => ({ type: "function", name }));
    const events = await turn('call: f {"a":1,"b":"two"}\ncall: g {}\ncall: unknown {}', { tools });
    const calls = itemsOf(events).filter((item) => item["type"] === "function_call");
    expect(calls.map((call) => [call["name"], call["arguments"]])).toEqual([
      ["f", '{"a":1,"b":"two"}'],
      ["g", "{}"],
    ]);
    expect(said(events, "response.function_call_arguments.delta")).toBe('{"a":1,"b":"two"}{}');
  });

  test("answers a JSON Schema with an instance of it", async () => {
    const schema = {
      type: "object",
      required: ["n", "tags"],
      properties: { n: { type: "integer", minimum: 3 }, tags: { type: "array" } },
    };
    const events = await turn("hi", { text: { format: { type: "json_schema", name: "x", schema } } });
    expect(JSON.parse(said(events))).toEqual({ n: 3, tags: [] });
  });

  test("refuses and overflows when told to", async () => {
    expect(said(await turn("refuse"), "response.refusal.delta")).toContain("cannot");
    const last = (await turn("overflow")).at(-1);
    expect(last?.["type"]).toBe("response.incomplete");
    expect(asObject(last?.["response"])?.["incomplete_details"]).toEqual({ reason: "max_output_tokens" });
  });

  test("answers a compaction trigger with exactly one compaction item", async () => {
    const events = await turn("", { input: [{ role: "user", content: "hi" }, { type: "compaction_trigger" }] });
    expect(itemsOf(events).map((item) => item["type"])).toEqual(["compaction"]);
  });

  test("streams as many deltas as a measured model's name says", async () => {
    const events = await turn("", { model: "sandbox-stream-1000x0" });
    expect(events.filter((event) => event["type"] === "response.output_text.delta").length).toBe(1000);
    expect(events.map((event) => event["sequence_number"])).toEqual(events.map((_, index) => index));
  });
});

describe("the validator", () => {
  test("refuses in the backend's own words", async () => {
    const good = codexRequest("hi");
    expect(await refused({ ...good, store: true })).toEqual({ detail: "Store must be set to false" });
    expect(await refused({ ...good, stream: false })).toEqual({ detail: "Stream must be set to true" });
    expect(await refused({ ...good, max_output_tokens: 5 })).toEqual({
      detail: "Unsupported parameter: max_output_tokens",
    });
    expect(await refused({ ...good, temperature: 1 })).toEqual({ detail: "Unsupported parameter: temperature" });
    expect(await refused({ ...good, input: "hi" })).toEqual({ detail: "Input must be a list" });
    const system = { ...good, input: [{ role: "system", content: "be kind" }] };
    expect(await refused(system)).toEqual({ detail: "System messages are not allowed" });
    const detail = "The 'claude-opus' model is not supported when using Codex with a ChatGPT account.";
    expect(await refused({ ...good, model: "claude-opus" })).toEqual({ detail });
  });

  test("takes images as data: URLs only", async () => {
    const image = (url: string): Json =>
      codexRequest("", { input: [{ role: "user", content: [{ type: "input_image", image_url: url }] }] });
    expect(await refused(image("https://example.com/a.png"))).toHaveProperty("detail");
    const response = await world.post(PATH, account.accessToken(), image("data:image/png;base64,AAAA"));
    expect(response.status).toBe(200);
    await response.text();
  });

  test("takes back reasoning of the same account and refuses another's", async () => {
    const [reasoning] = itemsOf(await turn("hi"));
    expect(String(reasoning?.["encrypted_content"])).toStartWith("gAAAA");
    const request = codexRequest("", { input: [reasoning, { role: "user", content: "go on" }] });
    const own = await world.post(PATH, account.accessToken(), request);
    expect(own.status).toBe(200);
    await own.text();
    const other = world.sandbox.addAccount({ email: "b@example.com" });
    const foreign = await world.post(PATH, other.accessToken(), request);
    expect(foreign.status).toBe(400);
    expect(await foreign.json()).toMatchObject({ error: { code: "invalid_encrypted_content" } });
  });
});

describe("the smaller doors", () => {
  test("usage shows both windows and whether a limit is reached", async () => {
    const usage = await (await world.get("/backend-api/wham/usage", account.accessToken())).json();
    expect(usage).toMatchObject({
      plan_type: "plus",
      email: "a@example.com",
      rate_limit: {
        allowed: true,
        limit_reached: false,
        primary_window: { used_percent: 13, limit_window_seconds: 18_000 },
        secondary_window: { used_percent: 40, limit_window_seconds: 604_800 },
      },
    });
  });

  test("a used-up window refuses turns until it resets by the clock", async () => {
    account.setUsage({ primary: { usedPercent: 100, resetsInMs: 60_000 } });
    const response = await world.post(PATH, account.accessToken(), codexRequest("hi"));
    expect(response.status).toBe(429);
    const resetsAt = (START + 60_000) / 1000;
    expect(await response.json()).toMatchObject({
      error: { type: "usage_limit_reached", plan_type: "plus", resets_at: resetsAt, resets_in_seconds: 60 },
    });
    world.clock.advance(60_001);
    expect(said(await turn("again"))).toContain("again");
  });

  test("a plan without the 5 h window has its weekly one in the primary slot", async () => {
    account.setUsage({ primary: null });
    const usage = await (await world.get("/backend-api/wham/usage", account.accessToken())).json();
    expect(usage).toMatchObject({
      rate_limit: { primary_window: { limit_window_seconds: 604_800 }, secondary_window: null },
    });
  });

  test("models come in the full catalogue's shape, with an ETag that spares the second transfer", async () => {
    const response = await world.get("/backend-api/codex/models?client_version=0.169.0", account.accessToken());
    const catalogue: unknown = await response.json();
    expect(JSON.stringify(catalogue)).toContain('"slug":"gpt-5.5"');
    const etag = response.headers.get("etag") ?? "";
    const headers = { authorization: `Bearer ${account.accessToken()}`, "if-none-match": etag };
    const again = await fetch(`${world.url}/backend-api/codex/models`, { headers });
    expect(again.status).toBe(304);
  });

  test("accounts/check names the token's account alone", async () => {
    const check = await (await world.get("/backend-api/wham/accounts/check", account.accessToken())).json();
    expect(check).toMatchObject({
      accounts: [{ id: account.accountId, account_routing_override: "NO_CONSTRAINT" }],
      default_account_id: account.accountId,
    });
  });

  test("compact answers JSON with a compaction item, transcribe hears a file", async () => {
    const body = { model: "gpt-5.5", instructions: "", input: [{ role: "user", content: "hi" }] };
    const compact = await world.post(`${PATH}/compact`, account.accessToken(), body);
    expect(await compact.json()).toMatchObject({
      object: "response.compaction",
      output: [{ role: "user" }, { type: "compaction" }],
    });
    const form = new FormData();
    form.set("file", new File(["sound"], "a.wav", { type: "audio/wav" }));
    const headers = { authorization: `Bearer ${account.accessToken()}` };
    const heard = await fetch(`${world.url}/backend-api/transcribe`, { method: "POST", headers, body: form });
    expect(await heard.json()).toEqual({ text: "I heard 5 bytes of a.wav." });
  });
});
