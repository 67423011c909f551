// What Kimi has that the other imitators have not, on a real socket.

import { afterEach, beforeEach, expect, test } from "bun:test";

import * as faults from "../faults/fault.ts";
import { asObject, type Json } from "../json.ts";
import { type Playground, playground } from "../testing.ts";

const MODEL = "kimi-for-coding";
const messages = [{ role: "user", content: "hi" }];

let world: Playground;
let key: string;

beforeEach(() => {
  world = playground();
  key = world.sandbox.addKimiKey({ email: "k@example.com" }).key;
});
afterEach(() => world.close());

async function ask(path: string, body: Json, token = key): Promise<readonly [number, Json]> {
  const response = await world.post(`/kimi/coding/v1${path}`, token, { model: MODEL, ...body });
  return [response.status, asObject(await response.json()) ?? {}];
}

test("it speaks Anthropic's messages beside the chat", async () => {
  expect(await ask("/messages", { max_tokens: 9, messages })).toMatchObject([200, { type: "message", model: MODEL }]);
  expect((await ask("/messages", { messages }))[0]).toBe(400);
  expect((await ask("/messages", { max_tokens: 9, messages, model: "gpt-5.5" }))[0]).toBe(404);
  expect((await ask("/messages", { max_tokens: 9, messages }, "sk-kimi-wrong"))[0]).toBe(401);
});

test("it wants to see the thought before each call of a tool", async () => {
  const call = { id: "c", type: "function", function: { name: "f", arguments: "{}" } };
  const history = (more: Json): Json => ({
    messages: [
      ...messages,
      { role: "assistant", content: null, tool_calls: [call], ...more },
      { role: "tool", tool_call_id: "c", content: "x" },
    ],
  });
  const message = expect.stringContaining("reasoning_content is missing in assistant tool call message at index 1");
  expect(await ask("/chat/completions", history({}))).toMatchObject([400, { error: { message } }]);
  expect((await ask("/chat/completions", history({ reasoning_content: "because" })))[0]).toBe(200);
});

test("it tells what is left of the week and of the five hours, and says no in its own words when nothing is", async () => {
  await ask("/chat/completions", { messages });
  const usages = asObject(await (await world.get("/kimi/coding/v1/usages", key)).json()) ?? {};
  expect(usages).toMatchObject({ usage: { limit: "100", used: "1" }, limits: [{ detail: { remaining: "99" } }] });
  world.sandbox.script({ fault: faults.usageLimitReached({ resetsInMs: 1000 }) });
  const refused = { error: { type: "access_terminated_error", message: expect.stringContaining("usage limit") } };
  expect(await ask("/chat/completions", { messages })).toMatchObject([403, refused]);
});
