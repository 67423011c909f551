// Clients of other APIs at a pool of ChatGPT accounts: each is answered in its own words, whole and streamed.

import { describe, expect, test } from "bun:test";

import { usageLimitReached } from "../../src/sandbox/faults/fault.ts";
import { sseEvents, sseJson } from "../support/asks.ts";
import { startWorld } from "../support/world.ts";

const MESSAGE = { model: "gpt-5.5", max_tokens: 1000, messages: [{ role: "user", content: "hello" }] };
const CONTENT = { contents: [{ role: "user", parts: [{ text: "hello" }] }] };
const GENERATE = "/v1beta/models/gpt-5.5";
const GREETING = "Hello from gpt-5.5. You said: hello";
const SHELL = {
  name: "Bash",
  description: "runs",
  input_schema: { type: "object", properties: { command: { type: "string" } } },
};

type Json = Readonly<Record<string, unknown>>;

describe("a client of the Messages API", () => {
  test("gets a whole answer with its stop reason and its way of counting", async () => {
    await using world = await startWorld({ accounts: 1 });
    const answer = await world.post("/v1/messages?beta=true", MESSAGE, {
      headers: { "x-api-key": "any", "anthropic-version": "2023-06-01" },
    });
    expect(answer.status).toBe(200);
    const body = (await answer.json()) as Json;
    expect(body).toMatchObject({ type: "message", role: "assistant", stop_reason: "end_turn" });
    // Without `citations`, which some clients accept as a list alone.
    expect(body["content"]).toContainEqual({ type: "text", text: GREETING });
    expect(body["usage"]).toMatchObject({ input_tokens: expect.any(Number), output_tokens: expect.any(Number) });
  });

  test("gets a stream with named events from start to stop", async () => {
    await using world = await startWorld({ accounts: 1 });
    const answer = await world.post("/v1/messages", { ...MESSAGE, stream: true });
    const events = sseEvents(await answer.text());
    expect(events[0]?.event).toBe("message_start");
    expect(events.at(-1)?.event).toBe("message_stop");
    const text = events.flatMap(({ data }) => {
      const { delta } = JSON.parse(data) as { readonly delta?: { readonly text?: string } };
      return delta?.text ?? [];
    });
    expect(text.join("")).toBe(GREETING);
  });

  test("runs a tool and goes on with its result", async () => {
    await using world = await startWorld({ accounts: 1 });
    const question = { role: "user", content: 'call: Bash {"command":"ls"}' };
    const first = (await (
      await world.post("/v1/messages", { ...MESSAGE, tools: [SHELL], messages: [question] })
    ).json()) as Json;
    expect(first["stop_reason"]).toBe("tool_use");
    const content = first["content"] as readonly Json[];
    const call = content.find(({ type }) => type === "tool_use");
    expect(call).toMatchObject({ name: "Bash", input: { command: "ls" } });
    const result = { role: "user", content: [{ type: "tool_result", tool_use_id: call?.["id"], content: "a.txt" }] };
    const messages = [question, { role: "assistant", content }, result];
    const second = (await (await world.post("/v1/messages", { ...MESSAGE, tools: [SHELL], messages })).json()) as Json;
    expect(JSON.stringify(second["content"])).toContain("a.txt");
  });

  test("is told of a used-up pool in its own form", async () => {
    await using world = await startWorld({ accounts: 1 });
    world.sandbox.script({ path: "/codex/responses", fault: usageLimitReached({ resetsInMs: 60_000 }) });
    const answer = await world.post("/v1/messages", MESSAGE);
    expect(answer.status).toBe(429);
    expect(answer.headers.get("retry-after")).toBeTruthy();
    expect(await answer.json()).toMatchObject({
      type: "error",
      error: { type: "rate_limit_error" },
      request_id: expect.stringMatching(/^req_/),
    });
  });

  test("has its tokens counted without asking an upstream", async () => {
    await using world = await startWorld({ accounts: 1 });
    const { max_tokens: _dropped, ...question } = MESSAGE;
    const answer = await world.post("/v1/messages/count_tokens", question);
    expect(await answer.json()).toEqual({ input_tokens: expect.any(Number) });
    expect(world.sandbox.calls().filter(({ path }) => path.endsWith("/responses"))).toEqual([]);
  });

  test("lists models in its own form, and finds somebody at the door", async () => {
    await using world = await startWorld({ accounts: 1 });
    const list = await fetch(`${world.url}/v1/models`, { headers: { "anthropic-version": "2023-06-01" } });
    expect(await list.json()).toMatchObject({
      has_more: false,
      data: expect.arrayContaining([expect.objectContaining({ type: "model", id: "gpt-5.5" })]),
    });
    expect((await fetch(world.url, { method: "HEAD" })).status).toBe(200);
  });
});

describe("a client of the Gemini API", () => {
  test("gets a whole answer", async () => {
    await using world = await startWorld({ accounts: 1 });
    const answer = await world.post(`${GENERATE}:generateContent`, CONTENT, { headers: { "x-goog-api-key": "any" } });
    const body = (await answer.json()) as Json;
    expect(JSON.stringify(body["candidates"])).toContain(GREETING);
    expect(body).toMatchObject({
      candidates: [{ finishReason: "STOP" }],
      usageMetadata: { promptTokenCount: expect.any(Number) },
    });
  });

  test("gets a stream of events with alt=sse, and one JSON array without", async () => {
    await using world = await startWorld({ accounts: 1 });
    const events = sseJson(await (await world.post(`${GENERATE}:streamGenerateContent?alt=sse`, CONTENT)).text());
    const array = (await (await world.post(`${GENERATE}:streamGenerateContent`, CONTENT)).json()) as readonly Json[];
    for (const chunks of [events, array]) {
      const parts = chunks
        .flatMap(
          ({ candidates }) =>
            candidates as readonly {
              readonly content?: { readonly parts?: readonly { readonly text?: string; readonly thought?: boolean }[] };
            }[],
        )
        .flatMap(({ content }) => content?.parts ?? []);
      expect(
        parts
          .filter(({ thought }) => thought !== true)
          .map(({ text }) => text ?? "")
          .join(""),
      ).toBe(GREETING);
    }
  });

  test("has its tokens counted and models listed in its own form", async () => {
    await using world = await startWorld({ accounts: 1 });
    expect(await (await world.post(`${GENERATE}:countTokens`, CONTENT)).json()).toEqual({
      totalTokens: expect.any(Number),
    });
    const list = (await (await fetch(`${world.url}/v1beta/models`)).json()) as { readonly models: readonly Json[] };
    expect(list.models.map(({ name }) => name)).toContain("models/gpt-5.5");
  });

  test("is told of what is wrong in its own form", async () => {
    await using world = await startWorld({ accounts: 1 });
    const answer = await world.post(`${GENERATE}:generateContent`, { contents: "no" });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 400, status: "INVALID_ARGUMENT" } });
  });
});
