// WebSockets frame by frame: what a client may rely on at /v1/responses and at /backend-api/codex/responses.

import { expect, test } from "bun:test";

import type { RequestRecord } from "../../src/domain/request-record.ts";
import { overloaded, rateLimited } from "../../src/sandbox/faults/fault.ts";
import type { FaultScript } from "../../src/sandbox/sandbox.ts";
import { bodyOf, questionsOf, reasoningOf } from "../support/sent-bodies.ts";
import { type Frame, openSocket, responseIdOf, saidIn, turnFrame } from "../support/socket-client.ts";
import { until } from "../support/until.ts";
import { seenCall, startWorld, type World } from "../support/world.ts";

const PATHS = ["/v1/responses", "/backend-api/codex/responses"] as const;

/** Every record, once none is open and there are this many. */
function settledRecords(world: World, count: number): Promise<readonly RequestRecord[]> {
  return until(`${count} settled records`, () => {
    const records = world.records();
    return records.length === count && records.every(({ outcome }) => outcome !== "open") && records;
  });
}

function typesOf(frames: readonly Frame[]): readonly string[] {
  return frames.map(({ type }) => String(type));
}

function sent(world: World): ReturnType<World["exchanges"]> {
  return world.exchanges().filter(({ method }) => method === "SEND");
}

const HANDSHAKE = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

test.each(PATHS)("many turns at %s are answered one after the other, each with a record of its own", async (path) => {
  await using world = await startWorld();
  await using client = await openSocket(`${world.url}${path}`);
  let previous: string | null = null;
  for (const text of ["one", "two", "three"]) {
    const shape: object = previous === null ? {} : { previous_response_id: previous };
    const frames = await client.turn(text, shape);
    expect(typesOf(frames)[0]).toBe("response.created");
    expect(typesOf(frames).at(-1)).toBe("response.completed");
    expect(saidIn(frames)).toBe(`Hello from gpt-5.5. You said: ${text}`);
    previous = responseIdOf(frames);
  }
  expect(sent(world).map(questionsOf)).toEqual([["one"], ["two"], ["three"]]);
  const records = await settledRecords(world, 3);
  for (const record of records) {
    expect(record).toMatchObject({ route: `WS ${path}`, transport: "websocket", outcome: "ok", status: 200 });
    expect(record.usage?.outputTokens).toBeGreaterThan(0);
  }
  expect(new Set(records.map(({ id }) => id)).size).toBe(3);
});

test("turns sent ahead are answered in their order, and none is lost", async () => {
  await using world = await startWorld();
  await using client = await openSocket(`${world.url}/v1/responses`);
  const texts = ["one", "two", "three", "four", "five"];
  for (const text of texts) client.send(turnFrame(text));
  for (const text of texts) expect(saidIn(await client.rest())).toBe(`Hello from gpt-5.5. You said: ${text}`);
});

test("a client without a key is refused before the upgrade, with the error it would get by HTTP", async () => {
  await using world = await startWorld({ config: { "api-key-auth-enabled": true, "api-keys": ["sk-known"] } });
  for (const path of PATHS) {
    for (const [code, headers] of [
      ["missing_api_key", HANDSHAKE],
      ["invalid_api_key", { ...HANDSHAKE, authorization: "Bearer sk-unknown" }],
    ] as const) {
      const refused = await fetch(`${world.url}${path}`, { headers });
      expect(refused.status).toBe(401);
      expect(refused.headers.get("content-type")).toStartWith("application/json");
      expect(await refused.json()).toMatchObject({ error: { code } });
    }
    await using client = await openSocket(`${world.url}${path}`, { authorization: "Bearer sk-known" });
    expect(saidIn(await client.turn("hello"))).toContain("hello");
  }
});

test("an address without WebSockets says so by HTTP", async () => {
  await using world = await startWorld({ accounts: 1 });
  const refused = await fetch(`${world.url}/v1/chat/completions`, { headers: HANDSHAKE });
  expect(refused.status).toBe(404);
  expect(await refused.json()).toMatchObject({ error: { code: "not_found" } });
});

test.each([
  ["no JSON", "{nonsense", "invalid_json"],
  ["another type", { type: "session.update" }, "invalid_request"],
  ["no model", { type: "response.create", input: [] }, "invalid_request"],
  ["a list", "[]", "invalid_json"],
] as const)(
  "a wrong frame (%s) is answered by an error frame, and the connection lives on",
  async (_what, frame, code) => {
    await using world = await startWorld({ accounts: 1 });
    await using client = await openSocket(`${world.url}/v1/responses`);
    client.send(frame);
    const error = await client.next();
    expect(error).toMatchObject({ type: "error", status: 400, error: { code, message: expect.any(String) } });
    expect(saidIn(await client.turn("still there?"))).toContain("still there?");
    expect(sent(world)).toHaveLength(1);
  },
);

test("an unknown previous response is told in the code that makes clients send it all", async () => {
  await using world = await startWorld();
  await using client = await openSocket(`${world.url}/v1/responses`);
  const frames = await client.turn("go on", { previous_response_id: "resp_of_elsewhere" });
  expect(frames).toHaveLength(1);
  expect(frames[0]).toMatchObject({
    type: "error",
    status: 400,
    error: { code: "previous_response_not_found", param: "previous_response_id" },
  });
  expect(world.exchanges()).toEqual([]);
  expect(saidIn(await client.turn("all of it"))).toContain("all of it");
});

test.each(["websocket", "http"] as const)(
  "a client that leaves in mid-turn ends the upstream's work within a second and is recorded as cancelled (upstream by %s)",
  async (upstream) => {
    await using world = await startWorld();
    if (upstream === "http") world.fault({ fault: { kind: "refuse-websocket", status: 426 } });
    world.fault({ fault: { kind: "hang-after", events: 8 } });
    const client = await openSocket(`${world.url}/v1/responses`);
    client.send(turnFrame("a long story"));
    for (let frame = await client.next(); frame["type"] !== "response.output_text.delta";) frame = await client.next();
    const leftAt = Date.now();
    client.leave();
    const method = upstream === "http" ? "POST" : "SEND";
    const call = await seenCall(world, "the end", (one) => one.method === method && one.end?.kind === "aborted");
    expect((call.end?.at ?? 0) - leftAt).toBeLessThan(1000);
    await until("nothing is open upstream", () => world.sandbox.openStreams() === 0);
    const [record] = await settledRecords(world, 1);
    expect(record).toMatchObject({ outcome: "cancelled", status: 499, transport: "websocket" });
  },
);

test.each<readonly [string, FaultScript["fault"]]>([
  ["before any answer", { kind: "hang" }],
  ["before any content", { kind: "hang-after", events: 1 }],
])("a client that leaves %s ends the upstream's work, too, and no account is blamed", async (_when, fault) => {
  await using world = await startWorld();
  world.fault({ fault });
  const client = await openSocket(`${world.url}/v1/responses`);
  client.send(turnFrame("anybody?"));
  await seenCall(world, "the turn", ({ method }) => method === "SEND");
  client.leave();
  await until("nothing is open upstream", () => world.sandbox.openStreams() === 0);
  const [record] = await settledRecords(world, 1);
  expect(record).toMatchObject({ outcome: "cancelled", status: 499 });
  expect(record?.attempts.map((attempt) => attempt.failure?.kind)).toEqual(["cancelled"]);
  expect(sent(world)).toHaveLength(1);
});

test("the vendor's private events reach its own client alone", async () => {
  await using world = await startWorld();
  const codex = { "user-agent": "codex_exec/0.169.0" };
  await using native = await openSocket(`${world.url}/backend-api/codex/responses`);
  await using named = await openSocket(`${world.url}/v1/responses`, codex);
  await using other = await openSocket(`${world.url}/v1/responses`);
  expect(typesOf(await native.turn("hello"))).toContain("codex.rate_limits");
  expect(typesOf(await named.turn("hello"))).toContain("codex.rate_limits");
  const frames = await other.turn("hello");
  expect(typesOf(frames).filter((type) => !type.startsWith("response."))).toEqual([]);
  // Its last event has the output in it, which the backend's own leaves out.
  expect(frames.at(-1)).toMatchObject({ response: { output: [{ type: "reasoning" }, { type: "message" }] } });
});

test("the limits that codex is shown with a turn are the pool's, not those of the account that served it", async () => {
  await using world = await startWorld({
    accounts: [
      { primaryUsedPercent: 20, secondaryUsedPercent: 10 },
      { primaryUsedPercent: 60, secondaryUsedPercent: 30 },
    ],
  });
  await until("both accounts' limits are known", async () => {
    const usage = (await (await world.get("/api/codex/usage")).json()) as { rate_limit?: { primary_window?: object } };
    return usage.rate_limit?.primary_window !== undefined && JSON.stringify(usage).includes('"used_percent":40');
  });
  await using client = await openSocket(`${world.url}/backend-api/codex/responses`);
  const limits = (await client.turn("hello")).find(({ type }) => type === "codex.rate_limits");
  expect(limits).toMatchObject({
    plan_type: "plus",
    rate_limits: { allowed: true, primary: { used_percent: 40, window_minutes: 300 }, secondary: { used_percent: 20 } },
  });
});

test("what the upstream tells of an account's quota by WebSocket counts for the next choice", async () => {
  await using world = await startWorld({
    accounts: [{ secondaryUsedPercent: 30 }, { secondaryUsedPercent: 40 }],
    config: { "quota-poll-seconds": 3600 },
  });
  await using first = await openSocket(`${world.url}/v1/responses`);
  const hello = await first.turn("hello");
  const busy = world.accounts.find(({ email }) => email === sent(world)[0]?.account);
  busy?.sandbox.setUsage({ secondary: 80 });
  await first.turn("again", { previous_response_id: responseIdOf(hello) });
  await using second = await openSocket(`${world.url}/v1/responses`);
  await second.turn("another conversation");
  expect(sent(world).at(-1)?.account).not.toBe(busy?.email ?? "");
});

test("a used-up pool is an error frame with status, type, reset and wait, and the connection lives on", async () => {
  await using world = await startWorld({ accounts: [{ primaryUsedPercent: 100, primaryResetsInMs: 3_600_000 }] });
  await using client = await openSocket(`${world.url}/backend-api/codex/responses`);
  const [frame] = await client.turn("hello");
  expect(frame).toMatchObject({
    type: "error",
    status: 429,
    error: { type: "usage_limit_reached", resets_at: expect.any(Number) },
    headers: { "retry-after": expect.stringMatching(/^\d+$/) },
  });
  world.accounts[0]?.sandbox.setUsage({ primary: 1 });
  expect(client.isOpen).toBe(true);
  const [record] = await settledRecords(world, 1);
  expect(record).toMatchObject({ outcome: "error", status: 429, errorCode: "usage_limit_reached" });
});

test("a fault of the request is told with the upstream's status and tried on no other account", async () => {
  await using world = await startWorld();
  const body = {
    error: { code: "invalid_value", message: "That is no value.", type: "invalid_request_error", param: "x" },
  };
  world.fault({ fault: { kind: "status", status: 400, body } });
  await using client = await openSocket(`${world.url}/v1/responses`);
  const [frame] = await client.turn("hello");
  expect(frame).toMatchObject({ type: "error", status: 400, error: { message: "That is no value." } });
  expect(sent(world)).toHaveLength(1);
});

test.each<readonly [string, FaultScript["fault"]]>([
  ["an overload", overloaded()],
  ["a rate limit", rateLimited(60_000)],
  ["a usage limit", { kind: "usage-limit", resetsInMs: 3_600_000 }],
  ["a failure as first event", { kind: "failed-event", code: "server_error", message: "no", afterEvents: 1 }],
  ["an error event", { kind: "error-event", code: "server_is_overloaded", message: "no", afterEvents: 2 }],
  ["a connection closed before content", { kind: "close-socket", events: 2 }],
  ["a connection cut before content", { kind: "cut", events: 1 }],
  ["a connection cut before any event", { kind: "cut", events: 0 }],
])(
  "%s before content is made up for by another account, and the client sees one whole answer",
  async (_what, fault) => {
    await using world = await startWorld();
    await using client = await openSocket(`${world.url}/v1/responses`);
    world.fault({ fault });
    const frames = await client.turn("hello");
    expect(typesOf(frames).filter((type) => type === "response.created")).toHaveLength(1);
    expect(saidIn(frames)).toBe("Hello from gpt-5.5. You said: hello");
    expect(new Set(sent(world).map(({ account }) => account)).size).toBe(2);
    const [record] = await settledRecords(world, 1);
    expect(record).toMatchObject({ outcome: "ok" });
    expect(record?.attempts).toHaveLength(2);
  },
);

test.each<readonly [string, FaultScript["fault"]]>([
  ["a closed connection", { kind: "close-socket", events: 8 }],
  ["a failure", { kind: "failed-event", code: "server_error", message: "It broke.", afterEvents: 8 }],
  ["an error event", { kind: "error-event", code: "server_error", message: "It broke.", afterEvents: 8 }],
])(
  "%s after content is told, never tried elsewhere; the next turn is served on the same connection",
  async (_what, fault) => {
    await using world = await startWorld();
    await using client = await openSocket(`${world.url}/v1/responses`);
    const first = await client.turn("one");
    world.fault({ fault });
    const frames = await client.turn("two", { previous_response_id: responseIdOf(first) });
    expect(["response.failed", "error"]).toContain(typesOf(frames).at(-1) ?? "nothing");
    expect(saidIn(frames)).not.toBe("");
    expect(sent(world)).toHaveLength(2);
    const [, record] = await settledRecords(world, 2);
    expect(record).toMatchObject({ outcome: "error" });

    const again = await client.turn("two", { previous_response_id: responseIdOf(first) });
    expect(saidIn(again)).toBe("Hello from gpt-5.5. You said: two");
    expect(sent(world).at(-1)?.account).toBe(sent(world)[0]?.account ?? "nobody");
  },
);

test("over API keys, a response stored by one connection is gone on from by another, at its owner", async () => {
  await using world = await startWorld({
    accounts: 0,
    apiKeyAccounts: 3,
    config: { routing: { strategy: "round-robin" } },
  });
  await using first = await openSocket(`${world.url}/v1/responses`);
  const told = await first.turn("one", { store: true });
  await using second = await openSocket(`${world.url}/v1/responses`);
  const frames = await second.turn("two", { store: true, previous_response_id: responseIdOf(told) });
  expect(saidIn(frames)).toContain("two");
  expect(new Set(sent(world).map(({ account }) => account)).size).toBe(1);
  expect(bodyOf(sent(world).at(-1))["previous_response_id"]).toBe(responseIdOf(told));
});

test("stopping lets a running turn end, then closes the connection", async () => {
  await using world = await startWorld({ accounts: 1 });
  const client = await openSocket(`${world.url}/v1/responses`);
  client.send(turnFrame("hello", { model: "sandbox-stream-40x10" }));
  for (let frame = await client.next(); frame["type"] !== "response.output_text.delta";) frame = await client.next();
  const stopped = world.stop();
  expect(typesOf(await client.rest()).at(-1)).toBe("response.completed");
  expect(await stopped).toBe(0);
});

test("a client that names no session keeps its conversation's account and its thoughts all the same", async () => {
  await using world = await startWorld();
  await using client = await openSocket(`${world.url}/v1/responses`);
  const one = await client.turn("one");
  const owner = world.accounts.find(({ email }) => email === sent(world)[0]?.account);
  owner?.sandbox.setUsage({ primary: 100 });
  const two = await client.turn("two", { previous_response_id: responseIdOf(one) });
  const moved = sent(world).at(-1)?.account;
  expect(moved).not.toBe(owner?.email ?? "");
  // The new account's connection is lost, so that it has to be told all: of the thoughts its own alone.
  world.sandbox.closeSockets();
  await until("the connections are closed", () => world.sandbox.openStreams() === 0);
  await client.turn("three", { previous_response_id: responseIdOf(two) });
  const last = sent(world).at(-1);
  expect(last).toMatchObject({ account: moved ?? "", status: 200 });
  expect(questionsOf(last)).toEqual(["one", "two", "three"]);
  expect(reasoningOf(last)).toHaveLength(1);
  expect(sent(world).map(({ status }) => status)).not.toContain(400);
});

test.each<readonly [string, FaultScript["fault"]]>([
  ["dies as a turn is sent", { kind: "cut", events: 0 }],
  ["is too old for another turn", connectionTooOld()],
])("a kept connection that %s is replaced: the same account is told in full on a new one", async (_what, fault) => {
  await using world = await startWorld();
  await using client = await openSocket(`${world.url}/v1/responses`);
  const one = await client.turn("one");
  world.fault({ fault });
  expect(saidIn(await client.turn("two", { previous_response_id: responseIdOf(one) }))).toContain("two");
  const [first, , again] = sent(world);
  expect(again?.account).toBe(first?.account ?? "nobody");
  expect(questionsOf(again)).toEqual(["one", "two"]);
  expect(reasoningOf(again)).toHaveLength(1);
  const [, record] = await settledRecords(world, 2);
  expect(record?.attempts).toHaveLength(1);
});

test("a handshake refused for its token is healed by one refresh, and turns go on by WebSocket", async () => {
  await using world = await startWorld({ accounts: 1 });
  await using client = await openSocket(`${world.url}/v1/responses`);
  const one = await client.turn("one");
  world.accounts[0]?.sandbox.expireAccessToken();
  world.sandbox.closeSockets();
  await until("the connection is closed", () => world.sandbox.openStreams() === 0);
  expect(saidIn(await client.turn("two", { previous_response_id: responseIdOf(one) }))).toContain("two");
  expect(world.accounts[0]?.sandbox.refreshes()).toBe(1);
  expect(sent(world).map(questionsOf)).toEqual([["one"], ["one", "two"]]);
});

/** The upstream closes a connection after an hour, and says so to the turn that comes then. */
function connectionTooOld(): FaultScript["fault"] {
  const message = "Responses websocket connection limit reached (60 minutes). Create a new websocket connection.";
  const error = { type: "invalid_request_error", code: "websocket_connection_limit_reached", message };
  return { kind: "status", status: 400, body: { error } };
}
