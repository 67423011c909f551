import { afterAll, expect, test } from "bun:test";

import { startLoadDriver } from "./load-driver.ts";
import type { Request } from "./load-jobs.ts";

const driver = startLoadDriver();
const FRAME = 'data: {"text":"The quick"}\n\n';
let aborted = 0;
let failsFrom = Number.POSITIVE_INFINITY;
let asked = 0;
const server = Bun.serve({
  port: 0,
  idleTimeout: 0,
  async fetch(request) {
    asked += 1;
    request.signal.addEventListener("abort", () => (aborted += 1));
    await request.bytes();
    if (asked > failsFrom) return new Response("no", { status: 500 });
    if (request.url.endsWith("/json")) return new Response("x".repeat(5000));
    if (request.url.endsWith("/slow")) await Bun.sleep(2000);
    return new Response(
      (async function* () {
        for (let index = 0; request.url.endsWith("/endless") || index < 3; index += 1) {
          yield FRAME;
          await Bun.sleep(5);
        }
      })(),
      { headers: { "content-type": "text/event-stream" } },
    );
  },
});
afterAll(async () => {
  await driver.stop();
  await server.stop(true);
});

function to(path: string, leastBytes = 0): Request {
  const body = JSON.stringify({ text: "x".repeat(1_000_000) });
  return { url: `http://127.0.0.1:${server.port}${path}`, headers: {}, body, streams: path !== "/json", leastBytes };
}

test("counts whole answers alone, and all of their events", async () => {
  const outcome = await driver.perform({ kind: "saturate", request: to("/stream"), atOnce: 4, forMs: 200 });
  expect(outcome.failure).toBeNull();
  expect(outcome.answers).toBeGreaterThan(4);
  expect(outcome.events).toBe(outcome.answers * 3);
});

test("an answer that is too short is a failure, and so is one that says no", async () => {
  const short = await driver.perform({ kind: "saturate", request: to("/json", 6000), atOnce: 1, forMs: 100 });
  expect(short.failure).toContain("only 5000 of 6000 bytes");
  failsFrom = asked + 3;
  const refused = await driver.perform({ kind: "saturate", request: to("/json"), atOnce: 1, forMs: 2000 });
  failsFrom = Number.POSITIVE_INFINITY;
  expect(refused.failure).toContain("answered 500");
  expect(refused.answers).toBe(3);
});

test("at a fixed rate asks as often as it is told, and times each from when it was due", async () => {
  const outcome = await driver.perform({ kind: "pace", request: to("/json"), perSecond: 50, forMs: 400 });
  expect(outcome.latencies).toHaveLength(20);
});

test("gives up on a program that falls behind, and tells so", async () => {
  const outcome = await driver.perform({ kind: "pace", request: to("/slow"), perSecond: 100, forMs: 2000 });
  expect(outcome.failure).toBe("cannot keep up with 100 requests a second");
});

test("holds streams open, counts what they bring, and lets go of them", async () => {
  const opened = await driver.perform({ kind: "open", request: to("/endless"), count: 20, limitMs: 10_000 });
  expect(opened.answers).toBe(20);
  const counted = await driver.perform({ kind: "count", forMs: 200 });
  expect(counted.answers).toBe(20);
  expect(counted.events).toBeGreaterThan(20);
  const before = aborted;
  await driver.perform({ kind: "drop" });
  while (aborted < before + 20) await Bun.sleep(5);
});
