// Streams over real sockets: who leaves is let go, who waits is kept company, who reads slowly costs nothing, and what the
// vendor's own client gets is what its upstream sent.

import { describe, expect, test } from "bun:test";
import { connect } from "node:net";

import * as faults from "../../src/sandbox/faults/fault.ts";
import { chat, chatText, codexTurn, responses, sseEvents, sseJson } from "../support/asks.ts";
import { soon, until } from "../support/until.ts";
import { ranked, requestIdOf, seenCall, startWorld, type World } from "../support/world.ts";

const ADA = "ada@example.com";
const BEN = "ben@example.com";
const ALWAYS = Number.POSITIVE_INFINITY;

const isExchange = ({ path }: { readonly path: string }): boolean => path.endsWith("/codex/responses");

/** Within a second, the ruling says. */
const AT_ONCE_MS = 1000;

async function upstreamIsClosed(world: World, leftAt: number): Promise<void> {
  const call = await seenCall(world, "the end of the call", (seen) => isExchange(seen) && seen.end !== null);
  expect(call.end?.kind).toBe("aborted");
  expect((call.end?.at ?? 0) - leftAt).toBeLessThan(AT_ONCE_MS);
}

/** The only record there is, once it is settled. */
function onlyRecord(world: World): ReturnType<World["record"]> {
  return until("a settled record", () => world.records().find(({ outcome }) => outcome !== "open"));
}

/** No penalty: she serves the next request, and nothing rules her out. */
async function unpunished(world: World): Promise<void> {
  world.sandbox.clearFaults();
  const record = await world.record(await world.post("/v1/chat/completions", chat("next")));
  expect(record).toMatchObject({ outcome: "ok", accountLabel: ADA });
  expect(record.attempts[0]?.decision).toMatchObject({ ruledOut: {} });
  expect(record.attempts[0]?.decision.considered.map(({ inFlight }) => inFlight)).toEqual([0, 0]);
}

describe("a client that leaves", () => {
  const EARLY = [
    ["a chat stream", "/v1/chat/completions", chat("hi", { stream: true })],
    ["a whole chat", "/v1/chat/completions", chat("hi")],
    ["a responses stream", "/v1/responses", responses("hi", { stream: true })],
    ["Codex", "/backend-api/codex/responses", codexTurn("hi")],
  ] as const;
  for (const [name, path, body] of EARLY) {
    test(`before the first byte of ${name}, closes its upstream within a second and is nobody's fault`, async () => {
      await using world = await startWorld({ accounts: ranked(2) });
      world.fault({ fault: { kind: "hang" } });
      const leaving = new AbortController();
      world.post(path, body, { signal: leaving.signal }).catch(() => undefined);
      await seenCall(world, "the call", isExchange);
      leaving.abort();
      const leftAt = Date.now();
      await upstreamIsClosed(world, leftAt);
      expect(await onlyRecord(world)).toMatchObject({
        outcome: "cancelled",
        status: 499,
        errorCode: "request_cancelled",
        firstByteMs: null,
        attempts: [{ accountLabel: ADA, failure: { kind: "cancelled" } }],
      });
      await unpunished(world);
    });
  }

  for (const [name, path, body] of EARLY.filter(([, , asked]) => "stream" in asked && asked.stream === true)) {
    test(`in the middle of ${name}, closes its upstream within a second and is nobody's fault`, async () => {
      await using world = await startWorld({ accounts: ranked(2) });
      const leaving = new AbortController();
      const endless = { ...body, model: "sandbox-stream-100000x5" };
      const answer = await world.post(path, endless, { signal: leaving.signal });
      const reader = answer.body?.getReader();
      for (let bytes = 0; bytes < 2000;) bytes += (await reader?.read())?.value?.byteLength ?? ALWAYS;
      leaving.abort();
      await upstreamIsClosed(world, Date.now());
      const record = await world.record(requestIdOf(answer));
      expect(record).toMatchObject({ outcome: "cancelled", status: 499, accountLabel: ADA });
      expect(record.firstByteMs).toBeGreaterThanOrEqual(0);
      await unpunished(world);
    });
  }

  test("while keep-alives hold the line, closes its upstream within a second", async () => {
    await using world = await startWorld({ accounts: ranked(2), config: { "keepalive-seconds": 0.05 } });
    world.fault({ fault: { kind: "hang" } });
    const leaving = new AbortController();
    const answer = await world.post("/v1/chat/completions", chat("hi", { stream: true }), { signal: leaving.signal });
    const reader = answer.body?.getReader();
    await reader?.read();
    leaving.abort();
    await upstreamIsClosed(world, Date.now());
    expect(await world.record(answer)).toMatchObject({ outcome: "cancelled", status: 499, firstByteMs: null });
    await unpunished(world);
  });

  test("while it waits for a place, gives up its turn and is recorded as cancelled", async () => {
    await using world = await startWorld({ accounts: 1, config: { routing: { "account-concurrency": 1 } } });
    world.fault({ fault: { kind: "hang" } });
    const holding = new AbortController();
    const held = world.post("/v1/chat/completions", chat("first"), { signal: holding.signal });
    await seenCall(world, "the first call", isExchange);
    const leaving = new AbortController();
    const waiting = world.post("/v1/chat/completions", chat("second"), { signal: leaving.signal });
    waiting.catch(() => undefined);
    await arrived(world);
    leaving.abort();
    const left = await until("its record", () => world.records().find(({ outcome }) => outcome === "cancelled"));
    expect(left).toMatchObject({ status: 499, errorCode: "request_cancelled" });
    held.catch(() => undefined);
    holding.abort();
    expect((await world.post("/v1/chat/completions", chat("third"))).status).toBe(200);
    expect(world.exchanges()).toHaveLength(2);
  });
});

/** What was sent before has reached the gateway: it answers what was sent after. */
async function arrived(world: World): Promise<void> {
  for (let round = 0; round < 3; round += 1) await (await world.get("/health")).text();
}

describe("while an upstream is silent", () => {
  const CONFIG = { "keepalive-seconds": 0.05, "first-byte-timeout-seconds": 0.3, "request-retry": 1 };

  test("a chat client gets keep-alives, and failover goes on behind them", async () => {
    await using world = await startWorld({ accounts: ranked(2), config: CONFIG });
    world.fault({ account: ADA, fault: { kind: "hang" } });
    const answer = await world.post("/v1/chat/completions", chat("hi", { stream: true }));
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(text.indexOf("data:")).toBeGreaterThan(0);
    expect(text.slice(0, text.indexOf("data:")).split("\n\n").filter(Boolean).length).toBeGreaterThanOrEqual(3);
    expect(chatText(text)).toContain("You said: hi");
    expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
    expect(await world.record(answer)).toMatchObject({
      outcome: "ok",
      accountLabel: BEN,
      attempts: [
        { accountLabel: ADA, failure: { code: "first_byte_timeout" } },
        { accountLabel: BEN, failure: null },
      ],
    });
  });

  test("a responses client gets keep-alives that are no events of its API", async () => {
    await using world = await startWorld({ accounts: ranked(2), config: CONFIG });
    world.fault({ account: ADA, fault: { kind: "hang" } });
    const answer = await world.post("/v1/responses", responses("hi", { stream: true }));
    const text = await answer.text();
    expect(text.startsWith(":")).toBe(true);
    expect(sseEvents(text)[0]?.event).toBe("response.created");
    expect(sseJson(text).at(-1)).toMatchObject({ type: "response.completed" });
  });

  test("when all fail behind keep-alives, the error comes in the stream", async () => {
    await using world = await startWorld({ accounts: ranked(2), config: CONFIG });
    world.fault({ fault: { kind: "hang" }, times: ALWAYS });
    const [chatAnswer, answer] = await Promise.all([
      world.post("/v1/chat/completions", chat("hi", { stream: true })),
      world.post("/v1/responses", responses("hi", { stream: true })),
    ]);
    expect([chatAnswer.status, answer.status]).toEqual([200, 200]);
    expect(sseJson(await chatAnswer.text())).toMatchObject([{ error: { code: "upstream_timeout" } }]);
    expect(sseJson(await answer.text())).toMatchObject([
      { type: "response.failed", response: { status: "failed", error: { code: "upstream_timeout" } } },
    ]);
    for (const each of [chatAnswer, answer]) {
      expect(await world.record(each)).toMatchObject({ outcome: "error", errorCode: "upstream_timeout" });
    }
  });

  test("keep-alives go out in mid-answer too, between events, and the answer stays whole", async () => {
    await using world = await startWorld({ accounts: 1, config: { "keepalive-seconds": 0.03 } });
    world.fault({ fault: { kind: "slow", ms: 80 } });
    const answer = await world.post("/v1/chat/completions", chat("hi", { stream: true }));
    const text = await answer.text();
    const afterContent = text.slice(text.indexOf("Hello"));
    expect(afterContent).toMatch(/\n\n:[^\n]*\n\n/);
    expect(chatText(text)).toBe("Hello from gpt-5.5. You said: hi");
    expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
  });
});

describe("many and slow", () => {
  test("300 simultaneous streams all finish, spread over the accounts", async () => {
    const MANY = 300;
    await using world = await startWorld({ accounts: 3 });
    const ask = async (index: number): Promise<string> => {
      const body = chat(`stream ${index}`, { stream: true, model: "sandbox-stream-20x10" });
      const answer = await world.post("/v1/chat/completions", body);
      expect(answer.status).toBe(200);
      return answer.text();
    };
    const texts = await Promise.all(Array.from({ length: MANY }, (_, index) => ask(index)));
    for (const text of texts) expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
    const records = await until("every record", () => {
      const all = world.records();
      return all.length === MANY && all.every(({ outcome }) => outcome === "ok") ? all : null;
    });
    const byAccount = Map.groupBy(records, ({ accountLabel }) => accountLabel);
    expect([...byAccount.values()].map(({ length }) => length > MANY / 5)).toEqual([true, true, true]);
    expect(world.sandbox.openStreams()).toBe(0);
  });

  test("slow readers of huge answers cost no memory, and get every byte once they read", async () => {
    const READERS = 6;
    const DELTAS = 100_000;
    await using world = await startWorld({ accounts: 1 });
    // The heap of a process that has just begun to work grows by itself: as many readers as later, but prompt ones.
    const prompt = responses("x", { stream: true, model: "sandbox-stream-20000x0" });
    const read = async (): Promise<string> => (await world.post("/v1/responses", prompt)).text();
    await Promise.all(Array.from({ length: READERS }, read));
    const before = world.residentBytes();
    const body = JSON.stringify(responses("x", { stream: true, model: `sandbox-stream-${DELTAS}x0` }));
    const sockets = await Promise.all(Array.from({ length: READERS }, () => pausedReader(world.url, body)));
    try {
      await stands("the gateway's memory", () => Math.round(world.residentBytes() / 1_000_000));
      // Unread answers are 120 MB and more in all.
      expect(world.residentBytes() - before).toBeLessThan(40_000_000);
      const answers = await Promise.all(sockets.map((socket) => socket.readOn()));
      for (const { deltas, completed } of answers) {
        expect(completed).toBe(true);
        expect(deltas).toBe(DELTAS);
      }
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });
});

interface HugeRead {
  readonly deltas: number;
  readonly completed: boolean;
}

interface PausedReader {
  /** Reads the rest; counts in place of keeping. */
  readOn(): Promise<HugeRead>;
  destroy(): void;
}

/** A client that has seen the first bytes and then stops reading. */
async function pausedReader(url: string, body: string): Promise<PausedReader> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const read = { deltas: 0, completed: false };
  let tail = "";
  socket.on("data", (data: Buffer) => {
    const text = tail + data.toString("latin1");
    const lastLine = text.lastIndexOf("\n") + 1;
    const whole = text.slice(0, lastLine);
    tail = text.slice(lastLine);
    read.deltas += whole.split("event: response.output_text.delta\n").length - 1;
    read.completed ||= whole.includes("event: response.completed\n");
  });
  const ended = new Promise<HugeRead>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", () => resolve(read));
  });
  const begun = new Promise<void>((resolve) => {
    socket.once("data", () => {
      socket.pause();
      resolve();
    });
  });
  socket.write(
    `POST /v1/responses HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  await soon("the first bytes of a stream", Promise.race([begun, ended]));
  return {
    readOn() {
      socket.resume();
      return soon("the rest of a huge stream", ended);
    },
    destroy: () => void socket.destroy(),
  };
}

/** Resolves once a number has stopped moving upwards for a good while of looks. */
async function stands(what: string, look: () => number): Promise<void> {
  const STILL_LOOKS = 40;
  let most = look();
  let still = 0;
  await until(`${what} stands still`, () => {
    const now = look();
    still = now > most ? 0 : still + 1;
    most = Math.max(most, now);
    return still >= STILL_LOOKS;
  });
}

describe("what the upstream sent", () => {
  /** A stream as no library would write it: CRLF, comments, private events, several data lines, characters cut in two. */
  const ODD_STREAM = [
    ": hello from the edge\r\n\r\n",
    'event: response.created\r\ndata: {"type":"response.created","response":{"id":"resp_1","model":"gpt-5.5","output":[]}}\r\n\r\n',
    'event: codex.rate_limits\ndata: {"type":"codex.rate_limits","rate_limits":{}}\n\n',
    'event: keepalive\ndata: {"type":"keepalive","sequence_number":1}\n\n',
    'id: 7\nevent: response.output_text.delta\ndata: {"type":"response.output_text.delta",\ndata:  "delta":"Grüße 👋","item_id":"m","output_index":0}\n\n',
    'event: response.brand_new.thing\ndata: {"type":"response.brand_new.thing","x":1}\n\n',
    'event: response.output_item.done\ndata: {"type":"response.output_item.done","output_index":0,"item":{"type":"message","id":"m","role":"assistant","content":[]}}\n\n',
    'event: response.completed\ndata: {"type":"response.completed","response":{"id":"resp_1","model":"gpt-5.5","output":[{"type":"message"}],"usage":null}}\n\n',
  ].join("");

  /** An upstream that sends these bytes in pieces of so many. */
  async function withUpstream(pieceBytes: number, run: (world: World) => Promise<void>): Promise<void> {
    const bytes = Buffer.from(ODD_STREAM);
    const upstream = Bun.serve({
      port: 0,
      fetch(request) {
        if (!new URL(request.url).pathname.endsWith("/responses")) return new Response("{}", { status: 404 });
        async function* pieces(): AsyncGenerator<Uint8Array> {
          for (let at = 0; at < bytes.length; at += pieceBytes) {
            yield bytes.subarray(at, at + pieceBytes);
            await new Promise((resolve) => setImmediate(resolve));
          }
        }
        return new Response(pieces(), { headers: { "content-type": "text/event-stream" } });
      },
    });
    const url = `http://127.0.0.1:${upstream.port}`;
    const upstreams = { codex: { "base-url": url, "auth-url": url }, openai: { "base-url": url } };
    try {
      await using world = await startWorld({ accounts: 1, config: { upstreams } });
      await run(world);
    } finally {
      await upstream.stop(true);
    }
  }

  for (const pieceBytes of [1, 7, 100_000]) {
    test(`reaches Codex byte for byte, in pieces of ${pieceBytes}`, async () => {
      await withUpstream(pieceBytes, async (world) => {
        for (const path of ["/backend-api/codex/responses", "/backend-api/codex/v1/responses"]) {
          expect(await (await world.post(path, codexTurn("hi"))).text()).toBe(ODD_STREAM);
        }
        const headers = { "user-agent": "codex_cli_rs/0.169.0" };
        expect(await (await world.post("/v1/responses", codexTurn("hi"), { headers })).text()).toBe(ODD_STREAM);
      });
    });

    test(`reaches others without the vendor's private events, unknown public ones kept, in pieces of ${pieceBytes}`, async () => {
      await withUpstream(pieceBytes, async (world) => {
        const answer = await world.post("/v1/responses", responses("hi", { stream: true }));
        expect(sseEvents(await answer.text()).map(({ event }) => event)).toEqual([
          "response.created",
          "response.output_text.delta",
          "response.brand_new.thing",
          "response.output_item.done",
          "response.completed",
        ]);
      });
    });
  }

  test("of the sandbox's turn, Codex gets the same bytes through the gateway as without it", async () => {
    await using world = await startWorld({ accounts: 1 });
    const [account] = world.accounts;
    const direct = await fetch(`${world.sandboxUrl}/backend-api/codex/responses`, {
      method: "POST",
      headers: { authorization: `Bearer ${account?.sandbox.accessToken()}` },
      body: JSON.stringify(codexTurn("call the tool")),
    });
    const through = await world.post("/backend-api/codex/responses", codexTurn("call the tool"));
    expect(withoutIds(await through.text())).toBe(withoutIds(await direct.text()));
    for (const name of ["openai-model", "x-models-etag", "x-reasoning-included"]) {
      expect(through.headers.get(name)).toBe(direct.headers.get(name));
    }
  });

  test("about one account's quota is told to nobody: Codex sees the pool's, others nothing", async () => {
    const accounts = [{ primaryUsedPercent: 10 }, { primaryUsedPercent: 50 }];
    await using world = await startWorld({ accounts });
    // Once both accounts have been asked, whichever way, the totals stand.
    const settled = (): Promise<boolean> =>
      world.post("/backend-api/codex/responses", codexTurn("hi")).then(async (answer) => {
        await answer.text();
        return Math.floor(Number(answer.headers.get("x-codex-primary-used-percent"))) === 30;
      });
    await until("the pool's totals in the headers", settled);
    const other = await world.post("/v1/responses", responses("hi", { stream: true }));
    await other.text();
    expect([...other.headers.keys()].filter((name) => name.startsWith("x-codex"))).toEqual([]);
  });
});

/** Ids and times differ from turn to turn; everything else does not. */
function withoutIds(text: string): string {
  return text
    .replaceAll(/\b(resp|rs|msg|fc|ctc|call)_[0-9a-f]+/g, "$1_*")
    .replaceAll(/"encrypted_content":"[^"]*"/g, '"encrypted_content":"*"')
    .replaceAll(/"(created_at|completed_at)":\d+/g, '"$1":0');
}

test("a stream whose client reads nothing of an error still settles its record", async () => {
  await using world = await startWorld({ accounts: ranked(1), config: { "request-retry": 0 } });
  world.fault({ account: ADA, fault: faults.serverError() });
  const answer = await world.post("/v1/chat/completions", chat("hi", { stream: true }));
  await answer.body?.cancel();
  expect(await world.record(answer)).toMatchObject({ outcome: "error", status: 500, errorCode: "server_error" });
});
