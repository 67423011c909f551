import { afterEach, describe, expect, test } from "bun:test";

import { WireFault } from "../domain/wire-fault.ts";
import { createFakeClock } from "../../test/support/fake-clock.ts";
import { createOutboundProxies } from "./outbound-proxy.ts";
import { SILENCE } from "../domain/silence.ts";
import type { AnswerBody, UpstreamAnswer, UpstreamCall, UpstreamTimeouts } from "./upstream-call.ts";
import { createUpstreamClient } from "./upstream-client.ts";

const TIMEOUTS: UpstreamTimeouts = { connectMs: 10_000, firstByteMs: 60_000, idleMs: 30_000 };
const open: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

function serve(handle: (request: Request) => Response | Promise<Response>): string {
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", idleTimeout: 0, fetch: handle });
  open.push(() => server.stop(true));
  return `http://127.0.0.1:${server.port}`;
}

/** A TCP server that answers each chunk it gets; `n` counts the chunks of one connection, from 1. */
function serveRaw(
  answer: (at: { readonly connection: number; readonly n: number; write(text: string): void; cut(): void }) => void,
) {
  let connections = 0;
  const server = Bun.listen<{ connection: number; n: number }>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(socket) {
        connections += 1;
        socket.data = { connection: connections, n: 0 };
      },
      data(socket) {
        socket.data.n += 1;
        answer({
          ...socket.data,
          write: (text) => void socket.write(text),
          cut: () => socket.terminate(),
        });
      },
    },
  });
  open.push(() => server.stop(true));
  return `http://127.0.0.1:${server.port}`;
}

function setUp() {
  const clock = createFakeClock();
  const proxies = createOutboundProxies();
  open.push(() => proxies.close());
  const client = createUpstreamClient({ clock, proxies });
  const leaving = new AbortController();
  const send = (url: string, more: Partial<UpstreamCall> = {}, timeouts = TIMEOUTS): Promise<UpstreamAnswer> =>
    client.send(
      { method: "POST", url, headers: {}, body: "{}", proxyUrl: null, ...more },
      { signal: leaving.signal, timeouts },
    );
  return { clock, send, leaving };
}

function answered(answer: UpstreamAnswer) {
  if (answer.kind === "failed") throw new Error(`failed: ${answer.failure.code}`);
  return answer;
}
const textOf = async (answer: UpstreamAnswer): Promise<string> =>
  Buffer.from(await answered(answer).body.rest()).toString();
const codeOf = (answer: UpstreamAnswer): string => (answer.kind === "failed" ? answer.failure.code : "answered");
const breaking = async (promise: Promise<unknown>): Promise<string> => {
  const thrown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  return thrown instanceof WireFault ? thrown.failure.code : "no wire fault";
};

/** A stream that the test feeds. `cancelled` resolves when the reader has gone. */
function fedStream() {
  const gone = Promise.withResolvers<void>();
  let feed: ReadableStreamDefaultController<Uint8Array> | null = null;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => void (feed = controller),
    cancel: () => gone.resolve(),
  });
  return {
    response: () => new Response(stream),
    push: (text: string) => feed?.enqueue(Buffer.from(text)),
    close: () => feed?.close(),
    cancelled: gone.promise,
  };
}

describe("a call", () => {
  test("sends method, headers and body as they are, and gives the answer's", async () => {
    const { send } = setUp();
    const url = serve(async (request) =>
      Response.json(
        { method: request.method, mark: request.headers.get("x-mark"), body: await request.text() },
        { status: 418, headers: { "x-told": "yes" } },
      ),
    );
    const answer = answered(await send(`${url}/a`, { headers: { "x-mark": "m" }, body: Buffer.from("bytes") }));
    expect([answer.status, answer.headers.get("x-told")]).toEqual([418, "yes"]);
    expect(JSON.parse(await textOf(answer))).toEqual({ method: "POST", mark: "m", body: "bytes" });
  });

  test("follows no redirect: credentials go nowhere but to the configured address", async () => {
    const { send } = setUp();
    let asked = 0;
    const url = serve(() => {
      asked += 1;
      return new Response(null, { status: 307, headers: { location: "/elsewhere" } });
    });
    expect(answered(await send(url)).status).toBe(307);
    expect(asked).toBe(1);
  });
});

describe("before the answer begins", () => {
  test("a refused connection is unreachable", async () => {
    const { send } = setUp();
    const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
    const { port } = server;
    await server.stop(true);
    const answer = await send(`http://127.0.0.1:${port}/`);
    expect(answer).toMatchObject({ kind: "failed", failure: { kind: "unreachable", code: "connect_failed" } });
  });

  test("an upstream that is connected and says nothing ends at the first-byte limit", async () => {
    const { send, clock } = setUp();
    const arrived = Promise.withResolvers<void>();
    const url = serveRaw(() => arrived.resolve());
    const sent = send(url);
    await arrived.promise;
    clock.advance(TIMEOUTS.firstByteMs - 1);
    clock.advance(1);
    expect(codeOf(await sent)).toBe("first_byte_timeout");
    expect(clock.timers).toBeLessThanOrEqual(1);
  });

  test("an upstream to which no connection comes about ends at the connect limit", async () => {
    const { send, clock } = setUp();
    // 192.0.2.0/24 is for documentation (RFC 5737). The time passes before the network can say anything.
    const sent = send("http://192.0.2.1/");
    clock.advance(TIMEOUTS.connectMs);
    expect(await sent).toMatchObject({ kind: "failed", failure: { kind: "unreachable", code: "connect_timeout" } });
  });

  test("a client that leaves ends the call and its connection", async () => {
    const { send, leaving } = setUp();
    const arrived = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    const url = serve((request) => {
      request.signal.addEventListener("abort", () => gone.resolve());
      arrived.resolve();
      return new Promise<Response>(() => undefined);
    });
    const sent = send(url);
    await arrived.promise;
    leaving.abort();
    expect(await sent).toMatchObject({ kind: "failed", failure: { kind: "cancelled" } });
    await gone.promise;
    expect(await send(url)).toMatchObject({ kind: "failed", failure: { kind: "cancelled" } });
  });
});

describe("a kept connection", () => {
  const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

  test("that dies under a request is made up for by one fresh one", async () => {
    const { send } = setUp();
    const seen: string[] = [];
    const url = serveRaw(({ connection, n, write, cut }) => {
      seen.push(`${connection}.${n}`);
      if (n === 1) write(OK);
      else cut();
    });
    expect(await textOf(await send(url))).toBe("ok");
    expect(await textOf(await send(url))).toBe("ok");
    expect(seen).toEqual(["1.1", "1.2", "2.1"]);
  });

  test("is made up for once: where the fresh one dies as well, that is the answer", async () => {
    const { send } = setUp();
    const seen: string[] = [];
    const url = serveRaw(({ connection, n, write, cut }) => {
      seen.push(`${connection}.${n}`);
      if (connection === 1 && n === 1) write(OK);
      else cut();
    });
    await textOf(await send(url));
    expect(codeOf(await send(url))).toBe("connection_closed");
    expect(seen).toEqual(["1.1", "1.2", "2.1"]);
  });

  test("is not the matter where a first connection dies: nothing is sent twice", async () => {
    const { send } = setUp();
    let asked = 0;
    const url = serveRaw(({ cut }) => {
      asked += 1;
      cut();
    });
    expect(codeOf(await send(url))).toBe("connection_closed");
    expect(asked).toBe(1);
  });

  test("that dies late is not made up for: the upstream may have been at work", async () => {
    const { send, clock } = setUp();
    let asked = 0;
    const url = serveRaw(({ n, write, cut }) => {
      asked += 1;
      if (n === 1) return write(OK);
      clock.advance(1000);
      cut();
    });
    await textOf(await send(url));
    expect(codeOf(await send(url))).toBe("connection_closed");
    expect(asked).toBe(2);
  });
});

async function chunkText(chunk: ReturnType<AnswerBody["next"]>): Promise<string> {
  const bytes = await chunk;
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString() : String(bytes);
}

describe("the body of an answer", () => {
  test("comes chunk by chunk as it arrives, null at its end, and again null after that", async () => {
    const { send, clock } = setUp();
    const fed = fedStream();
    const url = serve(fed.response);
    fed.push("one");
    const { body } = answered(await send(url));
    expect(await chunkText(body.next())).toBe("one");
    fed.push("two");
    expect(await chunkText(body.next())).toBe("two");
    fed.close();
    expect(await body.next()).toBeNull();
    expect(await body.next()).toBeNull();
    expect(clock.timers).toBe(0);
  });

  test("tells its reader of each silence, loses nothing that came meanwhile, and still ends at the limit", async () => {
    const { send, clock } = setUp();
    const fed = fedStream();
    const url = serve(fed.response);
    fed.push("one");
    const { body } = answered(await send(url, {}, { ...TIMEOUTS, quietMs: 1000, idleMs: 3500 }));
    expect(await chunkText(body.next())).toBe("one");
    for (const second of [1, 2]) {
      const waiting = body.next();
      clock.advance(1000);
      expect([second, await waiting]).toEqual([second, SILENCE]);
    }
    fed.push("two");
    expect(await chunkText(body.next())).toBe("two");
    for (const second of [1, 2, 3]) {
      const waiting = body.next();
      clock.advance(1000);
      expect([second, await waiting]).toEqual([second, SILENCE]);
    }
    const last = body.next();
    clock.advance(500);
    expect(last).rejects.toThrow("fell silent for 3.5 s");
  });

  test("its rest is what was not read yet", async () => {
    const { send } = setUp();
    const fed = fedStream();
    const url = serve(fed.response);
    fed.push("one");
    const { body } = answered(await send(url));
    await body.next();
    fed.push("two");
    fed.push("three");
    fed.close();
    expect(Buffer.from(await body.rest()).toString()).toBe("twothree");
    expect(await body.rest()).toHaveLength(0);
  });

  test("an answer without a body is at its end", async () => {
    const { send } = setUp();
    const url = serve(() => new Response(null, { status: 204 }));
    const { body } = answered(await send(url));
    expect(await body.next()).toBeNull();
    expect(await body.rest()).toHaveLength(0);
  });

  test("silence past the limit breaks it, however much came before", async () => {
    const { send, clock } = setUp();
    const fed = fedStream();
    const url = serve(fed.response);
    fed.push("one");
    const { body } = answered(await send(url));
    await body.next();
    const waiting = breaking(body.next());
    clock.advance(TIMEOUTS.idleMs);
    expect(await waiting).toBe("idle_timeout");
    await fed.cancelled;
  });

  test("an answer that is long in coming, but never silent, is read to its end", async () => {
    const { send, clock } = setUp();
    const fed = fedStream();
    const url = serve(fed.response);
    fed.push("x");
    const { body } = answered(await send(url));
    for (let turn = 0; turn < 5; turn += 1) {
      await body.next();
      clock.advance(TIMEOUTS.idleMs - 1);
      fed.push("x");
    }
    fed.close();
    expect(Buffer.from(await body.rest()).toString()).toBe("x");
  });

  test("a cut in mid-answer breaks it", async () => {
    const { send } = setUp();
    const cuts: (() => void)[] = [];
    const url = serveRaw(({ write, cut }) => {
      write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc");
      cuts.push(cut);
    });
    const { body } = answered(await send(url));
    await body.next();
    const waiting = breaking(body.next());
    for (const cut of cuts) cut();
    expect(await waiting).toBe("connection_lost");
  });

  test("a client that leaves in mid-answer closes the connection at once", async () => {
    const { send, leaving, clock } = setUp();
    const fed = fedStream();
    const url = serve(fed.response);
    fed.push("one");
    const { body } = answered(await send(url));
    await body.next();
    const waiting = breaking(body.next());
    leaving.abort();
    expect(await waiting).toBe("request_cancelled");
    await fed.cancelled;
    expect(clock.timers).toBe(0);
  });

  test("discarded, it closes the connection", async () => {
    const { send } = setUp();
    const fed = fedStream();
    const url = serve(fed.response);
    fed.push("one");
    answered(await send(url)).body.discard();
    await fed.cancelled;
  });

  test("released, it is read on so that the connection can be kept", async () => {
    const { send } = setUp();
    const seen: string[] = [];
    const url = serveRaw(({ connection, n, write }) => {
      seen.push(`${connection}.${n}`);
      write("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nrest");
    });
    answered(await send(url)).body.release();
    // The next call shows it: it can only go out by the same connection once that one is free.
    for (let turn = 0; turn < 50 && !seen.includes("1.2"); turn += 1) await textOf(await send(url));
    expect(seen).toContain("1.2");
  });

  test("released, an upstream that does not end is cut off after a second", async () => {
    const { send, clock } = setUp();
    const fed = fedStream();
    const url = serve(fed.response);
    fed.push("one");
    answered(await send(url)).body.release();
    clock.advance(1000);
    await fed.cancelled;
  });
});

describe("the way out", () => {
  test("direct is direct, and a named proxy is used, whatever the environment says", async () => {
    const seen: string[] = [];
    const proxy = serve((request) => {
      seen.push(request.url);
      return new Response("by proxy");
    });
    const origin = serve(() => new Response("direct"));
    const code = `
      import { createOutboundProxies } from ${JSON.stringify(`${import.meta.dir}/outbound-proxy.ts`)};
      import { createUpstreamClient } from ${JSON.stringify(`${import.meta.dir}/upstream-client.ts`)};
      import { systemClock } from ${JSON.stringify(`${import.meta.dir}/../platform/system-clock.ts`)};
      const client = createUpstreamClient({ clock: systemClock, proxies: createOutboundProxies() });
      for (const proxyUrl of [null, ${JSON.stringify(proxy)}]) {
        const answer = await client.send({ method: "GET", url: ${JSON.stringify(`${origin}/x`)}, headers: {}, body: null, proxyUrl },
          { signal: new AbortController().signal, timeouts: { connectMs: 5000, firstByteMs: 5000, idleMs: 5000 } });
        console.log(Buffer.from(await answer.body.rest()).toString());
      }
      process.exit(0);`;
    for (const env of [
      { HTTP_PROXY: proxy, http_proxy: proxy },
      { NO_PROXY: "*", no_proxy: "*" },
    ]) {
      const child = Bun.spawn([process.execPath, "-e", code], { env: { ...process.env, ...env }, stdout: "pipe" });
      expect(await new Response(child.stdout).text()).toBe("direct\nby proxy\n");
    }
    expect(seen).toHaveLength(2);
  });

  test("a SOCKS proxy is reached through the bridge", async () => {
    const { send } = setUp();
    const origin = serve(() => new Response("through"));
    const socks = serveSocks(Number(new URL(origin).port));
    expect(await textOf(await send(`${origin}/x`, { proxyUrl: `socks5://127.0.0.1:${socks.port}` }))).toBe("through");
    expect(await textOf(await send(`${origin}/y`, { proxyUrl: `socks5://127.0.0.1:${socks.port}` }))).toBe("through");
    expect(socks.connections()).toBeGreaterThan(0);
  });

  test("a proxy that is not there is a failure of the connection, not a rejection", async () => {
    const { send } = setUp();
    const origin = serve(() => new Response("never"));
    expect((await send(origin, { proxyUrl: "http://127.0.0.1:1" })).kind).toBe("failed");
  });
});

/** As much of SOCKS5 (RFC 1928) as one tunnel takes: no authentication, CONNECT to `port` on this computer. */
function serveSocks(port: number) {
  let connections = 0;
  interface Tunnel {
    step: "greeting" | "request" | "open";
    upstream: Bun.Socket | null;
  }
  const server = Bun.listen<Tunnel>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(socket) {
        socket.data = { step: "greeting", upstream: null };
      },
      async data(socket, chunk) {
        const tunnel = socket.data;
        if (tunnel.step === "open") {
          tunnel.upstream?.write(chunk);
        } else if (tunnel.step === "greeting") {
          tunnel.step = "request";
          socket.write(Uint8Array.of(5, 0));
        } else {
          connections += 1;
          tunnel.upstream = await Bun.connect({
            hostname: "127.0.0.1",
            port,
            socket: { data: (_, back) => void socket.write(back), close: () => void socket.end() },
          });
          tunnel.step = "open";
          socket.write(Uint8Array.of(5, 0, 0, 1, 127, 0, 0, 1, 0, 0));
        }
      },
      close: (socket) => void socket.data.upstream?.end(),
    },
  });
  open.push(() => server.stop(true));
  return { port: server.port, connections: () => connections };
}
