// Any dialect upstream, any dialect at the client: a stream tells the same as a whole answer, and both tell all that the
// two dialects have words for.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { anthropicMessages } from "../../src/dialects/anthropic-messages/dialect.ts";
import type { Dialect } from "../../src/dialects/dialect.ts";
import { gemini } from "../../src/dialects/gemini/dialect.ts";
import { openaiChat } from "../../src/dialects/openai-chat/dialect.ts";
import { openaiResponses } from "../../src/dialects/openai-responses/dialect.ts";
import { collectResponse } from "../../src/exchange/collect.ts";
import { readJsonText } from "../../src/exchange/json-text.ts";
import type { AssistantPart, ExchangeRequest } from "../../src/exchange/request.ts";
import type { ExchangeResponse } from "../../src/exchange/response.ts";
import { createSseReader } from "../../src/exchange/sse-reader.ts";
import type { StreamEvent } from "../../src/exchange/stream-event.ts";
import type { Lane } from "../../src/proxy/lane.ts";
import { translateLane } from "../../src/proxy/translate-lane.ts";
import { anyAnswer, overlapping, QUESTION, streamed } from "./pair-laws-answers.ts";
import { asItIs, LOSSES } from "./pair-laws-losses.ts";

interface Pair {
  readonly upstream: Dialect;
  readonly client: Dialect;
}

const DIALECTS = [openaiChat, openaiResponses, anthropicMessages, gemini];
const PAIRS = DIALECTS.flatMap((upstream) => DIALECTS.map((client) => ({ upstream, client })));
const CONTEXT = { request: QUESTION, fallbackId: "fallback_1", createdAt: 1_790_000_000 };
const RUNS = { numRuns: 150 };

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 5 });
const cuts = fc.array(fc.nat(), { maxLength: 30 });

describe.each(PAIRS.map((pair) => [`${pair.upstream.id} upstream, ${pair.client.id} client`, pair] as const))(
  "%s",
  (_, pair) => {
    test("a stream tells all that both dialects have words for, however it is cut", () => {
      fc.assert(
        fc.property(anyAnswer, sizes, cuts, (answer, pieces, at) => {
          const bytes = upstreamBytes(pair, streamed(answer, pieces));
          expectSame(pair, throughStream(pair, chunksOf(bytes, at)), answer);
        }),
        RUNS,
      );
    });

    test("a whole answer tells the same", () => {
      fc.assert(
        fc.property(anyAnswer, (answer) => {
          const body = Buffer.from(JSON.stringify(pair.upstream.encodeResponse(dated(pair, answer), QUESTION)));
          // A whole answer is told in its dialect's form, where a stream is told as it comes.
          const told = { ...answer, content: LOSSES[pair.upstream.id].form(answer.content) };
          expectSame(pair, decodeWhole(pair, laneOf(pair, false).readWhole(body).body), told);
        }),
        RUNS,
      );
    });

    test("so does a stream that is gathered for a client that wants none", () => {
      fc.assert(
        fc.property(anyAnswer, sizes, (answer, pieces) => {
          const stream = laneOf(pair, false).openStream();
          stream.push(upstreamBytes(pair, streamed(answer, pieces)));
          stream.end();
          expectSame(pair, decodeWhole(pair, stream.whole()?.body ?? ""), answer);
        }),
        RUNS,
      );
    });

    test("a stream that breaks off is never told as a whole answer", () => {
      fc.assert(
        fc.property(anyAnswer, sizes, fc.double({ min: 0, max: 1, noNaN: true }), (answer, pieces, share) => {
          const bytes = upstreamBytes(pair, streamed(answer, pieces));
          const stream = laneOf(pair, true).openStream();
          const told = [stream.push(bytes.subarray(0, Math.floor(bytes.length * share))), stream.end()];
          const collected = readClient(pair, told.map((piece) => piece ?? "").join(""));
          expect(collected.kind).toBe(stream.phase === "ended" ? "answer" : "error");
          if (collected.kind === "answer") expectSameContent(pair, collected.response, answer);
        }),
        RUNS,
      );
    });
  },
);

describe.each([openaiChat, openaiResponses, anthropicMessages, gemini].map((client) => [client.id, client] as const))(
  "an upstream whose items overlap, %s client",
  (_, client) => {
    test("every block arrives whole", () => {
      const pair = { upstream: openaiResponses, client };
      fc.assert(
        fc.property(anyAnswer, sizes, fc.array(fc.nat(5), { maxLength: 20 }), (answer, pieces, picks) => {
          const bytes = upstreamBytes(pair, overlapping(streamed(answer, pieces), picks));
          const told = throughStream(pair, [bytes]);
          const inKinds = client.id === "gemini" ? byKind : asItIs;
          expect(inKinds(toldContent(pair, told, answer))).toEqual(inKinds(expectedOf(pair, answer).content));
        }),
        RUNS,
      );
    });
  },
);

describe.each(DIALECTS.map((upstream) => [upstream.id, upstream] as const))(
  "%s upstream, Responses client",
  (_, upstream) => {
    test("the final event holds the whole answer, for who reads nothing else", () => {
      const pair = { upstream, client: openaiResponses };
      fc.assert(
        fc.property(anyAnswer, sizes, fc.array(fc.nat(5), { maxLength: 20 }), (answer, pieces, picks) => {
          const events = streamed(answer, pieces);
          const mixed = upstream === openaiResponses ? overlapping(events, picks) : events;
          const frames = textThrough(pair, [upstreamBytes(pair, mixed)])
            .trimEnd()
            .split("\ndata: ");
          const { response } = JSON.parse(frames.at(-1) ?? "") as { readonly response: object };
          expectSame(pair, decodeWhole(pair, JSON.stringify(response)), answer);
        }),
        RUNS,
      );
    });
  },
);

/** Calls come whole to a Gemini client, when they are complete and between the words: what is said in all is the same. */
function byKind(content: readonly AssistantPart[]): readonly AssistantPart[] {
  const idOf = (part: AssistantPart): string => (part.kind === "tool-call" ? part.id : "");
  return LOSSES["openai-chat"].form(content).toSorted((a, b) => idOf(a).localeCompare(idOf(b)));
}

/** Chat and Responses say when an answer was made: where nobody knows, when it was asked for. */
const saysWhen = ({ id }: Dialect): boolean => id === "openai-chat" || id === "openai-responses";

function dated({ upstream }: Pair, answer: ExchangeResponse): ExchangeResponse {
  return saysWhen(upstream) ? { ...answer, createdAt: answer.createdAt ?? CONTEXT.createdAt * 1000 } : answer;
}

function laneOf({ upstream, client }: Pair, stream: boolean): Lane {
  const nothing = readJsonText(Buffer.from("{}"));
  if (nothing.kind !== "ok") throw new Error("{} is an object");
  return translateLane({
    client,
    upstream,
    exchange: { ...QUESTION, stream },
    sent: QUESTION,
    request: nothing.text,
    restore: (event) => event,
    fallbackId: CONTEXT.fallbackId,
    createdAt: CONTEXT.createdAt,
  });
}

function upstreamBytes({ upstream }: Pair, events: readonly StreamEvent[]): Buffer {
  const encoder = upstream.createStreamEncoder(CONTEXT);
  return Buffer.from(events.map((event) => encoder.encode(event)).join(""));
}

function chunksOf(bytes: Buffer, cutsAt: readonly number[]): readonly Uint8Array[] {
  const edges = [0, ...cutsAt.map((at) => at % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, at) => bytes.subarray(edges[at], edge));
}

function textThrough(pair: Pair, chunks: readonly Uint8Array[]): string {
  const stream = laneOf(pair, true).openStream();
  const told = [...chunks.map((chunk) => stream.push(chunk)), stream.end()];
  expect(stream.phase).toBe("ended");
  return told.map((piece) => piece ?? "").join("");
}

function throughStream(pair: Pair, chunks: readonly Uint8Array[]): ExchangeResponse {
  const collected = readClient(pair, textThrough(pair, chunks));
  if (collected.kind === "error") throw new Error(`${collected.code}: ${collected.message}`);
  return collected.response;
}

/** The stream as the client understands it. */
function readClient({ client }: Pair, text: string): ReturnType<typeof collectResponse> {
  const decoder = client.createStreamDecoder(knownTo(client));
  const events: StreamEvent[] = [];
  const reader = createSseReader((type, data) => events.push(...decoder.decode(type, data)));
  reader.push(Buffer.from(text));
  reader.end();
  return collectResponse([...events, ...decoder.end()]);
}

function decodeWhole({ client }: Pair, body: Uint8Array | string): ExchangeResponse {
  return client.decodeResponse(JSON.parse(String(body)) as Record<string, unknown>, knownTo(client));
}

/** Where calls of custom tools are functions like others, the client knows them by what it asked. */
function knownTo({ id }: Dialect): ExchangeRequest | undefined {
  return id === "anthropic-messages" || id === "gemini" ? QUESTION : undefined;
}

/** What is left of the answer once both dialects have told it. */
function expectedOf(pair: Pair, answer: ExchangeResponse): ExchangeResponse {
  const told = LOSSES[pair.client.id].lost(LOSSES[pair.upstream.id].lost(answer));
  return { ...told, content: formed(pair, told.content) };
}

function formed({ upstream, client }: Pair, content: readonly AssistantPart[]): readonly AssistantPart[] {
  return LOSSES[client.id].form(LOSSES[upstream.id].form(content));
}

function expectSame(pair: Pair, told: ExchangeResponse, answer: ExchangeResponse): void {
  const expected = expectedOf(pair, answer);
  expectSameContent(pair, told, answer);
  const createdAt = saysWhen(pair.client) ? (expected.createdAt ?? CONTEXT.createdAt * 1000) : null;
  expect({ ...told, content: [] }).toEqual({ ...expected, content: [], createdAt });
}

function expectSameContent(pair: Pair, told: ExchangeResponse, answer: ExchangeResponse): void {
  expect(toldContent(pair, told, answer)).toEqual(expectedOf(pair, answer).content);
}

function toldContent(pair: Pair, told: ExchangeResponse, answer: ExchangeResponse): readonly AssistantPart[] {
  const known = new Set(answer.content.flatMap((part) => (part.kind === "reasoning" ? (part.id ?? []) : [])));
  const content = told.content.map((part) => {
    if (part.kind !== "reasoning" || part.id === undefined || known.has(part.id)) return part;
    // Responses has an id for every item: where there was none one is made.
    const { id: _, ...rest } = part;
    return rest;
  });
  return formed(pair, content);
}
