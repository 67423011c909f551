// The public API, met by the official SDK.

import { afterEach, beforeEach, expect, test } from "bun:test";
import OpenAI, { APIError } from "openai";
import { createSandbox } from "../sandbox.ts";
import { type Playground, playground } from "../testing.ts";

let world: Playground;
let client: OpenAI;
let key: string;

beforeEach(() => {
  world = playground();
  key = world.sandbox.addApiKey({ email: "k@example.com", userId: "user-k" }).key;
  client = new OpenAI({ apiKey: key, baseURL: `${world.url}/v1`, maxRetries: 0 });
});
afterEach(() => world.close());

const weather = {
  type: "function",
  function: { name: "weather", parameters: { type: "object", properties: {} } },
} as const;

test("a response comes whole, with its output", async () => {
  const response = await client.responses.create({ model: "gpt-5.5", input: "hi" });
  expect(response.output_text).toBe("Hello from gpt-5.5. You said: hi");
  expect(response.usage?.total_tokens).toBeGreaterThan(0);
});

test("a streamed response ends with the whole output", async () => {
  const stream = client.responses.stream({ model: "gpt-5.5", input: "hi" });
  const final = await stream.finalResponse();
  expect(final.output_text).toBe("Hello from gpt-5.5. You said: hi");
});

test("a stored response can be gone on from by its key alone", async () => {
  const first = await client.responses.create({ model: "gpt-5.5", input: "I am Ada" });
  const next = await client.responses.create({ model: "gpt-5.5", input: [], previous_response_id: first.id });
  expect(next.output_text).toContain("I am Ada");
  const other = world.sandbox.addApiKey({ email: "other@example.com" });
  const foreign = client
    .withOptions({ apiKey: other.key })
    .responses.create({ model: "gpt-5.5", input: "x", previous_response_id: first.id });
  expect(await codeOf(foreign)).toBe("previous_response_not_found");
});

test("a chat completion comes whole and streamed, with usage where it is asked for", async () => {
  const messages = [{ role: "user", content: "hi" } as const];
  const completion = await client.chat.completions.create({ model: "gpt-5.5", messages });
  expect(completion.choices[0]?.message.content).toBe("Hello from gpt-5.5. You said: hi");
  let text = "";
  let total = 0;
  const ask = { model: "gpt-5.5", messages, stream: true, stream_options: { include_usage: true } } as const;
  for await (const chunk of await client.chat.completions.create(ask)) {
    text += chunk.choices[0]?.delta.content ?? "";
    total = chunk.usage?.total_tokens ?? total;
  }
  expect(text).toBe("Hello from gpt-5.5. You said: hi");
  expect(total).toBe(completion.usage?.total_tokens ?? 0);
});

test("a chat tool loop ends with what the tool said", async () => {
  const user = { role: "user", content: 'call: weather {"city":"Oslo"}' } as const;
  const runner = client.chat.completions.stream({ model: "gpt-5.5", messages: [user], tools: [weather] });
  const message = await runner.finalMessage();
  const [call] = message.tool_calls ?? [];
  expect(call?.type === "function" ? call.function : null).toMatchObject({
    name: "weather",
    arguments: '{"city":"Oslo"}',
  });
  const tool = { role: "tool", tool_call_id: call?.id ?? "", content: "sunny" } as const;
  const after = await client.chat.completions.create({
    model: "gpt-5.5",
    messages: [user, message, tool],
    tools: [weather],
  });
  expect(after.choices[0]?.message.content).toBe("The command said: sunny");
});

test("a failure in the middle of a chat stream reaches the SDK as an error", async () => {
  world.sandbox.script({ fault: { kind: "failed-event", code: "server_error", message: "oh", afterEvents: 2 } });
  const stream = await client.chat.completions.create({
    model: "gpt-5.5",
    messages: [{ role: "user", content: "hi" }],
    stream: true,
  });
  const read = async (): Promise<void> => {
    for await (const _chunk of stream) void _chunk;
  };
  expect(await codeOf(read())).toBe("server_error");
});

test("who am I, models, transcription, compaction", async () => {
  const me = await (await world.get("/v1/me", key)).json();
  expect(me).toMatchObject({ id: "user-k", email: "k@example.com" });
  expect((await client.models.list()).data.map((model) => model.id)).toContain("gpt-5.5");
  const file = new File(["sound"], "a.wav");
  expect((await client.audio.transcriptions.create({ file, model: "gpt-4o-transcribe" })).text).toContain("5 bytes");
  const compact = await world.post("/v1/responses/compact", key, { model: "gpt-5.5", input: "hi" });
  expect(await compact.json()).toMatchObject({ object: "response.compaction" });
});

test("a wrong key is refused everywhere, an unknown model is not found", async () => {
  const stranger = client.withOptions({ apiKey: "sk-wrong" });
  expect(await codeOf(stranger.responses.create({ model: "gpt-5.5", input: "hi" }))).toBe("invalid_api_key");
  expect(await codeOf(stranger.models.list())).toBe("invalid_api_key");
  expect((await world.get("/v1/me", "sk-wrong")).status).toBe(401);
  expect(await codeOf(client.responses.create({ model: "claude-x", input: "hi" }))).toBe("model_not_found");
});

test("measured models give the asked size and number, about 200 bytes an event", async () => {
  const response = await world.post("/v1/responses", key, { model: "sandbox-json-20000", input: "x" });
  expect(Math.abs((await response.text()).length - 20_000)).toBeLessThan(200);
  const messages = [{ role: "user", content: "x" }];
  const chat = await world.post("/v1/chat/completions", key, { model: "sandbox-json-5000", messages });
  expect(Math.abs((await chat.text()).length - 5000)).toBeLessThan(200);
  const streamed = await world.post("/v1/chat/completions", key, {
    model: "sandbox-stream-100x0",
    messages,
    stream: true,
  });
  const text = await streamed.text();
  expect(text.match(/"delta":\{"content":"[^"]+/g)?.length).toBe(100);
  expect(Math.abs(text.length / 103 - 210)).toBeLessThan(90);
  expect(text).toEndWith("data: [DONE]\n\n");
});

test("a paced stream gives one delta each time its interval passes", async () => {
  const streamed = world.post("/v1/responses", key, {
    model: "sandbox-stream-5x20",
    input: "x",
    stream: true,
  });
  const response = await streamed;
  const text = response.text();
  for (let delta = 0; delta < 5; delta += 1) {
    await world.clock.whenWaiting();
    world.clock.advance(20);
  }
  expect((await text).match(/event: response.output_text.delta/g)?.length).toBe(5);
});

test("several sandboxes know nothing of each other", async () => {
  const other = createSandbox({
    clock: world.clock,
    ids: { requestId: () => "req_1", token: (prefix) => `${prefix}_1` },
  });
  const listening = other.listen();
  expect((await fetch(`${listening.url}/v1/me`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(401);
  await listening.stop();
});

async function codeOf(call: Promise<unknown>): Promise<string | null | undefined> {
  try {
    await call;
    return null;
  } catch (error) {
    return error instanceof APIError ? error.code : String(error);
  }
}
