// The real Codex by WebSocket, as it prefers to speak: a warm-up, then turns that send only what is new.

import { expect, test } from "bun:test";

import type { SandboxCall } from "../../src/sandbox/sandbox.ts";
import { createCodexHome, question, runCodex } from "../support/codex.ts";
import { type CodexTurn, startCodexSession } from "../support/codex-session.ts";
import { type CodexWorld, startCodexWorld } from "../support/codex-world.ts";
import { bodyOf, outlineOf, questionsOf, reasoningOf } from "../support/sent-bodies.ts";
import { until } from "../support/until.ts";
import { seenCall, startWorld, type World, type WorldAccount, type WorldOptions } from "../support/world.ts";

function start(options: WorldOptions = {}): Promise<CodexWorld> {
  return startCodexWorld({ websockets: true }, options);
}

const UNTROUBLED = { status: "completed", error: null, shownErrors: [] };

function said(text: string): object {
  return { ...UNTROUBLED, said: expect.stringContaining(text) };
}

/** The handshakes of upstream WebSockets. */
function handshakes(world: World): readonly SandboxCall[] {
  return world.exchanges().filter(({ method }) => method === "GET");
}

/** Turns that reached the upstream, by WebSocket or HTTP, warm-ups among them. */
function turns(world: World): readonly SandboxCall[] {
  return world.exchanges().filter(({ method }) => method !== "GET");
}

function isWarmUp(call: SandboxCall): boolean {
  return bodyOf(call)["generate"] === false;
}

function ownerOf(world: World, call: SandboxCall | undefined): WorldAccount {
  const owner = world.accounts.find(({ email }) => email === call?.account);
  if (owner === undefined) throw new Error(`nobody is ${call?.account}`);
  return owner;
}

/** Every turn of the client came by WebSocket; no HTTP request of codex was needed. */
async function expectClientOnSocket(world: World, count: number): Promise<void> {
  const records = await until(`${count} settled records`, () => {
    const known = world.records();
    return known.length >= count && known.every(({ outcome }) => outcome !== "open") && known;
  });
  const kinds = records.map(({ route, transport, outcome }) => ({ route, transport, outcome }));
  expect(kinds).toEqual(
    Array.from({ length: count }, () => ({ route: "WS /v1/responses", transport: "websocket", outcome: "ok" })),
  );
}

test("many turns go over one connection; each sends only what is new and leans on the response before it", async () => {
  await using place = await start();
  const { world, home } = place;
  await using codex = await startCodexSession(home);
  expect(await codex.ask("one")).toMatchObject(said("one"));
  expect(await codex.ask("two")).toMatchObject(said("two"));
  expect(await codex.ask("three")).toMatchObject(said("three"));

  expect(handshakes(world)).toHaveLength(1);
  const [warmUp, ...asked] = turns(world);
  expect(warmUp === undefined ? null : isWarmUp(warmUp)).toBe(true);
  expect(asked.map(isWarmUp)).toEqual([false, false, false]);
  expect(asked.map(questionsOf)).toEqual([["one"], ["two"], ["three"]]);
  expect(asked.every((call) => typeof bodyOf(call)["previous_response_id"] === "string")).toBe(true);
  expect(new Set(turns(world).map(({ account }) => account)).size).toBe(1);
  // The limits that came along were understood.
  expect(codex.notifications().some(({ method }) => method === "account/rateLimits/updated")).toBe(true);
  await expectClientOnSocket(world, 4);
});

test("a tool's output goes back alone, on the same connection", async () => {
  await using place = await start();
  const { world, home } = place;
  const run = await runCodex(home, question("run: echo from-the-shell"));
  expect(run.exitCode).toBe(0);
  expect(run.items("error")).toEqual([]);
  expect(run.said).toContain("from-the-shell");
  const [, asked, answered] = turns(world);
  expect(outlineOf(answered)).toEqual(["function_call_output"]);
  expect(bodyOf(answered)["previous_response_id"]).toBeString();
  expect(questionsOf(asked)).toEqual(["run: echo from-the-shell"]);
  await expectClientOnSocket(world, 3);
});

test("the built-in provider with an API key speaks WebSocket to the gateway just so", async () => {
  await using world = await startWorld();
  const home = await createCodexHome({
    config: `openai_base_url = "${world.url}/v1"\ncheck_for_update_on_startup = false\n`,
    env: { CODEX_API_KEY: "sk-of-no-account" },
  });
  const run = await runCodex(home, question("run: echo with-a-key"));
  expect(run.exitCode).toBe(0);
  expect(run.said).toContain("with-a-key");
  expect(handshakes(world)).toHaveLength(1);
  expect(handshakes(world)[0]?.headers["authorization"]).not.toContain("sk-of-no-account");
  await expectClientOnSocket(world, 3);
  await home.remove();
});

test("closing codex closes the upstream connection", async () => {
  await using place = await start();
  const { world, home } = place;
  const codex = await startCodexSession(home);
  await codex.ask("one");
  await codex.kill();
  await seenCall(world, "the connection's end", ({ method, end }) => method === "GET" && end !== null);
});

test("where the upstream refuses WebSockets the gateway tells each turn in full by HTTP, and codex notices nothing", async () => {
  await using place = await start();
  const { world, home } = place;
  world.fault({ times: Number.POSITIVE_INFINITY, fault: { kind: "refuse-websocket", status: 426 } });
  await using codex = await startCodexSession(home);
  expect(await codex.ask("one")).toMatchObject(said("one"));
  expect(await codex.ask("run: echo two")).toMatchObject(said("two"));
  expect(await codex.ask("three")).toMatchObject(said("three"));

  // It is asked again only until a turn has gone by HTTP; nothing but whole turns follows, no warm-up among them.
  expect(handshakes(world).map(({ status }) => status)).toEqual([426, 426]);
  expect(turns(world).map(({ transport, status }) => `${transport} ${status}`)).toEqual(
    Array.from({ length: 4 }, () => "http 200"),
  );
  expect(turns(world).map(questionsOf)).toEqual([
    ["one"],
    ["one", "run: echo two"],
    ["one", "run: echo two"],
    ["one", "run: echo two", "three"],
  ]);
  expect(outlineOf(turns(world)[2]).slice(-3)).toEqual(["reasoning", "function_call", "function_call_output"]);
  expect(bodyOf(turns(world)[3])["previous_response_id"]).toBeUndefined();
  expect(new Set(turns(world).map(({ account }) => account)).size).toBe(1);
  await expectClientOnSocket(world, 5);
});

test("what codex says in place of headers reaches an upstream that is asked by HTTP as headers", async () => {
  await using place = await start();
  const { world, home } = place;
  world.fault({ times: 2, fault: { kind: "refuse-websocket", status: 426 } });
  await using codex = await startCodexSession(home);
  await codex.ask("one");
  const [call] = turns(world);
  expect(JSON.parse(call?.headers["x-codex-turn-metadata"] ?? "{}")).toMatchObject({ request_kind: "turn" });
  expect(bodyOf(call)).toMatchObject({ stream: true, store: false });
  expect(bodyOf(call)["type"]).toBeUndefined();
});

test.each(["websocket", "http"] as const)(
  "an account that runs dry between turns hands over with the whole conversation and no foreign thought (upstream by %s)",
  async (upstream) => {
    await using place = await start();
    const { world, home } = place;
    if (upstream === "http")
      world.fault({ times: Number.POSITIVE_INFINITY, fault: { kind: "refuse-websocket", status: 426 } });
    await using codex = await startCodexSession(home);
    expect(await codex.ask("one")).toMatchObject(said("one"));
    const owner = ownerOf(world, turns(world).at(-1));
    owner.sandbox.setUsage({ primary: 100 });
    expect(await codex.ask("run: echo two")).toMatchObject(said("two"));
    expect(await codex.ask("three")).toMatchObject(said("three"));

    const moved = turns(world).filter(({ account }) => account !== owner.email);
    expect(moved.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(questionsOf(moved[0])).toEqual(["one", "run: echo two"]);
    expect(outlineOf(moved[0]).filter((kind) => kind === "assistant")).toHaveLength(1);
    expect(bodyOf(moved[0])["previous_response_id"]).toBeUndefined();
    expect(moved.flatMap(reasoningOf).every((sealed) => !sealedBy(owner, sealed))).toBe(true);
    expect(moved.every((call) => call.status === 200)).toBe(true);
    const said2 = turns(world).filter(({ account, status }) => account === owner.email && status === 429);
    expect(said2).toHaveLength(1);
  },
);

/** The sandbox seals with the account's id in it. */
function sealedBy(account: WorldAccount, sealed: string): boolean {
  return Buffer.from(sealed.slice(5), "base64url").toString().includes(account.sandbox.accountId);
}

test("an upstream connection that died between turns is replaced, and the turn is told in full on the new one", async () => {
  await using place = await start();
  const { world, home } = place;
  await using codex = await startCodexSession(home);
  expect(await codex.ask("one")).toMatchObject(said("one"));
  // The upstream ends the connection of its own accord once the turn is over.
  world.sandbox.closeSockets();
  await seenCall(world, "the connection's end", ({ method, end }) => method === "GET" && end !== null);
  const second: CodexTurn = await codex.ask("two");
  expect(second).toMatchObject(said("two"));
  expect(await codex.ask("three")).toMatchObject(said("three"));

  expect(handshakes(world)).toHaveLength(2);
  const [, one, two, three] = turns(world);
  expect(bodyOf(two)["previous_response_id"]).toBeUndefined();
  expect(questionsOf(two)).toEqual(["one", "two"]);
  expect(two?.account).toBe(one?.account ?? "nobody");
  // Same account: its thoughts come back to it.
  expect(reasoningOf(two)).toHaveLength(1);
  expect(questionsOf(three)).toEqual(["three"]);
});

test("a turn whose upstream connection dies before any content is served elsewhere without codex noticing", async () => {
  await using place = await start();
  const { world, home } = place;
  await using codex = await startCodexSession(home);
  expect(await codex.ask("one")).toMatchObject(said("one"));
  world.fault({ fault: { kind: "close-socket", events: 1 } });
  expect(await codex.ask("two")).toMatchObject(said("two"));
  expect(questionsOf(turns(world).at(-1))).toEqual(["one", "two"]);
});

test("a 401 in mid-session is healed on a new connection that codex never hears of", async () => {
  await using place = await start({ accounts: 1 });
  const { world, home } = place;
  const [account] = world.accounts;
  await using codex = await startCodexSession(home);
  expect(await codex.ask("one")).toMatchObject(said("one"));
  account?.sandbox.expireAccessToken();
  expect(await codex.ask("two")).toMatchObject(said("two"));
  expect(account?.sandbox.refreshes()).toBe(1);
  expect(questionsOf(turns(world).at(-1))).toEqual(["one", "two"]);
  expect(reasoningOf(turns(world).at(-1))).toHaveLength(1);
});

test("a used-up pool shows codex's user the usage limit, also by WebSocket", async () => {
  await using place = await start({ accounts: [{ primaryUsedPercent: 100, primaryResetsInMs: 3_600_000 }] });
  const { home } = place;
  const run = await runCodex(home, question("hello"));
  expect(run.exitCode).not.toBe(0);
  const failed = run.events.find(({ type }) => type === "turn.failed");
  expect((failed?.["error"] as { message?: string } | undefined)?.message).toMatch(/^You.ve hit your usage limit\./);
});

test("a turn that the user interrupts ends the upstream's work, and the conversation goes on", async () => {
  await using place = await start();
  const { world, home } = place;
  await using codex = await startCodexSession(home);
  expect(await codex.ask("one")).toMatchObject(said("one"));
  world.fault({ fault: { kind: "hang-after", events: 8 } });
  const interrupted = codex.ask("two");
  await codex.saying();
  await codex.interrupt();
  expect(await interrupted).toMatchObject({ status: "interrupted" });
  const hung = turns(world).at(-1);
  await seenCall(world, "the aborted turn", (call) => call.number === hung?.number && call.end?.kind === "aborted");
  expect(await codex.ask("three")).toMatchObject(said("three"));
  expect(turns(world).at(-1)?.account).toBe(hung?.account ?? "nobody");
  expect(world.exchanges().map(({ status }) => status)).not.toContain(400);
});
