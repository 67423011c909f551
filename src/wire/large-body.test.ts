import { afterEach, expect, test } from "bun:test";

import { createFakeClock } from "../../test/support/fake-clock.ts";
import { until } from "../../test/support/until.ts";
import { createOutboundProxies } from "./outbound-proxy.ts";
import type { UpstreamAnswer, UpstreamCall } from "./upstream-call.ts";
import { createUpstreamClient } from "./upstream-client.ts";

const TIMEOUTS = { connectMs: 10_000, firstByteMs: 60_000, idleMs: 30_000 };
const BYTES = 3_000_000;
const open: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

function setUp() {
  const proxies = createOutboundProxies();
  open.push(() => proxies.close());
  const client = createUpstreamClient({ clock: createFakeClock(), proxies });
  return (call: Pick<UpstreamCall, "url" | "body"> & Partial<UpstreamCall>): Promise<UpstreamAnswer> =>
    client.send(
      { method: "POST", headers: { "content-type": "application/json" }, proxyUrl: null, ...call },
      { signal: new AbortController().signal, timeouts: TIMEOUTS },
    );
}

/** No two pieces of it are alike, so that one that is lost or comes twice shows. */
function largeBody(): Uint8Array {
  return Buffer.from(Array.from({ length: BYTES / 10 }, (_, index) => String(index).padStart(10, "0")).join(""));
}

function serve(fetch: (request: Request) => Response | Promise<Response>): string {
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", idleTimeout: 0, fetch });
  open.push(() => server.stop(true));
  return `http://127.0.0.1:${server.port}`;
}

/** Tells the length that was declared, and a hash of what came. */
const echo = async (request: Request): Promise<Response> =>
  Response.json({
    type: request.headers.get("content-type"),
    length: request.headers.get("content-length"),
    chunked: request.headers.get("transfer-encoding"),
    hash: String(Bun.hash(await request.bytes())),
  });

async function told(answer: UpstreamAnswer): Promise<unknown> {
  if (answer.kind === "failed") throw new Error(answer.failure.code);
  return JSON.parse(Buffer.from(await answer.body.rest()).toString());
}

test("a large body comes whole and with its length, directly and through a proxy", async () => {
  const send = setUp();
  const body = largeBody();
  const whole = { type: "application/json", length: String(BYTES), chunked: null, hash: String(Bun.hash(body)) };
  const url = serve(echo);
  expect(await told(await send({ url, body }))).toEqual(whole);
  // An http proxy is asked for a plain address as for its own.
  const proxyUrl = serve(echo);
  expect(await told(await send({ url: "http://upstream.invalid/", body, proxyUrl }))).toEqual(whole);
});

test("one that is refused before all of it was taken is answered with the refusal", async () => {
  const send = setUp();
  const server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data(socket, chunk) {
        if (!chunk.includes("POST /")) return;
        socket.write("HTTP/1.1 413 Content Too Large\r\ncontent-length: 3\r\nconnection: close\r\n\r\nbig");
        socket.end();
      },
    },
  });
  open.push(() => server.stop(true));
  const answer = await send({ url: `http://127.0.0.1:${server.port}/`, body: largeBody() });
  expect(answer).toMatchObject({ kind: "answered", status: 413 });
});

test("one whose kept connection dies is sent again, whole, on a fresh one", async () => {
  const send = setUp();
  const body = largeBody();
  const lengths: number[] = [];
  let connections = 0;
  const server = Bun.listen<{ connection: number; bytes: number }>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(socket) {
        connections += 1;
        socket.data = { connection: connections, bytes: 0 };
      },
      data(socket, chunk) {
        const { data } = socket;
        data.bytes += chunk.length;
        if (data.connection === 1 && data.bytes > 1000) {
          socket.terminate();
        } else if (chunk.includes("short") || data.bytes > BYTES) {
          lengths.push(data.bytes);
          socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
        }
      },
    },
  });
  open.push(() => server.stop(true));
  const url = `http://127.0.0.1:${server.port}/`;
  await told(await send({ url, body: Buffer.from("short") }));
  expect(await told(await send({ url, body }))).toEqual({});
  expect(lengths.at(-1)).toBeGreaterThan(BYTES);
  expect(connections).toBe(2);
});

test("one is let go of once the answer has begun, however long that goes on", async () => {
  const send = setUp();
  const url = serve(async (request) => {
    await request.bytes();
    return new Response(new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from("begun")) }));
  });
  const held: WeakRef<Uint8Array>[] = [];
  const begin = async (): Promise<UpstreamAnswer> => {
    const body = largeBody();
    held.push(new WeakRef(body));
    return send({ url, body });
  };
  const answers = [await begin(), await begin(), await begin()];
  // The last may still be found on the stack, where the collector looks without knowing what it sees.
  await until("the bodies are let go of", () => {
    Bun.gc(true);
    return held.filter((one) => one.deref() !== undefined).length <= 1;
  });
  for (const answer of answers) if (answer.kind === "answered") answer.body.discard();
});
