// Which upstream a model's name leads to: several providers behind one address, told apart by the name alone.

import { describe, expect, test } from "bun:test";

import { rateLimited, serverError, usageLimitReached } from "../../src/sandbox/faults/fault.ts";
import { chat } from "../support/asks.ts";
import { type ConfigPatch, startWorld, type World, type WorldPlace } from "../support/world.ts";

const DEEPSEEK = ({ sandbox, sandboxUrl }: WorldPlace, more: ConfigPatch = {}): ConfigPatch => ({
  "openai-compatibility": [{ ...sandbox.addCompatibleUpstream({ name: "deepseek" }).configEntry(sandboxUrl), ...more }],
});
const ask = (world: World, model: string): Promise<Response> =>
  world.post("/v1/chat/completions", { ...chat("hello"), model });
const said = async (answer: Response): Promise<string | undefined> => {
  const body = (await answer.json()) as { readonly choices?: readonly { readonly message: { content: string } }[] };
  return body.choices?.[0]?.message.content;
};
const pathsAsked = (world: World): readonly string[] => world.exchanges().map(({ path }) => path);

describe("a model", () => {
  test("is served by the upstream that lists it, in the client's dialect", async () => {
    await using world = await startWorld({ accounts: 1, join: (place) => DEEPSEEK(place) });
    const answer = await ask(world, "deepseek-chat");
    expect(await said(answer)).toBe("Hello from deepseek-chat. You said: hello");
    expect(pathsAsked(world)).toEqual(["/compat/deepseek/v1/chat/completions"]);
    const contents = [{ role: "user", parts: [{ text: "hello" }] }];
    const gemini = await world.post("/v1beta/models/deepseek/deepseek-chat:generateContent", { contents });
    expect(await gemini.json()).toMatchObject({ candidates: [{ finishReason: "STOP" }] });
    const record = await world.record(answer);
    expect(record).toMatchObject({ provider: "openai-compatibility", modelServed: "deepseek-chat" });
    const messages = await world.post("/v1/messages", {
      model: "deepseek-chat",
      max_tokens: 100,
      messages: [{ role: "user", content: "hello" }],
    });
    expect(await messages.json()).toMatchObject({ type: "message", model: "deepseek-chat" });
  });

  test("is asked for by an alias, a prefix or its provider; the upstream hears its own name for it", async () => {
    const config = { "model-aliases": { quick: "deepseek-chat(low)" } };
    const models = [{ name: "deepseek-chat", alias: "seek" }, { name: "deepseek-chat" }];
    await using world = await startWorld({
      accounts: 1,
      config,
      join: (place) => DEEPSEEK(place, { prefix: "team-a", models }),
    });
    for (const name of ["seek", "team-a/seek", "deepseek/seek", "quick", "deepseek-chat(high)"]) {
      const answer = await ask(world, name);
      expect([name, await said(answer)]).toEqual([name, "Hello from deepseek-chat. You said: hello"]);
    }
    const efforts = world.exchanges().map(({ body }) => (body as Record<string, unknown>)["reasoning_effort"]);
    expect(efforts).toEqual([undefined, undefined, undefined, "low", "high"]);
  });

  test("that is excluded is not served, whatever it is called", async () => {
    const join = (place: WorldPlace) => DEEPSEEK(place, { "excluded-models": ["*-reasoner"] });
    await using world = await startWorld({ accounts: 1, config: { routing: { "default-provider": null } }, join });
    for (const name of ["deepseek-reasoner", "deepseek/deepseek-reasoner"])
      expect((await ask(world, name)).status).toBe(404);
    expect(world.exchanges()).toEqual([]);
  });

  test("that nobody serves is 404 in each dialect's words, and near misses are named", async () => {
    const config = { routing: { "default-provider": null } };
    await using world = await startWorld({ accounts: 1, config, join: (place) => DEEPSEEK(place) });
    const near = "did you mean 'deepseek-chat'?";
    const chatAnswer = await ask(world, "deepseek-chut");
    expect(chatAnswer.status).toBe(404);
    expect(await chatAnswer.json()).toMatchObject({
      error: { code: "model_not_found", message: expect.stringContaining(near) },
    });
    const messages = await world.post("/v1/messages", {
      model: "deepseek-chut",
      max_tokens: 9,
      messages: [{ role: "user", content: "hi" }],
    });
    expect([messages.status, await messages.json()]).toMatchObject([
      404,
      { type: "error", error: { type: "not_found_error", message: expect.stringContaining(near) } },
    ]);
    const gemini = await world.post("/v1beta/models/deepseek-chut:generateContent", {
      contents: [{ role: "user", parts: [{ text: "hi" }] }],
    });
    expect([gemini.status, await gemini.json()]).toMatchObject([
      404,
      { error: { code: 404, status: "NOT_FOUND", message: expect.stringContaining(near) } },
    ]);
    for (const path of ["/v1/models/deepseek-chut", "/v1beta/models/%E0%A4%A"])
      expect((await world.get(path)).status).toBe(404);
    expect((await world.record(chatAnswer)).errorCode).toBe("model_not_found");
  });

  test("is listed for every dialect with all its names while somebody serves it", async () => {
    const join = (place: WorldPlace) => DEEPSEEK(place, { prefix: "team-a" });
    await using world = await startWorld({
      accounts: 1,
      config: { "model-aliases": { quick: "deepseek-chat" } },
      join,
    });
    const names = ["deepseek-chat", "deepseek-reasoner", "gpt-5.5", "quick", "team-a/deepseek-chat"];
    const list = (await (await world.get("/v1/models")).json()) as {
      data: readonly { id: string; owned_by: string }[];
    };
    expect(list.data.map(({ id }) => id)).toEqual(expect.arrayContaining(names));
    expect(list.data.find(({ id }) => id === "quick")?.owned_by).toBe("deepseek");
    const headers = { "anthropic-version": "2023-06-01" };
    const messages = (await (await world.get("/v1/models", { headers })).json()) as { data: readonly { id: string }[] };
    expect(messages.data.map(({ id }) => id)).toEqual(expect.arrayContaining(names));
    const gemini = (await (await world.get("/v1beta/models")).json()) as { models: readonly { name: string }[] };
    expect(await (await world.get("/v1/models/team-a/deepseek-chat")).json()).toMatchObject({ owned_by: "deepseek" });
    expect(await (await world.get("/v1beta/models/quick")).json()).toMatchObject({ name: "models/quick" });
    expect((await world.get("/v1/models/gpt-5.5", { headers })).status).toBe(200);
    expect(gemini.models.map(({ name }) => name)).toEqual(
      expect.arrayContaining(names.map((name) => `models/${name}`)),
    );
  });
});

describe("accounts of several providers that serve one model", () => {
  const both = (priority: number) => (place: WorldPlace) => ({
    "openai-compatibility": [
      {
        ...place.sandbox.addCompatibleUpstream({ name: "router", models: ["gpt-5.5"] }).configEntry(place.sandboxUrl),
        priority,
      },
    ],
  });

  test("are chosen by priority first, and the lower one serves when the higher cannot", async () => {
    await using world = await startWorld({ accounts: 1, join: both(-1) });
    expect((await ask(world, "gpt-5.5")).status).toBe(200);
    world.fault({ account: "ada@example.com", fault: usageLimitReached({ resetsInMs: 3_600_000 }) });
    const answer = await ask(world, "gpt-5.5");
    expect(await said(answer)).toBe("Hello from gpt-5.5. You said: hello");
    const { attempts } = await world.record(answer);
    expect(attempts.map(({ provider }) => provider)).toEqual(["codex", "openai-compatibility"]);
    expect(pathsAsked(world).at(-1)).toBe("/compat/router/v1/chat/completions");
  });

  test("are asked each in its dialect; what one cannot be told goes to the other", async () => {
    await using world = await startWorld({ accounts: 1, join: both(1) });
    const previous = { model: "gpt-5.5", input: "go on", store: true, tools: [{ type: "code_interpreter" }] };
    const answer = await world.post("/v1/responses", previous);
    const { attempts } = await world.record(answer);
    expect(attempts[0]).toMatchObject({ provider: "openai-compatibility", failure: { kind: "request_fault" } });
    expect(attempts[1]?.provider).toBe("codex");
  });
});

describe("a row of fallbacks", () => {
  const config = { "model-fallbacks": ["gpt-5.5 -> deepseek-chat"] };
  const start = (more: ConfigPatch = {}): Promise<World> =>
    startWorld({ accounts: 1, config: { ...config, ...more }, join: (place) => DEEPSEEK(place) });

  test("is not touched while the first model is served", async () => {
    await using world = await start();
    expect(await said(await ask(world, "gpt-5.5"))).toContain("Hello from gpt-5.5");
  });

  test.each([
    ["its quota is used up", usageLimitReached({ resetsInMs: 3_600_000 })],
    ["it is rate limited", rateLimited(60_000)],
    ["its upstream fails", serverError()],
  ])("serves where %s, and the record shows both", async (_, fault) => {
    await using world = await start({ "request-retry": 0 });
    world.fault({ account: "ada@example.com", fault, times: 9 });
    const answer = await ask(world, "gpt-5.5");
    expect(await said(answer)).toBe("Hello from deepseek-chat. You said: hello");
    const record = await world.record(answer);
    expect(record).toMatchObject({ outcome: "ok", modelAsked: "gpt-5.5", modelServed: "deepseek-chat" });
    expect(record.attempts[0]).toMatchObject({ provider: "codex", model: "gpt-5.5" });
    expect(record.attempts.at(-1)).toMatchObject({ provider: "openai-compatibility", model: "deepseek-chat" });
  });

  test("does not hide what is wrong with the request itself", async () => {
    await using world = await start();
    const answer = await world.post("/v1/chat/completions", { ...chat("hello"), model: "gpt-5.5", messages: "none" });
    expect(answer.status).toBe(400);
    expect(world.exchanges()).toEqual([]);
  });

  test("is taken over streams before their first content alone", async () => {
    await using world = await start();
    world.fault({ account: "ada@example.com", fault: usageLimitReached({ resetsInMs: 3_600_000 }) });
    const answer = await world.post("/v1/chat/completions", { ...chat("hello"), model: "gpt-5.5", stream: true });
    expect(await answer.text()).toContain("deepseek-chat");
  });
});

test("a failure that an upstream tells in a 200 fails over like any other", async () => {
  const broke = { status: 200, body: { error: { code: 502, message: "Provider returned error" } } };
  await using world = await startWorld({ accounts: 0, join: (place) => DEEPSEEK(place) });
  world.sandbox.script({ path: "/chat/completions", fault: { kind: "status", ...broke } });
  const answer = await ask(world, "deepseek-chat");
  expect(await said(answer)).toBe("Hello from deepseek-chat. You said: hello");
  expect((await world.record(answer)).attempts).toMatchObject([{ failure: { kind: "upstream_error" } }, {}]);
  const broken = { status: 200, body: { error: { code: "insufficient_quota", message: "You exceeded your quota" } } };
  world.sandbox.script({ path: "/chat/completions", fault: { kind: "status", ...broken } });
  const streamed = await world.post("/v1/chat/completions", { ...chat("hello"), model: "deepseek-chat", stream: true });
  expect(streamed.status).toBe(429);
  expect((await world.record(streamed)).attempts[0]?.failure?.kind).toBe("quota_exceeded");
});

test("a file that was uploaded to an account keeps its conversation there", async () => {
  await using world = await startWorld({
    accounts: 0,
    apiKeyAccounts: 2,
    config: { routing: { strategy: "round-robin", "sticky-threads-enabled": false } },
  });
  const question = (text: string): object => ({
    model: "gpt-5.5",
    input: [
      {
        role: "user",
        content: [
          { type: "input_file", file_id: "file-abc123" },
          { type: "input_text", text },
        ],
      },
    ],
  });
  const owners = new Set<string | null>();
  for (const text of ["one", "two", "three", "four"]) {
    const answer = await world.post("/v1/responses", question(text));
    expect(answer.status).toBe(200);
    owners.add((await world.record(answer)).accountId);
  }
  expect(owners.size).toBe(1);
});
