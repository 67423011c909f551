import type { AnswerBody } from "./upstream-call.ts";
import { afterEach, describe, expect, test } from "bun:test";

import { WireFault } from "../domain/wire-fault.ts";
import { createFakeClock } from "../../test/support/fake-clock.ts";
import { createOutboundProxies } from "./outbound-proxy.ts";
import { canConnect } from "./probe-connect.ts";
import type { TurnOptions } from "./socket-turn.ts";
import { createUpstreamSockets, type UpstreamSocket } from "./upstream-socket.ts";

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const OPTIONS: TurnOptions = { firstByteMs: 60_000, idleMs: 30_000, isLast: (frame) => frame.includes("done") };
const frame = (text: string): Uint8Array => Buffer.from(text);

/** A WebSocket server that hands each frame it gets to `answer`. `gone` resolves when a connection has closed. */
function serve(answer: (frame: string, socket: Bun.ServerWebSocket) => void) {
  const gone = Promise.withResolvers<void>();
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request, at) => (at.upgrade(request) ? undefined : new Response("no", { status: 426 })),
    websocket: {
      backpressureLimit: 128 * 1024 * 1024,
      message: (socket, text) => answer(String(text), socket),
      close: () => gone.resolve(),
    },
  });
  open.push(() => server.stop(true));
  return { url: `ws://127.0.0.1:${server.port}/`, http: `http://127.0.0.1:${server.port}/`, gone: gone.promise };
}

function setUp() {
  const clock = createFakeClock();
  const proxies = createOutboundProxies({});
  open.push(() => proxies.close());
  const sockets = createUpstreamSockets({ clock, proxies });
  const leaving = new AbortController();
  const connect = (url: string, proxyUrl: string | null = null): Promise<UpstreamSocket | null> =>
    sockets.open({ url, headers: {}, proxyUrl }, { connectMs: 5000, signal: leaving.signal });
  const connected = async (url: string): Promise<UpstreamSocket> => {
    const socket = await connect(url);
    if (socket === null) throw new Error("not connected");
    open.push(() => socket.close());
    return socket;
  };
  return { clock, connect, connected, leaving };
}

const textOf = async (bytes: ReturnType<AnswerBody["next"]>): Promise<string> =>
  String(Buffer.from(((await bytes) as Uint8Array | null) ?? []));
const breaking = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "no failure",
    (error: unknown) => (error instanceof WireFault ? error.failure.code : String(error)),
  );

describe("opening", () => {
  test("gives null where nobody listens, where the upgrade is refused, where the proxy is not there", async () => {
    const { connect } = setUp();
    const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("no", { status: 403 }) });
    open.push(() => server.stop(true));
    expect(await connect(`ws://127.0.0.1:${server.port}/`)).toBeNull();
    expect(await connect("ws://127.0.0.1:1/")).toBeNull();
    expect(await connect(`ws://127.0.0.1:${server.port}/`, "socks-nonsense")).toBeNull();
  });

  test("gives null after the connect limit", async () => {
    const { connect, clock } = setUp();
    const asked = Promise.withResolvers<void>();
    const silent = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => asked.resolve() } });
    open.push(() => silent.stop(true));
    const opening = connect(`ws://127.0.0.1:${silent.port}/`);
    await asked.promise;
    clock.advance(5000);
    expect(await opening).toBeNull();
  });

  test("gives null where the client has left, before or meanwhile", async () => {
    const { connect, leaving, clock } = setUp();
    const asked = Promise.withResolvers<void>();
    const silent = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => asked.resolve() } });
    open.push(() => silent.stop(true));
    const opening = connect(`ws://127.0.0.1:${silent.port}/`);
    await asked.promise;
    leaving.abort();
    expect(await opening).toBeNull();
    expect(await connect(`ws://127.0.0.1:${silent.port}/`)).toBeNull();
    expect(clock.timers).toBe(0);
  });
});

describe("a turn", () => {
  test("reads as server-sent events and ends with its last frame; the socket serves the next one", async () => {
    const { connected, clock } = setUp();
    const { url } = serve((asked, socket) => {
      socket.send(`{"n":"${asked}"}`);
      socket.send('{"done":1}');
    });
    const socket = await connected(url);
    for (const name of ["a", "b"]) {
      const body = socket.turn(frame(name), OPTIONS);
      expect(await textOf(body.next())).toBe(`data: {"n":"${name}"}\n\n`);
      expect(await textOf(body.rest())).toBe('data: {"done":1}\n\n');
      expect(await body.next()).toBeNull();
      body.release();
      expect(socket.isOpen).toBe(true);
    }
    expect(clock.timers).toBe(0);
  });

  test("ends at the first-byte limit where nothing comes, at the idle limit where nothing follows", async () => {
    const { connected, clock } = setUp();
    const asked = Promise.withResolvers<void>();
    const { url, gone } = serve(() => asked.resolve());
    const body = (await connected(url)).turn(frame("a"), OPTIONS);
    const waiting = breaking(body.next());
    await asked.promise;
    clock.advance(OPTIONS.firstByteMs);
    expect(await waiting).toBe("first_byte_timeout");
    await gone;

    const second = serve((_, socket) => void socket.send("{}"));
    const slow = (await connected(second.url)).turn(frame("a"), OPTIONS);
    await slow.next();
    const silent = breaking(slow.next());
    clock.advance(OPTIONS.idleMs);
    expect(await silent).toBe("idle_timeout");
    await second.gone;
  });

  test("that is cut off gives what came before, then breaks", async () => {
    const { connected } = setUp();
    const { url } = serve((_, socket) => {
      socket.send("{}");
      socket.close();
    });
    const socket = await connected(url);
    const body = socket.turn(frame("a"), OPTIONS);
    expect(await textOf(body.next())).toBe("data: {}\n\n");
    expect(await breaking(body.next())).toBe("connection_lost");
    expect(socket.isOpen).toBe(false);
    expect(await breaking(socket.turn(frame("b"), OPTIONS).next())).toBe("connection_closed");
  });

  test("that is discarded or released before its end closes the socket: its late frames are nobody's", async () => {
    for (const way of ["discard", "release"] as const) {
      const { connected } = setUp();
      const { url, gone } = serve((_, socket) => void socket.send("{}"));
      const body = (await connected(url)).turn(frame("a"), OPTIONS);
      await body.next();
      body[way]();
      await gone;
      expect(await breaking(body.next())).toBe("request_cancelled");
    }
  });

  test("of binary frames is broken: this protocol has none", async () => {
    const { connected } = setUp();
    const { url } = serve((_, socket) => void socket.send(Uint8Array.of(1)));
    expect(await breaking((await connected(url)).turn(frame("a"), OPTIONS).next())).toBe("binary_frame");
  });

  test("whose reader is too slow is cut off at 32 MiB", async () => {
    const { connected } = setUp();
    const big = "x".repeat(1024 * 1024);
    const { url, gone } = serve((_, socket) => {
      for (let count = 0; count < 34; count += 1) socket.send(big);
    });
    const body = (await connected(url)).turn(frame("a"), OPTIONS);
    await gone;
    expect(await breaking(body.rest())).toBe("client_too_slow");
  });
});

describe("asking whether anybody listens", () => {
  test("a listener and a refusal are both an answer", async () => {
    const clock = createFakeClock();
    const { http } = serve(() => undefined);
    expect(await canConnect({ url: http, withinMs: 1000, clock })).toBe(true);
    expect(await canConnect({ url: "http://127.0.0.1:1/", withinMs: 1000, clock })).toBe(true);
    expect(clock.timers).toBe(0);
  });

  test("no connection within the time is none", async () => {
    const clock = createFakeClock();
    // 192.0.2.0/24 is for documentation (RFC 5737): nobody answers; the time is over before the network can say so.
    const asked = canConnect({ url: "http://192.0.2.1/", withinMs: 1000, clock });
    clock.advance(1000);
    expect(await asked).toBe(false);
  });
});
