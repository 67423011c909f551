// The WebSocket form of /responses, met by a real client.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { SandboxAccount } from "../accounts/account.ts";
import { type Fault, usageLimitReached } from "../faults/fault.ts";
import { asObject, type Json, parseJson } from "../json.ts";
import { codexRequest, type Playground, playground, said } from "../testing.ts";

const PATH = "/backend-api/codex/responses";
let world: Playground;
let account: SandboxAccount;

beforeEach(() => {
  world = playground();
  account = world.sandbox.addAccount({ email: "a@example.com" });
});
afterEach(() => world.close());

interface Client {
  /** Sends a frame; the events up to the one that ends the turn, or up to the socket's end. */
  turn(frame: Json): Promise<readonly Json[]>;
  readonly closed: Promise<number>;
  close(): void;
}

/** null where the upgrade is refused. */
function open(path: string, token: string): Promise<Client | null> {
  const socket = new WebSocket(world.url.replace("http", "ws") + path, {
    headers: { authorization: `Bearer ${token}` },
  });
  let heard: Json[] = [];
  let over: () => void = () => undefined;
  socket.onmessage = (message) => {
    const event = asObject(parseJson(String(message.data))) ?? { junk: true };
    heard = [...heard, event];
    if (/^(response\.(completed|incomplete|failed)|error)$/.test(String(event["type"])) || event["junk"] === true)
      over();
  };
  const closed = new Promise<number>((resolve) => {
    socket.onclose = (event) => {
      resolve(event.code);
      over();
    };
  });
  const client: Client = {
    closed,
    close: () => socket.close(),
    turn(frame) {
      heard = [];
      socket.send(JSON.stringify(frame));
      return new Promise((resolve) => {
        over = () => resolve(heard);
      });
    },
  };
  return new Promise((resolve) => {
    socket.onopen = () => resolve(client);
    socket.onerror = () => resolve(null);
  });
}

async function connected(path = PATH, token = account.accessToken()): Promise<Client> {
  const client = await open(path, token);
  if (client === null) throw new Error("the sandbox refused the socket");
  return client;
}

function create(text: string, more: Json = {}): Json {
  return { type: "response.create", ...codexRequest(text, more) };
}

describe("a socket of the ChatGPT backend", () => {
  test("warms up, goes on from the warm-up's id, and tells the limits once a turn", async () => {
    const client = await connected();
    const warm = await client.turn(create("hi there", { generate: false }));
    expect(warm.map((event) => event["type"])).toEqual([
      "response.created",
      "response.in_progress",
      "response.completed",
    ]);
    const id = asObject(warm[0]?.["response"])?.["id"];
    const events = await client.turn(create("", { previous_response_id: id, input: [] }));
    expect(said(events)).toBe("Hello from gpt-5.5. You said: hi there");
    expect(events.filter((event) => event["type"] === "codex.rate_limits").length).toBe(1);
    client.close();
  });

  test("knows a previous response on the same socket only", async () => {
    const first = await connected();
    const id = asObject((await first.turn(create("hi"))).at(-1)?.["response"])?.["id"];
    const second = await connected();
    const events = await second.turn(create("go on", { previous_response_id: id }));
    expect(events).toMatchObject([{ type: "error", status: 400, error: { code: "previous_response_not_found" } }]);
    expect(said(await first.turn(create("go on", { previous_response_id: id })))).toContain("go on");
    first.close();
    second.close();
  });

  test("gives errors as frames and goes on serving", async () => {
    const client = await connected();
    world.sandbox.script({ fault: usageLimitReached({ resetsInMs: 60_000 }) });
    const [frame] = await client.turn(create("hi"));
    expect(frame).toMatchObject({
      type: "error",
      status: 429,
      error: { type: "usage_limit_reached", resets_in_seconds: 60 },
    });
    expect(asObject(frame?.["headers"])?.["x-codex-primary-used-percent"]).toBe("100");
    const [refused] = await client.turn(create("hi", { temperature: 1 }));
    expect(refused).toMatchObject({ status: 400, error: { message: "Unsupported parameter: temperature" } });
    expect(said(await client.turn(create("hi")))).toContain("hi");
    client.close();
  });

  test("refuses the upgrade with 401 to a dead token and with 426 when told to", async () => {
    expect(await open(PATH, "nobody")).toBeNull();
    world.sandbox.script({ fault: { kind: "refuse-websocket", status: 426 } });
    expect(await open(PATH, account.accessToken())).toBeNull();
    expect(world.sandbox.calls().map((call) => [call.transport, call.status])).toEqual([
      ["websocket", 401],
      ["websocket", 426],
    ]);
    (await connected()).close();
  });

  test("cut breaks the connection, close-socket closes it with 1011", async () => {
    const faults: readonly (readonly [Fault, number])[] = [
      [{ kind: "cut", events: 3 }, 1006],
      [{ kind: "close-socket", events: 3 }, 1011],
    ];
    for (const [fault, code] of faults) {
      const client = await connected();
      world.sandbox.script({ fault });
      const events = await client.turn(create("hi"));
      expect(events.filter((event) => event["type"] !== "codex.rate_limits").length).toBe(3);
      expect(await client.closed).toBe(code);
    }
  });

  test("a client that leaves in the middle of a turn is noticed", async () => {
    const client = await connected();
    world.sandbox.script({ fault: { kind: "hang-after", events: 1 } });
    void client.turn(create("hi"));
    await world.sandbox.waitForCall((call) => call.method === "SEND" && call.status === 200);
    expect(world.sandbox.openStreams()).toBe(1);
    client.close();
    const ended = await world.sandbox.waitForCall((call) => call.method === "SEND" && call.end !== null);
    expect([ended.end?.kind, world.sandbox.openStreams()]).toEqual(["aborted", 0]);
  });

  test("a long stream waits for the client to read and arrives whole", async () => {
    const client = await connected();
    const events = await client.turn(create("", { model: "sandbox-stream-20000x0" }));
    expect(events.filter((event) => event["type"] === "response.output_text.delta").length).toBe(20_000);
    client.close();
  });
});

test("a socket of the public API goes on from a stored response of any earlier call of the key", async () => {
  const { key } = world.sandbox.addApiKey({ email: "k@example.com" });
  const stored = asObject(
    await (await world.post("/v1/responses", key, { model: "gpt-5.5", input: "call me Ada" })).json(),
  );
  const client = await connected("/v1/responses", key);
  const frame = { type: "response.create", model: "gpt-5.5", previous_response_id: stored?.["id"], input: [] };
  expect(said(await client.turn(frame))).toContain("call me Ada");
  client.close();
});
