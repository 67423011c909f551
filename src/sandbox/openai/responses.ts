// POST /v1/responses and /v1/responses/compact.

import { compacted } from "../codex/responses.ts";
import { compose, type Composed } from "../encode/compose.ts";
import { answer, stream } from "../serve/answer.ts";
import type { Endpoint, Visit, World } from "../serve/world.ts";
import { admitKey } from "./check-key.ts";
import { readResponses } from "./read-responses.ts";

/** One turn over HTTP: JSON, or a stream where `stream` is true. */
export const publicResponses: Endpoint = (world, visit) => {
  const admission = admitKey(visit.caller);
  if (admission.kind === "refused") return answer(world, visit, admission.answer);
  const { key, userId } = admission.apiKey;
  const read = readResponses(visit.body, userId, (id) => world.memory.recall(key, id));
  if (read.kind === "refused") return answer(world, visit, read.answer);
  const { request, input } = read;
  const composed = compose({ request, input, owner: userId, source: "public", signal: visit.signal }, world);
  if (request["store"] !== false && composed.sameAs === null) {
    world.memory.remember(key, composed.id, [...input, ...composed.items]);
  }
  const headers = publicHeaders(world);
  if (request["stream"] === true) return stream(world, visit, { script: composed.script, headers });
  return wholeResponse(world, visit, { composed, headers });
};

/** Compaction: one JSON answer. */
export const publicCompact: Endpoint = (world, visit) => {
  const admission = admitKey(visit.caller);
  if (admission.kind === "refused") return answer(world, visit, admission.answer);
  const { key, userId } = admission.apiKey;
  const read = readResponses(visit.body, userId, (id) => world.memory.recall(key, id));
  if (read.kind === "refused") return answer(world, visit, read.answer);
  const body = compacted(world, { request: read.request, input: read.input, owner: userId });
  return answer(world, visit, { body, headers: publicHeaders(world) });
};

/** The headers of every answered call of the public API. */
export function publicHeaders(world: World): Record<string, string> {
  return {
    "x-request-id": world.ids.requestId(),
    "openai-organization": "org-sandbox",
    "openai-version": "2020-10-01",
    "openai-processing-ms": "1",
    "x-ratelimit-limit-requests": "10000",
    "x-ratelimit-remaining-requests": "9999",
    "x-ratelimit-reset-requests": "6ms",
    "x-ratelimit-limit-tokens": "2000000",
    "x-ratelimit-remaining-tokens": "1999000",
    "x-ratelimit-reset-tokens": "30ms",
  };
}

function wholeResponse(
  world: World,
  visit: Visit,
  { composed, headers }: { readonly composed: Composed; readonly headers: Record<string, string> },
): Response {
  if (composed.sameAs === null) return answer(world, visit, { body: composed.whole(), headers });
  const known = world.encoded.get(composed.sameAs) ?? new TextEncoder().encode(JSON.stringify(composed.whole()));
  world.encoded.set(composed.sameAs, known);
  return answer(world, visit, { body: known, headers });
}
