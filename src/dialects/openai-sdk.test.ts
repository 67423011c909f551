// The real OpenAI SDK reads what our encoders say, over a real socket.

import { afterAll, expect, test } from "bun:test";
import OpenAI from "openai";
import type { ExchangeResponse } from "../exchange/response.ts";
import { spreadResponse } from "../exchange/spread.ts";
import type { StreamEvent } from "../exchange/stream-event.ts";
import type { Dialect, JsonObject } from "./dialect.ts";
import { openaiChat } from "./openai-chat/dialect.ts";
import { openaiResponses } from "./openai-responses/dialect.ts";

const ANSWER: ExchangeResponse = {
  id: "resp_77",
  model: "gpt-5.5",
  createdAt: 1_790_000_000_000,
  content: [
    { kind: "reasoning", text: "Hm.", proof: { kind: "encrypted_content", value: "gAAAA" } },
    { kind: "text", text: "Hello, 世界" },
    { kind: "tool-call", id: "call_1", name: "look", input: '{"at":"sky"}' },
    { kind: "tool-call", id: "call_2", name: "look", input: '{"at":"sea"}' },
  ],
  finish: "tool_calls",
  usage: { inputTokens: 100, cachedInputTokens: 60, cacheWriteTokens: 10, outputTokens: 40, reasoningTokens: 30 },
};
const BROKEN: readonly StreamEvent[] = [
  ...spreadResponse(ANSWER).slice(0, 6),
  { kind: "error", code: "server_error", message: "It broke.", status: null },
];

const server = Bun.serve({
  port: 0,
  fetch: async (request) => {
    const { pathname } = new URL(request.url);
    const body = (await request.json()) as JsonObject;
    return answer(pathname.endsWith("/responses") ? openaiResponses : openaiChat, body);
  },
});
afterAll(() => server.stop(true));
const client = new OpenAI({ apiKey: "sk-test", baseURL: `${server.url}v1`, maxRetries: 0 });

function answer(dialect: Dialect, body: JsonObject): Response {
  const request = dialect.decodeRequest(body);
  if (!request.stream) return Response.json(dialect.encodeResponse(ANSWER, request));
  const encoder = dialect.createStreamEncoder({ request, fallbackId: "fallback", createdAt: 1 });
  const events = request.model === "broken" ? BROKEN : spreadResponse(ANSWER);
  const text = events.map((event) => dialect.keepAlive + encoder.encode(event)).join("");
  return new Response(text, { headers: { "content-type": "text/event-stream" } });
}

const messages = [{ role: "user" as const, content: "hi" }];
const tools = [
  { type: "function" as const, function: { name: "look", parameters: { type: "object", properties: {} } } },
];

test("chat: the streaming helper gathers text, calls and usage", async () => {
  const options = { model: "gpt-5.5", messages, tools, stream_options: { include_usage: true } };
  const final = await client.chat.completions.stream(options).finalChatCompletion();
  const [choice] = final.choices;
  expect(choice?.message.content).toBe("Hello, 世界");
  expect(choice?.finish_reason).toBe("tool_calls");
  expect(choice?.message.tool_calls?.map((call) => call.type === "function" && call.function.arguments)).toEqual([
    '{"at":"sky"}',
    '{"at":"sea"}',
  ]);
  expect(final.usage).toMatchObject({ prompt_tokens: 100, completion_tokens: 40, total_tokens: 140 });
});

test("chat: who asks for no usage gets no usage chunk", async () => {
  const chunks = [];
  for await (const chunk of await client.chat.completions.create({ model: "m", messages, stream: true }))
    chunks.push(chunk);
  expect(chunks[0]?.choices[0]?.delta.role).toBe("assistant");
  expect(chunks.every((chunk) => chunk.choices.length === 1 && !("usage" in chunk))).toBe(true);
});

test("chat: a failure in mid-stream is thrown, not swallowed", async () => {
  const stream = await client.chat.completions.create({ model: "broken", messages, stream: true });
  const read = async (): Promise<unknown> => {
    try {
      for await (const _ of stream);
      return undefined;
    } catch (thrown) {
      return thrown;
    }
  };
  expect(await read()).toMatchObject({ error: { code: "server_error", message: "It broke." } });
});

test("chat: a whole answer is read", async () => {
  const whole = await client.chat.completions.create({ model: "m", messages });
  expect(whole.choices[0]?.message.tool_calls).toHaveLength(2);
  expect(whole.usage?.completion_tokens_details?.reasoning_tokens).toBe(30);
});

test("responses: the streaming helper's final response has everything", async () => {
  const final = await client.responses.stream({ model: "gpt-5.5", input: "hi" }).finalResponse();
  expect(final.output_text).toBe("Hello, 世界");
  expect(final.status).toBe("completed");
  expect(final.output.map((item) => item.type)).toEqual(["reasoning", "message", "function_call", "function_call"]);
  expect(final.usage).toMatchObject({ input_tokens: 100, output_tokens: 40, total_tokens: 140 });
});

test("responses: events are numbered without gaps, from response.created on", async () => {
  const events = [];
  for await (const event of await client.responses.create({ model: "m", input: "hi", stream: true }))
    events.push(event);
  expect(events[0]?.type).toBe("response.created");
  expect(events.at(-1)?.type).toBe("response.completed");
  expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, number) => number));
});

test("responses: a failure in mid-stream is response.failed with the upstream's words", async () => {
  const events = [];
  for await (const event of await client.responses.create({ model: "broken", input: "hi", stream: true }))
    events.push(event);
  expect(events.at(-1)).toMatchObject({
    type: "response.failed",
    response: { status: "failed", error: { code: "server_error", message: "It broke." } },
  });
});

test("responses: a whole answer is read", async () => {
  const whole = await client.responses.create({ model: "m", input: "hi" });
  expect(whole.output_text).toBe("Hello, 世界");
});
