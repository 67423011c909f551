// Tokens counted before anything is asked: by the upstream where it speaks the client's API and counts, else estimated.

import { expect, test } from "bun:test";

import * as faults from "../../src/sandbox/faults/fault.ts";
import type { SandboxCall } from "../../src/sandbox/sandbox.ts";
import { startWorld, type World } from "../support/world.ts";

const CLAUDE = "claude-opus-5-5";
const GEMINI = "gemini-2.5-pro";
const TEXT = "How many tokens may this be? ".repeat(10);

const counted = (world: World): readonly SandboxCall[] =>
  world.sandbox.calls().filter(({ path }) => /count_?tokens$/i.test(path));

async function messagesCount(world: World, model: string, more: object = {}): Promise<unknown> {
  const body = { model, messages: [{ role: "user", content: TEXT }], ...more };
  const answer = await world.post("/v1/messages/count_tokens?beta=true", body);
  expect([model, answer.status]).toEqual([model, 200]);
  return ((await answer.json()) as { input_tokens: number }).input_tokens;
}

async function geminiCount(world: World, model: string, wrap = false): Promise<unknown> {
  const contents = [{ role: "user", parts: [{ text: TEXT }] }];
  const body = wrap ? { generateContentRequest: { model: `models/${model}`, contents } } : { contents };
  const answer = await world.post(`/v1beta/models/${model}:countTokens`, body);
  expect([model, answer.status]).toEqual([model, 200]);
  return ((await answer.json()) as { totalTokens: number }).totalTokens;
}

/** Everybody who counts, and somebody who does not. */
const startCounters = (): Promise<World> =>
  startWorld({
    accounts: 1,
    config: { "quota-poll-seconds": 3600 },
    async join({ sandbox, sandboxUrl, addAuthFile }) {
      await addAuthFile("claude.json", sandbox.addClaudeAccount({ email: "cora@example.com" }).authFile());
      return {
        "gemini-api-key": [sandbox.addGeminiKey({ email: "gil@example.com" }).configEntry(`${sandboxUrl}/google`)],
        "openai-compatibility": [sandbox.addCompatibleUpstream({ name: "deepseek" }).configEntry(sandboxUrl)],
      };
    },
  });

test("Claude counts for a Messages client, Gemini for a Gemini client, each its own model", async () => {
  await using world = await startCounters();
  const claudes = await messagesCount(world, CLAUDE);
  const [first] = counted(world);
  expect(first).toMatchObject({ path: "/anthropic/v1/messages/count_tokens", status: 200 });
  expect(claudes).toEqual(expect.any(Number));
  // What makes an answer is refused where only the question is counted.
  expect(await messagesCount(world, CLAUDE, { max_tokens: 100, stream: true, metadata: {} })).toBe(claudes);
  const geminis = await geminiCount(world, GEMINI);
  expect(counted(world).at(-1)).toMatchObject({ path: `/google/v1beta/models/${GEMINI}:countTokens`, status: 200 });
  expect(await geminiCount(world, GEMINI, true)).toEqual(expect.any(Number));
  expect(geminis).toEqual(expect.any(Number));
  expect(counted(world)).toHaveLength(4);
  expect(counted(world).every(({ status }) => status === 200)).toBe(true);
});

test("all others are estimated without asking anybody, also across dialects", async () => {
  await using world = await startCounters();
  const estimates = [
    await messagesCount(world, "gpt-5.5"),
    await messagesCount(world, "deepseek-chat"),
    await messagesCount(world, GEMINI),
    await geminiCount(world, CLAUDE),
    await geminiCount(world, "deepseek-chat"),
  ];
  for (const estimate of estimates) expect(estimate).toBeWithin(60, 120);
  expect(counted(world)).toEqual([]);
});

test.each([
  ["fails", faults.serverError()],
  ["is limited", faults.rateLimited(60_000)],
  ["does not know the endpoint", { kind: "status", status: 404, body: { error: { message: "not found" } } } as const],
  ["breaks off", { kind: "cut", events: 0 } as const],
])("where the upstream %s, the estimate is the answer", async (_, fault) => {
  await using world = await startCounters();
  world.sandbox.script({ path: "/count_tokens", fault, times: 9 });
  world.sandbox.script({ path: ":countTokens", fault, times: 9 });
  expect(await messagesCount(world, CLAUDE)).toBeWithin(60, 120);
  expect(await geminiCount(world, GEMINI)).toBeWithin(60, 120);
  expect(counted(world).length).toBeGreaterThanOrEqual(2);
});

test("a count is asked without the thoughts of others, and with the account's own", async () => {
  await using world = await startCounters();
  const more = { max_tokens: 2000, thinking: { type: "adaptive", display: "summarized" } };
  const asked = { model: CLAUDE, messages: [{ role: "user", content: TEXT }], ...more };
  const answer = (await (await world.post("/v1/messages", asked)).json()) as { content: readonly object[] };
  const [own] = answer.content;
  expect(JSON.stringify(own)).toMatch(/"signature":"\w/);
  const others = { type: "thinking", thinking: "Hm.", signature: "switchyard.encrypted_content:gAAA" };
  const said = { type: "text", text: "I see." };
  const history = (...thoughts: readonly unknown[]): object => ({
    messages: [
      { role: "user", content: TEXT },
      { role: "assistant", content: [...thoughts, said] },
      { role: "user", content: TEXT },
    ],
  });
  await messagesCount(world, CLAUDE, history(others, own));
  expect(counted(world).map(({ status }) => status)).toEqual([200]);
  expect(counted(world)[0]?.body).toMatchObject(history(own));
});

test("Code Assist, Antigravity and Vertex AI count as well", async () => {
  const model = "gemini-2.5-flash";
  for (const provider of ["gemini-cli", "antigravity", "vertex"] as const) {
    await using world = await startWorld({
      accounts: 0,
      config: { "quota-poll-seconds": 3600 },
      join({ sandbox, addAuthFile }) {
        const account =
          provider === "vertex"
            ? sandbox.addVertexAccount({})
            : sandbox.addGoogleAccount({ email: "ada@example.com", client: provider });
        return addAuthFile("ada.json", account.authFile());
      },
    });
    for (const wrap of [false, true]) expect(await geminiCount(world, model, wrap)).toEqual(expect.any(Number));
    const calls = counted(world).map(({ status }) => status);
    expect([provider, ...calls]).toEqual([provider, 200, 200]);
  }
});
