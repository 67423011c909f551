// Gemini's other stream: without `alt=sse` a client gets one JSON array, its elements as they come.

import { createArrayStream } from "../dialects/gemini/array-stream.ts";

/** A stream of events told as one JSON array. */
export function asJsonArray(response: Response): Response {
  const { body } = response;
  if (body === null || !(response.headers.get("content-type") ?? "").startsWith("text/event-stream")) return response;
  const headers = new Headers(response.headers);
  headers.set("content-type", "application/json");
  return new Response(elements(body), { status: response.status, headers });
}

async function* elements(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const array = createArrayStream();
  for await (const piece of body as unknown as AsyncIterable<Uint8Array>) {
    const text = array.push(piece);
    if (text !== "") yield text;
  }
  yield array.end();
}
