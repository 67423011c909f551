// Upstreams with OpenAI's chat API, as config.yaml lists them: several at once, several keys each, changed while it runs.

import { describe, expect, test } from "bun:test";

import * as faults from "../../src/sandbox/faults/fault.ts";
import type { SandboxCall } from "../../src/sandbox/sandbox.ts";
import { chat, chatText } from "../support/asks.ts";
import { until } from "../support/until.ts";
import { type ConfigPatch, seenCall, startWorld, type World, type WorldPlace } from "../support/world.ts";

const LOOSE = { "sticky-threads-enabled": false, "default-provider": null, strategy: "round-robin" };
const MODEL = "shared-model";

type Entry = Readonly<Record<string, unknown>>;

const asked = (world: World): readonly SandboxCall[] =>
  world.sandbox.calls().filter(({ path }) => path.endsWith("/chat/completions"));

async function server(world: World, model = MODEL): Promise<string | null | undefined> {
  const answer = await world.post("/v1/chat/completions", chat("hello", { model }));
  expect([model, answer.status]).toEqual([model, 200]);
  return asked(world).at(-1)?.account;
}

/** An upstream of this name with so many keys: `one-1@example.com`, ... */
function upstream(
  { sandbox, sandboxUrl }: Pick<WorldPlace, "sandbox" | "sandboxUrl">,
  name: string,
  keys: number,
): Entry {
  const members = Array.from({ length: keys }, (_, index) =>
    sandbox.addCompatibleUpstream({ name, email: `${name}-${index + 1}@example.com`, models: [MODEL, `${name}-own`] }),
  );
  const [first] = members;
  if (first === undefined) throw new Error("no keys");
  return { ...first.configEntry(sandboxUrl), "api-key-entries": members.map(({ key }) => ({ "api-key": key })) };
}

const withEntries = (...entries: readonly Entry[]): ConfigPatch => ({ "openai-compatibility": entries });

const start = (entries: (place: WorldPlace) => readonly Entry[]): Promise<World> =>
  startWorld({
    accounts: 0,
    config: { "quota-poll-seconds": 3600, routing: LOOSE },
    join: (place) => withEntries(...entries(place)),
  });

describe("two upstreams with several keys each", () => {
  test("serve by priority, then key by key; a name with their own in front means one of them", async () => {
    await using world = await start((place) => [
      { ...upstream(place, "one", 2), priority: 1 },
      { ...upstream(place, "two", 2), priority: 0 },
    ]);
    const served = [await server(world), await server(world), await server(world), await server(world)];
    expect(new Set(served)).toEqual(new Set(["one-1@example.com", "one-2@example.com"]));
    expect(await server(world, `two/${MODEL}`)).toStartWith("two-");
    expect(await server(world, "two-own")).toStartWith("two-");
  });

  test("stand in for each other, key by key", async () => {
    await using world = await start((place) => [
      { ...upstream(place, "one", 2), priority: 1 },
      { ...upstream(place, "two", 1), priority: 0 },
    ]);
    world.sandbox.script({ account: "one-1@example.com", fault: faults.usageLimitReached({ resetsInMs: 3_600_000 }) });
    world.sandbox.script({ account: "one-2@example.com", fault: faults.unauthorized() });
    expect([await server(world), await server(world)]).toEqual(["two-1@example.com", "two-1@example.com"]);
    const refused = asked(world).filter(({ status }) => status !== 200);
    expect(refused.map(({ account }) => account).toSorted()).toEqual(["one-1@example.com", "one-2@example.com"]);
  });

  test("are told apart by their prefix, and sent the headers of their entry", async () => {
    await using world = await start((place) => [
      { ...upstream(place, "one", 1), prefix: "team-a", headers: { "X-Team": "a", "HTTP-Referer": "https://a.test" } },
      { ...upstream(place, "two", 1), prefix: "team-b" },
    ]);
    for (const team of ["a", "b"]) {
      expect(await server(world, `team-${team}/${MODEL}`)).toStartWith(team === "a" ? "one-" : "two-");
    }
    const [first, second] = asked(world);
    expect(first?.headers).toMatchObject({ "x-team": "a", "http-referer": "https://a.test" });
    expect(second?.headers["x-team"]).toBeUndefined();
    expect(first?.body).toMatchObject({ model: MODEL });
  });

  test("without a key are called without one", async () => {
    await using world = await start(({ sandbox, sandboxUrl }) => [
      sandbox.addCompatibleUpstream({ name: "local", key: "", models: ["llama"] }).configEntry(sandboxUrl),
    ]);
    for (const stream of [false, true]) {
      const answer = await world.post("/v1/chat/completions", chat("hello", { model: "llama", stream }), {
        headers: { authorization: "Bearer of-the-client" },
      });
      expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("Hello")]);
    }
    for (const { headers } of asked(world)) expect(headers["authorization"]).toBeUndefined();
  });
});

describe("while the gateway runs", () => {
  const SLOW = "sandbox-stream-40x10";

  test("keys, upstreams and models come and go with config.yaml, and what runs ends as it began", async () => {
    await using world = await start((place) => [upstream(place, "one", 1)]);
    const pid = world.gateway.pid;
    const place = { sandbox: world.sandbox, sandboxUrl: world.sandboxUrl };
    const one = { ...upstream(place, "one", 1), models: [MODEL, SLOW] };
    await world.editConfig(withEntries(one));
    await until("the new key serves", async () => {
      const answer = await world.post("/v1/chat/completions", chat("hello", { model: SLOW }));
      return answer.status === 200;
    });
    const running = await world.post("/v1/chat/completions", chat("hello", { model: SLOW, stream: true }));
    await seenCall(world, "the stream", ({ body, end }) => (body as Entry)?.["stream"] === true && end === null);

    // The key of the stream goes, another upstream comes.
    const changedAt = Date.now();
    await world.editConfig(withEntries(upstream(place, "two", 2)));
    const moved = await until("the other upstream serves", async () => {
      const answer = await world.post("/v1/chat/completions", chat("hello", { model: "two-own" }));
      return answer.status === 200 ? Date.now() : null;
    });
    expect(moved - changedAt).toBeLessThan(1000);
    const gone = await world.post("/v1/chat/completions", chat("hello", { model: "one-own" }));
    expect(gone.status).toBe(404);
    const text = await running.text();
    expect(text).toEndWith("data: [DONE]\n\n");
    expect(chatText(text).length).toBeGreaterThan(40);
    expect(await world.record(running)).toMatchObject({ outcome: "ok", provider: "openai-compatibility" });

    // Nobody is left, and then somebody is again.
    await world.editConfig(withEntries());
    await until("nobody serves", async () => (await world.post("/v1/chat/completions", chat("hi"))).status === 503);
    await world.editConfig(withEntries(one));
    await until("the first key is back", async () => {
      const answer = await world.post("/v1/chat/completions", chat("hello", { model: MODEL }));
      return answer.status === 200;
    });
    expect(world.gateway.pid).toBe(pid);
    expect(world.gateway.hasExited()).toBe(false);
  });

  test("a disabled upstream serves nothing, and its models are not listed", async () => {
    await using world = await start((place) => [upstream(place, "one", 1), upstream(place, "two", 1)]);
    expect(await (await world.get("/v1/models")).text()).toContain("two-own");
    const place = { sandbox: world.sandbox, sandboxUrl: world.sandboxUrl };
    await world.editConfig(withEntries(upstream(place, "one", 1), { ...upstream(place, "two", 1), disabled: true }));
    await until("it is not listed", async () => !(await (await world.get("/v1/models")).text()).includes("two-own"));
    expect(await server(world)).toStartWith("one-");
    const answer = await world.post("/v1/chat/completions", chat("hello", { model: "two-own" }));
    expect(answer.status).toBe(503);
  });

  test("a key of another provider comes and goes as well", async () => {
    await using world = await start((place) => [upstream(place, "one", 1)]);
    const key = world.sandbox
      .addAnthropicKey({ email: "key@example.com" })
      .configEntry(`${world.sandboxUrl}/anthropic`);
    const ask = () => world.post("/v1/chat/completions", chat("hello", { model: "claude-opus-5-5" }));
    expect((await ask()).status).toBe(404);
    await world.editConfig({ "claude-api-key": [key] });
    await until("Claude serves", async () => (await ask()).status === 200);
    await world.editConfig({ "claude-api-key": [] });
    await until("Claude is gone", async () => (await ask()).status === 404);
  });
});
