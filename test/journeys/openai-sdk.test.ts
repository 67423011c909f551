// The real OpenAI SDK against the gateway: over ChatGPT logins, which only speak Responses, and over API keys.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import OpenAI, { toFile } from "openai";
import { zodResponseFormat, zodTextFormat } from "openai/helpers/zod";
import { z } from "zod";

import { bodyOf, inputOf } from "../support/sent-bodies.ts";
import { startWorld, type World } from "../support/world.ts";

const MODEL = "gpt-5.5";
const PIXEL =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

function clientOf(world: World, apiKey = "sk-unused"): OpenAI {
  return new OpenAI({ apiKey, baseURL: `${world.url}/v1`, maxRetries: 0 });
}

const user = (content: string): OpenAI.ChatCompletionMessageParam => ({ role: "user", content });

const WEATHER: OpenAI.ChatCompletionFunctionTool = {
  type: "function",
  function: {
    name: "weather",
    description: "The weather of a city",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};
const TOOL: OpenAI.Responses.FunctionTool = {
  type: "function",
  name: "weather",
  strict: false,
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const REPORT = z.object({ city: z.string(), degrees: z.number(), raining: z.boolean() });

/** What both kinds of accounts guarantee to the SDK's users. */
describe.each(["ChatGPT logins", "API keys"] as const)("over %s", (kind) => {
  let world: World;
  let client: OpenAI;

  beforeAll(async () => {
    const config = { "api-keys": ["sk-known"], "api-key-auth-enabled": true };
    world = await startWorld(
      kind === "API keys" ? { accounts: 0, apiKeyAccounts: 2, config } : { accounts: 2, config },
    );
    client = clientOf(world, "sk-known");
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const lastCall = (): ReturnType<typeof bodyOf> => bodyOf(world.exchanges().at(-1));

  describe("chat completions", () => {
    test("answers whole, with usage", async () => {
      const completion = await client.chat.completions.create({ model: MODEL, messages: [user("hello")] });
      expect(completion).toMatchObject({ object: "chat.completion", model: MODEL });
      const [choice] = completion.choices;
      expect(choice?.message).toMatchObject({ role: "assistant", content: `Hello from ${MODEL}. You said: hello` });
      expect(choice?.finish_reason).toBe("stop");
      const { prompt_tokens, completion_tokens, total_tokens } = completion.usage ?? {};
      expect(total_tokens).toBe((prompt_tokens ?? 0) + (completion_tokens ?? 0));
      expect(completion_tokens).toBeGreaterThan(0);
    });

    test("streams, and tells usage only where it is asked for", async () => {
      const ask = { model: MODEL, messages: [user("hello")], stream: true as const };
      const chunks = await Array.fromAsync(await client.chat.completions.create(ask));
      expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("")).toBe(
        `Hello from ${MODEL}. You said: hello`,
      );
      expect(chunks.filter((chunk) => chunk.usage)).toEqual([]);
      expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
      expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe("stop");

      const counted = await Array.fromAsync(
        await client.chat.completions.create({ ...ask, stream_options: { include_usage: true } }),
      );
      expect(counted.at(-1)).toMatchObject({ choices: [] });
      expect(counted.at(-1)?.usage?.completion_tokens).toBeGreaterThan(0);
      expect(counted.filter((chunk) => chunk.usage)).toHaveLength(1);
    });

    test("the streaming helper gathers the whole completion", async () => {
      const stream = client.chat.completions.stream({ model: MODEL, messages: [user("hello")] });
      const heard: string[] = [];
      stream.on("content", (delta) => heard.push(delta));
      expect(await stream.finalContent()).toBe(`Hello from ${MODEL}. You said: hello`);
      expect(heard.join("")).toBe(`Hello from ${MODEL}. You said: hello`);
    });

    test.each([false, true])("a tool's call and its answer go round (stream: %p)", async (stream) => {
      const messages = [user('call: weather {"city":"Oslo"}')];
      const ask = { model: MODEL, messages, tools: [WEATHER] };
      const { message, finish_reason } = await firstChoice(client, ask, stream);
      expect(finish_reason).toBe("tool_calls");
      const [call] = functionCalls(message);
      expect(call?.function).toEqual({ name: "weather", arguments: '{"city":"Oslo"}' });

      const answered = [
        ...messages,
        message,
        { role: "tool", tool_call_id: call?.id ?? "", content: "7 degrees" } as const,
      ];
      const second = await firstChoice(client, { ...ask, messages: answered }, stream);
      expect(second.message.content).toBe("The command said: 7 degrees");
      expect(second.finish_reason).toBe("stop");
    });

    test.each([false, true])("parallel calls stay apart, in order (stream: %p)", async (stream) => {
      const messages = [user('call: weather {"city":"Oslo"}\ncall: weather {"city":"Rome"}')];
      const { message } = await firstChoice(client, { model: MODEL, messages, tools: [WEATHER] }, stream);
      const calls = functionCalls(message);
      expect(calls.map((call) => call.function.arguments)).toEqual(['{"city":"Oslo"}', '{"city":"Rome"}']);
      expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
      const results = calls.map(
        ({ id }, index) => ({ role: "tool", tool_call_id: id, content: `result ${index}` }) as const,
      );
      const second = await firstChoice(
        client,
        { model: MODEL, messages: [...messages, message, ...results], tools: [WEATHER] },
        stream,
      );
      expect(second.message.content).toBe("The command said: result 0\nresult 1");
    });

    test("an image goes along as the data URL that it is", async () => {
      const content = [
        { type: "text", text: "what is this?" } as const,
        { type: "image_url", image_url: { url: PIXEL } } as const,
      ];
      const completion = await client.chat.completions.create({ model: MODEL, messages: [{ role: "user", content }] });
      expect(completion.choices[0]?.message.content).toContain("what is this?");
      expect(JSON.stringify(lastCall())).toContain(PIXEL);
    });

    test("a schema is answered in its form, and parsed", async () => {
      const completion = await client.chat.completions.parse({
        model: MODEL,
        messages: [user("the weather, please")],
        response_format: zodResponseFormat(REPORT, "report"),
      });
      expect(completion.choices[0]?.message.parsed).toEqual({ city: "text", degrees: 0, raining: true });
    });

    test("reasoning effort and instructions reach the upstream in its own words", async () => {
      await client.chat.completions.create({
        model: MODEL,
        reasoning_effort: "high",
        messages: [{ role: "system", content: "Be brief." }, user("hello")],
      });
      const sent = lastCall();
      expect(sent["reasoning_effort"] ?? (sent["reasoning"] as { effort?: string } | undefined)?.effort).toBe("high");
      expect(JSON.stringify(sent)).toContain("Be brief.");
    });

    test.each([false, true])("a refusal is a refusal (stream: %p)", async (stream) => {
      const { message } = await firstChoice(client, { model: MODEL, messages: [user("refuse this")] }, stream);
      expect(message.refusal).toBe("I cannot help with that.");
      expect(message.content ?? "").toBe("");
    });

    test.each([false, true])("an answer that was cut short says so (stream: %p)", async (stream) => {
      const messages = [user("overflow now")];
      const { finish_reason } = await firstChoice(
        client,
        { model: MODEL, messages, max_completion_tokens: 16 },
        stream,
      );
      expect(finish_reason).toBe("length");
    });
  });

  describe("responses", () => {
    test("answers whole", async () => {
      const response = await client.responses.create({ model: MODEL, input: "hello" });
      expect(response).toMatchObject({ object: "response", status: "completed", model: MODEL });
      expect(response.output_text).toBe(`Hello from ${MODEL}. You said: hello`);
      expect(response.usage?.output_tokens).toBeGreaterThan(0);
    });

    test("the final response of a stream has its output", async () => {
      const stream = client.responses.stream({ model: MODEL, input: "hello" });
      const types = new Set<string>();
      stream.on("event", (event) => types.add(event.type));
      const final = await stream.finalResponse();
      expect(final.output_text).toBe(`Hello from ${MODEL}. You said: hello`);
      expect(final.output.map(({ type }) => type)).toContain("message");
      expect(types).toContain("response.output_text.delta");
      // What only the vendor's own client understands is kept from others.
      expect([...types].filter((type) => !type.startsWith("response."))).toEqual([]);
    });

    test("the raw stream's last event has the output, too", async () => {
      const events = await Array.fromAsync(await client.responses.create({ model: MODEL, input: "hi", stream: true }));
      const last = events.at(-1);
      expect(last?.type).toBe("response.completed");
      expect(last?.type === "response.completed" && last.response.output.length).toBeGreaterThan(0);
    });

    test("a tool's call and its answer go round, thoughts and all", async () => {
      const input: OpenAI.Responses.ResponseInput = [{ role: "user", content: 'call: weather {"city":"Oslo"}' }];
      const ask = { model: MODEL, tools: [TOOL], store: false, include: ["reasoning.encrypted_content" as const] };
      const first = await client.responses.create({ ...ask, input });
      const call = first.output.find((item) => item.type === "function_call");
      expect(call).toMatchObject({ name: "weather", arguments: '{"city":"Oslo"}' });
      const next: OpenAI.Responses.ResponseInput = [
        ...input,
        ...(first.output as OpenAI.Responses.ResponseInput),
        { type: "function_call_output", call_id: call?.call_id ?? "", output: "7 degrees" },
      ];
      const second = await client.responses.create({ ...ask, input: next });
      expect(second.output_text).toBe("The command said: 7 degrees");
      expect(inputOf(world.exchanges().at(-1)).map((item) => item["type"] ?? "message")).toContain("reasoning");
    });

    test("a schema is answered in its form, and parsed", async () => {
      const text = { format: zodTextFormat(REPORT, "report") };
      const response = await client.responses.parse({ model: MODEL, input: "the weather, please", text });
      expect(response.output_parsed).toEqual({ city: "text", degrees: 0, raining: true });
    });

    test("a refusal is a refusal, and a cut answer is incomplete", async () => {
      const refused = await client.responses.create({ model: MODEL, input: "refuse this" });
      const [part] = refused.output.flatMap((item) => (item.type === "message" ? item.content : []));
      expect(part).toMatchObject({ type: "refusal", refusal: "I cannot help with that." });
      const cut = await client.responses.create({ model: MODEL, input: "overflow now" });
      expect(cut).toMatchObject({ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } });
    });

    test("a conversation is compacted and goes on from there", async () => {
      const input: OpenAI.Responses.ResponseInput = [{ role: "user", content: "a long story" }];
      const compacted = await client.responses.compact({ model: MODEL, input });
      expect(compacted.object).toBe("response.compaction");
      expect(compacted.output.at(-1)?.type).toBe("compaction");
      const rest = [
        ...(compacted.output as OpenAI.Responses.ResponseInput),
        { role: "user", content: "and now?" } as const,
      ];
      const response = await client.responses.create({ model: MODEL, input: rest, store: false });
      expect(response.output_text).toContain("and now?");
    });
  });

  test("the list of models is the pool's", async () => {
    const names = (await Array.fromAsync(client.models.list())).map(({ id }) => id);
    expect(names).toContain(MODEL);
  });

  test("a recording is transcribed", async () => {
    const file = await toFile(Buffer.from("RIFF a recording"), "note.wav");
    const { text } = await client.audio.transcriptions.create({ file, model: "gpt-4o-transcribe" });
    expect(text).toBe("I heard 16 bytes of note.wav.");
  });

  test("a key that is not known is refused as the SDK expects it", async () => {
    const stranger = clientOf(world, "sk-unknown");
    const ask = stranger.chat.completions.create({ model: MODEL, messages: [user("hello")] });
    expect(await failureOf(ask)).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(await failureOf(stranger.models.list())).toBeInstanceOf(OpenAI.AuthenticationError);
  });

  test("a model that nobody serves is not found, however often it is asked for", async () => {
    for (const input of ["once", "twice", "thrice"]) {
      const ask = client.responses.create({ model: "llama-of-elsewhere", input });
      expect(await failureOf(ask)).toBeInstanceOf(OpenAI.NotFoundError);
    }
  });

  test("a request at fault is told as such, once, and harms no account", async () => {
    const from = world.exchanges().length;
    const ask = client.chat.completions.create({ model: MODEL, messages: "none" as never });
    expect(await failureOf(ask)).toBeInstanceOf(OpenAI.BadRequestError);
    expect(world.exchanges().length - from).toBeLessThanOrEqual(1);
    const after = await client.responses.create({ model: MODEL, input: "hello" });
    expect(after.status).toBe("completed");
  });
});

test("over API keys, a response is gone on from by the account that stored it", async () => {
  await using world = await startWorld({
    accounts: 0,
    apiKeyAccounts: 3,
    config: { routing: { strategy: "round-robin" } },
  });
  const client = clientOf(world);
  const first = await client.responses.create({ model: MODEL, input: 'call: weather {"city":"Oslo"}', tools: [TOOL] });
  const owner = world.exchanges()[0]?.account;
  const call = first.output.find((item) => item.type === "function_call");
  const output = { type: "function_call_output", call_id: call?.call_id ?? "", output: "7 degrees" } as const;
  const second = await client.responses.create({ model: MODEL, previous_response_id: first.id, input: [output] });
  expect(second.output_text).toBe("The command said: 7 degrees");
  const third = await client.responses.create({ model: MODEL, previous_response_id: second.id, input: "thanks" });
  expect(third.output_text).toContain("thanks");
  expect(world.exchanges().map(({ account }) => account)).toEqual([owner ?? "", owner ?? "", owner ?? ""]);
});

test.each(["ChatGPT logins", "API keys"] as const)(
  "a used-up pool of %s is a rate limit error with the time of its reset",
  async (kind) => {
    const usedUp = { primaryUsedPercent: 100, primaryResetsInMs: 3_600_000 };
    await using world = await startWorld(
      kind === "API keys" ? { accounts: 0, apiKeyAccounts: 1 } : { accounts: [usedUp, usedUp] },
    );
    if (kind === "API keys") {
      const body = {
        error: {
          message: "You exceeded your current quota.",
          type: "insufficient_quota",
          code: "insufficient_quota",
          param: null,
        },
      };
      world.sandbox.script({ path: "/chat/completions", times: 9, fault: { kind: "status", status: 429, body } });
    }
    const ask = clientOf(world).chat.completions.create({ model: MODEL, messages: [user("hello")] });
    const error = await failureOf(ask);
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    if (!(error instanceof OpenAI.RateLimitError)) return;
    expect(Number(error.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(error.message).not.toContain("example.com");
  },
);

test("the SDK's own retry after a passing failure is not needed: another account answers", async () => {
  await using world = await startWorld({ accounts: 2 });
  world.fault({
    fault: { kind: "status", status: 503, body: { error: { code: "server_is_overloaded", message: "busy" } } },
  });
  const completion = await clientOf(world).chat.completions.create({ model: MODEL, messages: [user("hello")] });
  expect(completion.choices[0]?.message.content).toContain("hello");
  expect(new Set(world.exchanges().map(({ account }) => account)).size).toBe(2);
});

type ChatAsk = OpenAI.ChatCompletionCreateParamsNonStreaming;
type Choice = Pick<OpenAI.ChatCompletion.Choice, "message" | "finish_reason">;

async function firstChoice(client: OpenAI, ask: ChatAsk, stream: boolean): Promise<Choice> {
  const completion = stream
    ? await client.chat.completions.stream({ ...ask, stream: true }).finalChatCompletion()
    : await client.chat.completions.create(ask);
  const [choice] = completion.choices;
  if (choice === undefined) throw new Error("no choice");
  return choice;
}

function functionCalls(message: OpenAI.ChatCompletionMessage): readonly OpenAI.ChatCompletionMessageFunctionToolCall[] {
  return (message.tool_calls ?? []).filter((call) => call.type === "function");
}

/** What it rejects with; null where it does not. The SDK's promises are lazy ones of its own. */
async function failureOf(asked: PromiseLike<unknown>): Promise<unknown> {
  try {
    await asked;
    return null;
  } catch (thrown) {
    return thrown;
  }
}
