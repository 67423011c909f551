// Codex speaks WebSocket to the gateway while other vendors' accounts serve: each turn is told them whole, by HTTP.

import { describe, expect, test } from "bun:test";

import * as faults from "../../src/sandbox/faults/fault.ts";
import type { SandboxCall } from "../../src/sandbox/sandbox.ts";
import { createCodexHome, customProvider } from "../support/codex.ts";
import { startCodexSession } from "../support/codex-session.ts";
import {
  type Frame,
  openSocket,
  responseIdOf,
  saidIn,
  type SocketClient,
  turnFrame,
} from "../support/socket-client.ts";
import { inputOf } from "../support/sent-bodies.ts";
import { startWorld, type World } from "../support/world.ts";

const ADA = "ada@example.com";
const BEN = "ben@example.com";
const CLAUDE = "claude-opus-5-5";
const GEMINI = "gemini-3-pro-preview";
const GPT = "gpt-5.5";
const RUN = 'call: Bash {"command":"ls"}';
const TOOL = { type: "function", name: "Bash", parameters: { type: "object", properties: {} }, strict: false };
const SHAPE = {
  tools: [TOOL],
  include: ["reasoning.encrypted_content"],
  reasoning: { effort: "medium", summary: "auto" },
};

type Json = Readonly<Record<string, unknown>>;

const asked = (world: World): readonly SandboxCall[] =>
  world.sandbox.calls().filter(({ path, method }) => {
    return method !== "GET" && /(\/responses|\/completions|\/messages|enerateContent)$/.test(path);
  });

/** Two Claude accounts, ada first, and one of each other vendor. */
const start = (): Promise<World> =>
  startWorld({
    accounts: [{ email: "gus@example.com" }],
    config: { "quota-poll-seconds": 3600, routing: { "default-provider": null } },
    async join({ sandbox, sandboxUrl, addAuthFile }) {
      await addAuthFile("a.json", { ...sandbox.addClaudeAccount({ email: ADA }).authFile(), priority: 9 });
      await addAuthFile("b.json", { ...sandbox.addClaudeAccount({ email: BEN }).authFile(), priority: 1 });
      return {
        "gemini-api-key": [sandbox.addGeminiKey({ email: "gil@example.com" }).configEntry(`${sandboxUrl}/google`)],
        "openai-compatibility": [sandbox.addCompatibleUpstream({ name: "deepseek" }).configEntry(sandboxUrl)],
      };
    },
  });

function itemsOf(frames: readonly Frame[]): readonly Json[] {
  return frames.filter(({ type }) => type === "response.output_item.done").map(({ item }) => item as Json);
}

/** A turn that only sends the output of the call that the one before asked for. */
async function toolTurn(client: SocketClient, before: readonly Frame[], model: string): Promise<readonly Frame[]> {
  const call = itemsOf(before).find(({ type }) => type === "function_call");
  expect(call).toMatchObject({ name: "Bash" });
  const output = { type: "function_call_output", call_id: call?.["call_id"], output: "of the tool" };
  client.send(turnFrame("", { ...SHAPE, model, input: [output], previous_response_id: responseIdOf(before) }));
  const frames = await client.rest();
  expect(frames.at(-1)).toMatchObject({ type: "response.completed" });
  expect(saidIn(frames)).toContain("of the tool");
  return frames;
}

function thoughtsIn(call: SandboxCall | undefined): readonly unknown[] {
  const messages = (call?.body as { messages: readonly { content: unknown }[] } | undefined)?.messages ?? [];
  return messages
    .flatMap(({ content }) => (Array.isArray(content) ? (content as readonly Json[]) : []))
    .filter(({ type }) => type === "thinking")
    .map(({ signature }) => signature);
}

describe.each(["/v1/responses", "/backend-api/codex/responses"])("at %s", (path) => {
  test("a conversation that only sends the news is told Claude whole, with its own thoughts", async () => {
    await using world = await start();
    await using client = await openSocket(`${world.url}${path}`, { "session-id": "socket-1" });
    const first = await client.turn(RUN, { ...SHAPE, model: CLAUDE });
    expect(first.at(-1)).toMatchObject({ type: "response.completed" });
    const second = await toolTurn(client, first, CLAUDE);
    const third = await client.turn("and now?", {
      ...SHAPE,
      model: CLAUDE,
      previous_response_id: responseIdOf(second),
    });
    expect(saidIn(third)).toContain("and now?");
    const calls = asked(world);
    expect(calls.map(({ account, status, path: at }) => [account, status, at])).toEqual(
      Array.from({ length: 3 }, () => [ADA, 200, "/anthropic/v1/messages"]),
    );
    const [, withResult, last] = calls;
    expect(JSON.stringify(withResult?.body)).toContain("of the tool");
    expect(JSON.stringify(last?.body)).toContain("of the tool");
    expect(thoughtsIn(withResult).length).toBe(1);
    expect(thoughtsIn(last).length).toBe(2);
  });

  test("a conversation goes on at another account without the thoughts of the first", async () => {
    await using world = await start();
    await using client = await openSocket(`${world.url}${path}`, { "session-id": "socket-2" });
    const first = await client.turn(RUN, { ...SHAPE, model: CLAUDE });
    const adas = itemsOf(first)
      .map(({ encrypted_content: sealed }) => (typeof sealed === "string" ? sealed : ""))
      .filter((one) => one !== "")
      .map((one) => one.slice(one.indexOf(":") + 1));
    expect(adas.length).toBe(1);
    world.sandbox.script({
      account: ADA,
      path: "/v1/messages",
      fault: faults.usageLimitReached({ resetsInMs: 3_600_000 }),
    });
    const second = await toolTurn(client, first, CLAUDE);
    await client.turn("and now?", { ...SHAPE, model: CLAUDE, previous_response_id: responseIdOf(second) });
    expect(asked(world).map(({ account, status }) => [account, status])).toEqual([
      [ADA, 200],
      [ADA, 429],
      [BEN, 200],
      [BEN, 200],
    ]);
    for (const call of asked(world).slice(2))
      for (const one of adas) expect(JSON.stringify(call.body)).not.toContain(one);
    expect(thoughtsIn(asked(world).at(-1)).length).toBe(1);
  });

  test("a conversation changes vendors turn by turn on one connection", async () => {
    await using world = await start();
    await using client = await openSocket(`${world.url}${path}`, { "session-id": "socket-3" });
    let before: readonly Frame[] | null = null;
    for (const model of [CLAUDE, GPT, GEMINI, "deepseek-chat", CLAUDE, GPT]) {
      const previous = before === null ? {} : { previous_response_id: responseIdOf(before) };
      const frames: readonly Frame[] = await client.turn(RUN, { ...SHAPE, model, ...previous });
      expect([model, frames.at(-1)?.["type"]]).toEqual([model, "response.completed"]);
      before = await toolTurn(client, frames, model);
    }
    expect(client.isOpen).toBe(true);
    expect(asked(world).filter(({ body }) => JSON.stringify(body).includes("switchyard."))).toEqual([]);
    // The connection to OpenAI remembers an older turn than the last: it is told all of it again.
    const told = inputOf(asked(world).at(-2));
    expect(told.filter(({ type }) => type === "function_call_output")).toHaveLength(5);
  });
});

test("the real Codex talks to a Claude account over WebSocket, and its tools are run", async () => {
  await using world = await start();
  const home = await createCodexHome({ config: customProvider(world.url, { websockets: true }) });
  try {
    await using codex = await startCodexSession(home, { model: CLAUDE });
    expect(await codex.ask("run: echo from-the-shell")).toMatchObject({ status: "completed", error: null });
    const turn = await codex.ask("what was that?");
    expect(turn).toMatchObject({ status: "completed", error: null, said: expect.stringContaining("what was that?") });
    const last = asked(world).at(-1);
    expect(last?.path).toBe("/anthropic/v1/messages");
    expect(JSON.stringify(last?.body)).toContain("from-the-shell");
    expect(world.records().every(({ transport }) => transport === "websocket")).toBe(true);
    expect(asked(world).filter(({ status }) => status !== 200)).toEqual([]);
  } finally {
    await home.remove();
  }
}, 30_000);
