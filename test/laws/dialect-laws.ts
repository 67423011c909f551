// What every dialect must hold, whatever API it speaks. A dialect's own test calls this with samples of what it can say.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Dialect, JsonObject, StreamDecoder } from "../../src/dialects/dialect.ts";
import { Fault, viewFault } from "../../src/domain/faults.ts";
import { collectResponse } from "../../src/exchange/collect.ts";
import { type JsonText, readJsonText } from "../../src/exchange/json-text.ts";
import type { AssistantPart, ExchangeRequest, Message } from "../../src/exchange/request.ts";
import type { ExchangeResponse } from "../../src/exchange/response.ts";
import { spreadResponse } from "../../src/exchange/spread.ts";
import { createSseSplitter } from "../../src/exchange/sse-frames.ts";
import type { StreamEvent } from "../../src/exchange/stream-event.ts";

export interface DialectSamples {
  /** Requests that the dialect can say in full, in the normal form its decoder gives. */
  readonly requests: readonly [ExchangeRequest, ...ExchangeRequest[]];
  /** Answers that the dialect can say in full; the first has text or a tool call in it. */
  readonly responses: readonly [ExchangeResponse, ...ExchangeResponse[]];
  /** The message inside an error body of this dialect. */
  readonly messageOfError: (body: JsonObject) => unknown;
}

/** Runs the whole suite over one dialect. */
export function dialectLaws(dialect: Dialect, samples: DialectSamples): void {
  describe(`${dialect.id} holds the laws of dialects`, () => {
    requestLaws(dialect, samples);
    thoughtLaws(dialect, samples);
    responseLaws(dialect, samples);
    streamLaws(dialect, samples);
    brokenStreamLaws(dialect, samples);
    errorLaws(dialect, samples);
  });
}

function requestLaws(dialect: Dialect, { requests }: DialectSamples): void {
  requests.forEach((request, number) => {
    test(`request ${number} survives being said and read`, () => {
      expect(dialect.decodeRequest(wire(dialect.encodeRequest(request)))).toEqual(request);
    });
    test(`request ${number} is plain JSON`, () => {
      const body = dialect.encodeRequest(request);
      expect(wire(body)).toStrictEqual(body);
    });
  });

  test("a malformed request is refused with a Fault that names the member, never another way", () => {
    fc.assert(
      fc.property(fc.constantFrom(...requests), fc.nat(), fc.jsonValue(), (request, at, value) => {
        expectFaultOrValue(() => dialect.decodeRequest(mutated(dialect.encodeRequest(request), at, value)), "param");
      }),
      { numRuns: 500 },
    );
  });
}

function thoughtLaws(dialect: Dialect, { requests }: DialectSamples): void {
  requests.forEach((request, number) => {
    const text = textOf(dialect.encodeRequest(request));
    test(`request ${number} is the same where no thought is foreign, and says all the rest where every one is`, () => {
      expect(dialect.withoutReasoning(text, () => false, request.model)).toBe(text);
      const left = dialect.withoutReasoning(text, () => true, request.model);
      expect(thoughtless(dialect.decodeRequest(parsed(left)))).toEqual(thoughtless(request));
      expect(dialect.withoutReasoning(left, () => true, request.model)).toBe(left);
    });
    test(`request ${number} shows every proof in it to a look at its bytes`, () => {
      const asked: string[] = [];
      dialect.withoutReasoning(text, (proof) => asked.push(proof) === 0, request.model);
      const seen = new Set(dialect.proofsIn(text));
      expect(asked.filter((proof) => proof !== "" && !seen.has(proof))).toEqual([]);
    });
  });
}

/** What does not depend on thoughts: with some of them gone, thinking itself may be switched off. */
function thoughtless(asked: ExchangeRequest): ExchangeRequest {
  const { reasoning: _, ...request } = asked;
  const messages = request.messages.flatMap((message): readonly Message[] => {
    if (message.role !== "assistant") return [message];
    const content = message.content.flatMap((part): readonly AssistantPart[] => {
      if (part.kind === "reasoning") return [];
      if (part.kind !== "tool-call") return [part];
      const { proof: __, ...call } = part;
      return [call];
    });
    return content.length === 0 ? [] : [{ ...message, content }];
  });
  return { ...request, messages };
}

function responseLaws(dialect: Dialect, { requests, responses }: DialectSamples): void {
  const [request] = requests;
  responses.forEach((response, number) => {
    test(`answer ${number} survives being said and read whole`, () => {
      expect(dialect.decodeResponse(wire(dialect.encodeResponse(response, request)))).toEqual(response);
    });
  });

  test("a malformed answer is refused with a Fault, never another way", () => {
    fc.assert(
      fc.property(fc.constantFrom(...responses), fc.nat(), fc.jsonValue(), (response, at, value) => {
        expectFaultOrValue(() => dialect.decodeResponse(mutated(dialect.encodeResponse(response, request), at, value)));
      }),
      { numRuns: 500 },
    );
  });
}

function streamLaws(dialect: Dialect, { requests, responses }: DialectSamples): void {
  const [request] = requests;
  responses.forEach((response, number) => {
    test(`answer ${number} survives being streamed and collected`, () => {
      const events = decoded(dialect, encoded(dialect, spreadResponse(response), request));
      expect(collectResponse(events)).toEqual({ kind: "answer", response });
      expectDiscipline(events);
    });
  });

  responses.forEach((response, number) => {
    test(`answer ${number} tells the same proofs in passing, streamed and whole`, () => {
      const tap = dialect.createTap();
      for (const text of encoded(dialect, spreadResponse(response), request)) {
        for (const frame of createSseSplitter().push(Buffer.from(text))) tap.look(frame);
      }
      const told = [...tap.seen.proofs].toSorted();
      expect(told).toEqual([...dialect.readWhole(textOf(dialect.encodeResponse(response, request))).proofs].toSorted());
    });
  });

  test("an answer is the same however finely it is streamed", () => {
    fc.assert(
      fc.property(fc.constantFrom(...responses), fc.array(fc.integer({ min: 1, max: 9 })), (response, sizes) => {
        const events = decoded(dialect, encoded(dialect, split(spreadResponse(response), sizes), request));
        expect(collectResponse(events)).toEqual({ kind: "answer", response });
      }),
      { numRuns: 100 },
    );
  });

  test("the keep-alive is ignored by the dialect's own decoder", () => {
    const [response] = responses;
    const texts = encoded(dialect, spreadResponse(response), request);
    const decoder = dialect.createStreamDecoder();
    const events = texts.flatMap((text) => feed(decoder, dialect.keepAlive + text));
    expect(collectResponse([...events, ...decoder.end()])).toEqual({ kind: "answer", response });
    expect(dialect.createStreamDecoder().end().map(codeOf)).toEqual(feedAndEnd(dialect, dialect.keepAlive).map(codeOf));
  });

  test("the encoder takes any order of events without throwing", () => {
    const events = responses.flatMap((response) => spreadResponse(response));
    fc.assert(
      fc.property(fc.shuffledSubarray(events), (shuffled) => {
        expect(encoded(dialect, shuffled, request).every((text) => typeof text === "string")).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
}

function brokenStreamLaws(dialect: Dialect, { requests, responses }: DialectSamples): void {
  const [request] = requests;
  const streams = responses.map((response) => framesOf(encoded(dialect, spreadResponse(response), request).join("")));

  test("a stream with nothing in it is upstream_empty", () => {
    expect(dialect.createStreamDecoder().end()).toMatchObject([{ kind: "error", code: "upstream_empty" }]);
  });

  test("a stream cut anywhere is told as an error or has the whole content", () => {
    responses.forEach((response, number) => {
      const frames = streams[number] ?? [];
      for (let length = 0; length < frames.length; length++) {
        const events = decodeFrames(dialect, frames.slice(0, length));
        const collected = collectResponse(events);
        if (collected.kind === "answer") expect(collected.response.content).toEqual(response.content);
        expectOneEnding(events);
      }
    });
  });

  test("any frames at all give exactly one ending and no exception", () => {
    const frame = fc.record({ type: fc.string(), data: fc.oneof(fc.string(), fc.json(), fc.constant("[DONE]")) });
    fc.assert(
      fc.property(fc.array(frame), (frames) => expectOneEnding(decodeFrames(dialect, frames))),
      { numRuns: 500 },
    );
  });

  test("frames lost, repeated, swapped or damaged give exactly one ending and no exception", () => {
    const damage = fc.record({ at: fc.nat(), value: fc.jsonValue() });
    fc.assert(
      fc.property(fc.constantFrom(...streams), fc.array(fc.nat()), fc.array(damage), (stream, order, damages) => {
        const picked = order.length === 0 ? stream : order.flatMap((at) => stream[at % stream.length] ?? []);
        const frames = picked.map((frame, at) => damagedFrame(frame, damages[at]));
        expectOneEnding(decodeFrames(dialect, frames));
      }),
      { numRuns: 1_000 },
    );
  });

  test("nothing is told after the ending", () => {
    for (const stream of streams) {
      const decoder = dialect.createStreamDecoder();
      for (const { type, data } of stream) decoder.decode(type, data);
      decoder.end();
      expect([...stream.flatMap(({ type, data }) => decoder.decode(type, data)), ...decoder.end()]).toEqual([]);
    }
  });
}

function errorLaws(dialect: Dialect, { requests, responses, messageOfError }: DialectSamples): void {
  const [request] = requests;
  const fault = viewFault(
    new Fault("usage_limit_reached", "All used up.", { resetsAt: 1_788_543_035_000, planType: "plus" }),
  );

  test("an error body carries the message where the dialect's clients look for it", () => {
    expect(messageOfError(wire(dialect.encodeError(fault, "req_1")))).toBe("All used up.");
  });

  test("an in-stream error is read as an error by the dialect's own decoder", () => {
    const events = feedAndEnd(dialect, dialect.encodeStreamError(fault, "req_1"));
    expect(events.filter(isEnding)).toMatchObject([{ kind: "error", message: "All used up." }]);
  });

  test("an upstream's failure in mid-answer reaches the client as an error", () => {
    const begun = spreadResponse(responses[0]).slice(0, 3);
    const failure: StreamEvent = { kind: "error", code: "server_error", message: "It broke.", status: null };
    const events = decoded(dialect, encoded(dialect, [...begun, failure], request));
    expect(events.filter(isEnding)).toMatchObject([{ kind: "error", message: "It broke." }]);
  });
}

interface Frame {
  readonly type: string;
  readonly data: string;
}

/** SSE text to frames, comments left out, as `wire` does it for real. */
export function framesOf(text: string): readonly Frame[] {
  return text.split(/\r?\n\r?\n/).flatMap((block) => {
    const lines = block.split(/\r?\n/);
    const values = (field: string) =>
      lines.flatMap((line) => (line.startsWith(`${field}:`) ? [line.slice(field.length + 1).replace(/^ /, "")] : []));
    const data = values("data");
    return data.length === 0 ? [] : [{ type: values("event")[0] ?? "", data: data.join("\n") }];
  });
}

function encoded(dialect: Dialect, events: readonly StreamEvent[], request: ExchangeRequest): readonly string[] {
  const asked = { ...request, stream: true, usageInStream: true };
  const encoder = dialect.createStreamEncoder({ request: asked, fallbackId: "fallback_1", createdAt: 1_790_000_000 });
  return events.map((event) => encoder.encode(event));
}

const decoded = (dialect: Dialect, texts: readonly string[]): readonly StreamEvent[] =>
  feedAndEnd(dialect, texts.join(""));

const feedAndEnd = (dialect: Dialect, text: string): readonly StreamEvent[] => decodeFrames(dialect, framesOf(text));

const feed = (decoder: StreamDecoder, text: string): readonly StreamEvent[] =>
  framesOf(text).flatMap(({ type, data }) => decoder.decode(type, data));

function decodeFrames(dialect: Dialect, frames: readonly Frame[]): readonly StreamEvent[] {
  const decoder = dialect.createStreamDecoder();
  return [...frames.flatMap(({ type, data }) => decoder.decode(type, data)), ...decoder.end()];
}

/** Deltas cut into pieces of the given sizes, in turn. */
function split(events: readonly StreamEvent[], sizes: readonly number[]): readonly StreamEvent[] {
  let turn = 0;
  return events.flatMap((event) => {
    if (!("text" in event)) return [event];
    const pieces: StreamEvent[] = [];
    const characters = Array.from(event.text);
    while (characters.length > 0) {
      const size = sizes[turn++ % Math.max(1, sizes.length)] ?? 4;
      pieces.push({ ...event, text: characters.splice(0, size).join("") });
    }
    return pieces;
  });
}

const isEnding = (event: StreamEvent): boolean => event.kind === "finish" || event.kind === "error";

const codeOf = (event: StreamEvent): string => (event.kind === "error" ? event.code : event.kind);

function expectOneEnding(events: readonly StreamEvent[]): void {
  expect(events.filter(isEnding)).toHaveLength(1);
  expect(events.findIndex(isEnding)).toBe(events.length - 1);
  expect(events.filter((event) => event.kind === "start").length).toBeLessThanOrEqual(1);
}

/** One start first, every block opened once, filled only while open, and closed before the finish. */
function expectDiscipline(events: readonly StreamEvent[]): void {
  expectOneEnding(events);
  expect(events[0]?.kind).toBe("start");
  const open = new Set<number>();
  const seen = new Set<number>();
  for (const event of events) {
    if (!("index" in event)) continue;
    const { kind, index } = event;
    if (kind.endsWith("-start")) {
      expect(seen.has(index)).toBe(false);
      seen.add(index);
      open.add(index);
    }
    expect(open.has(index)).toBe(true);
    if (kind.endsWith("-end")) open.delete(index);
  }
  expect([...open]).toEqual([]);
}

function expectFaultOrValue(work: () => unknown, member?: "param"): void {
  try {
    work();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(Fault);
    if (member !== undefined && thrown instanceof Fault) expect(typeof thrown.details[member]).toBe("string");
  }
}

function textOf(body: JsonObject): JsonText {
  const read = readJsonText(Buffer.from(JSON.stringify(body)));
  if (read.kind === "malformed") throw new Error(read.message);
  return read.text;
}

const parsed = (text: JsonText): JsonObject => JSON.parse(Buffer.from(text.bytes).toString()) as JsonObject;

const wire = (body: JsonObject): JsonObject => JSON.parse(JSON.stringify(body)) as JsonObject;

/** The body with the `at`-th of all its members, at any depth, replaced. */
function mutated(body: JsonObject, at: number, value: unknown): JsonObject {
  const copy = wire(body);
  const places: (readonly [Record<string, unknown>, string])[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key]);
      walk((node as Record<string, unknown>)[key]);
    }
  };
  walk(copy);
  const [node, key] = places[at % Math.max(1, places.length)] ?? [{}, ""];
  node[key] = value;
  return copy;
}

function damagedFrame(frame: Frame, damage: { readonly at: number; readonly value: unknown } | undefined): Frame {
  if (damage === undefined || !frame.data.startsWith("{")) return frame;
  return { ...frame, data: JSON.stringify(mutated(JSON.parse(frame.data) as JsonObject, damage.at, damage.value)) };
}
