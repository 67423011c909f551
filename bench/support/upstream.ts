// The upstream of the benchmarks, in a process of its own: gives the sandbox's answers again as recorded, and hands on to the
// sandbox whatever is not a model's answer.
// usage: bun bench/support/upstream.ts <sandbox origin> <API key> <access token>

import { createPacer } from "./pacer.ts";
import { createRecordedAnswers, type RecordedAnswer } from "./recorded-answers.ts";

const [origin = "", apiKey = "", accessToken = ""] = process.argv.slice(2);
const answers = createRecordedAnswers({ origin, apiKey, accessToken });
const pacer = createPacer();

/** What a model answers at, in each dialect. */
const MODEL_PATHS = /\/(?:responses|chat\/completions|messages)$/;

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
  maxRequestBodySize: 256 * 1024 * 1024,
  async fetch(request) {
    const from = request.url.indexOf("/", 8);
    const query = request.url.indexOf("?", from);
    const path = request.url.slice(from, query === -1 ? undefined : query);
    if (request.headers.get("upgrade") !== null) return new Response("no WebSockets here", { status: 426 });
    if (request.method !== "POST" || !MODEL_PATHS.test(path)) return handOn(request, request.url.slice(from));
    return give(await answers.answer(path, await request.bytes()), request.signal);
  },
});
console.log(`listening on http://127.0.0.1:${server.port}`);

async function handOn(request: Request, path: string): Promise<Response> {
  const body = request.method === "GET" || request.method === "HEAD" ? null : await request.bytes();
  const headers = new Headers(request.headers);
  headers.delete("host");
  return fetch(`${origin}${path}`, { method: request.method, headers, body });
}

function give({ status, contentType, pieces, everyMs }: RecordedAnswer, signal: AbortSignal): Response {
  const headers = { "content-type": contentType };
  if (pieces.length === 1) return new Response(pieces[0] as Uint8Array<ArrayBuffer>, { status, headers });
  const flow = everyMs === 0 ? hurried(pieces) : pacer.flow(pieces, { everyMs, signal });
  return new Response(flow, { status, headers });
}

/** A turn of the event loop after the first piece, as a real upstream begins to answer before it has all of it. */
async function* hurried(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const [index, piece] of pieces.entries()) {
    if (index === 1) await new Promise((resolve) => setImmediate(resolve));
    yield piece;
  }
}
