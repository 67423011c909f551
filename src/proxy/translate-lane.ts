// Another dialect upstream: its events become canonical events, and those the client's. One write per network chunk.

import type { Dialect, StreamDecoder } from "../dialects/dialect.ts";
import type { ToldError } from "../dialects/stream-tap.ts";
import { Fault } from "../domain/faults.ts";
import type { Usage } from "../domain/usage.ts";
import { createCollector } from "../exchange/collect.ts";
import type { JsonText } from "../exchange/json-text.ts";
import type { ExchangeRequest } from "../exchange/request.ts";
import type { ExchangeResponse } from "../exchange/response.ts";
import { createSseSplitter, readFrame } from "../exchange/sse-frames.ts";
import { spreadResponse } from "../exchange/spread.ts";
import type { StreamEvent } from "../exchange/stream-event.ts";
import type { ClientBytes, Lane, LaneStream, Phase, WholeAnswer } from "./lane.ts";

export interface TranslateInput {
  readonly client: Dialect;
  readonly upstream: Dialect;
  /** What the client asked, in canonical form. */
  readonly exchange: ExchangeRequest;
  /** The same with the names the upstream takes: what `request` says. */
  readonly sent: ExchangeRequest;
  /** The same in the upstream's dialect. */
  readonly request: JsonText;
  /** Puts back the tool names that had to be shortened for the upstream. */
  restore(event: StreamEvent): StreamEvent;
  readonly fallbackId: string;
  /** Epoch seconds */
  readonly createdAt: number;
}

export function translateLane(input: TranslateInput): Lane {
  return {
    dialect: input.upstream.id,
    request: input.request,
    openStream: () => translateStream(input, input.upstream.createStreamDecoder(input.sent)),
    readWhole(body) {
      const events = spreadWhole(input, body);
      return wholeOf(input, events) ?? garbage();
    },
  };
}

function translateStream(input: TranslateInput, decoder: StreamDecoder): LaneStream {
  const splitter = createSseSplitter();
  const encoder = input.client.createStreamEncoder({
    request: input.exchange,
    fallbackId: input.fallbackId,
    createdAt: input.createdAt,
  });
  const events: StreamEvent[] = [];
  const told = createTold();
  const say = (decoded: readonly StreamEvent[]): ClientBytes | null => {
    let text = "";
    for (const raw of decoded) {
      if (told.phase === "ended" || told.phase === "failed") break;
      const event = input.restore(raw);
      told.note(event);
      if (!input.exchange.stream) events.push(event);
      // How a failure is told is the answer's matter: before content it may yet go elsewhere.
      else if (event.kind !== "error") text += encoder.encode(event);
    }
    return text === "" ? null : text;
  };
  return {
    push(chunk) {
      const decoded: StreamEvent[] = [];
      for (const frame of splitter.push(chunk)) {
        const { type, data } = readFrame(frame);
        if (data !== "") decoded.push(...decoder.decode(type, data));
      }
      return say(decoded);
    },
    end() {
      const { type, data } = readFrame(splitter.rest());
      return say([...(data === "" ? [] : decoder.decode(type, data)), ...decoder.end()]);
    },
    get phase() {
      return told.phase;
    },
    get isEmpty() {
      return told.phase === "ended" && !told.hadContent;
    },
    atBoundary: true,
    seen: told.seen,
    get error() {
      return told.error;
    },
    errorWasSent: false,
    whole: () => wholeOf(input, events),
  };
}

interface Told {
  readonly phase: Phase;
  readonly hadContent: boolean;
  readonly error: ToldError | null;
  readonly seen: LaneStream["seen"];
  note(event: StreamEvent): void;
}

/** What the events so far tell about the answer. */
function createTold(): Told {
  const seen = {
    responseId: null as string | null,
    model: null as string | null,
    usage: null as Usage | null,
    vendorEvents: [],
    sealed: [],
  };
  let phase: Phase = "preamble";
  let error: ToldError | null = null;
  let hadContent = false;
  return {
    seen,
    get phase() {
      return phase;
    },
    get hadContent() {
      return hadContent;
    },
    get error() {
      return error;
    },
    note(event) {
      switch (event.kind) {
        case "start":
          seen.responseId = event.id === "" ? null : event.id;
          seen.model = event.model === "" ? null : event.model;
          return;
        case "finish":
          seen.usage = event.usage;
          phase = "ended";
          return;
        case "error":
          error = { code: event.code, message: event.message, status: event.status, resetsAt: event.resetsAt ?? null };
          phase = "failed";
          return;
        default:
          if (hadContent || !carriesContent(event)) return;
          hadContent = true;
          phase = "content";
      }
    },
  };
}

/** Opening a block says nothing yet. */
function carriesContent(event: StreamEvent): boolean {
  switch (event.kind) {
    case "text-delta":
    case "refusal-delta":
    case "reasoning-delta":
    case "tool-delta":
      return event.text !== "";
    case "tool-end":
    case "reasoning-end":
      return true;
    default:
      return false;
  }
}

function wholeOf(input: TranslateInput, events: readonly StreamEvent[]): WholeAnswer | null {
  const collector = createCollector();
  for (const event of events) collector.add(event);
  const collected = collector.result();
  if (collected.kind === "error") return null;
  const told = collected.response;
  const response: ExchangeResponse = {
    ...told,
    id: told.id === "" ? input.fallbackId : told.id,
    model: told.model === "" ? input.exchange.model : told.model,
    createdAt: told.createdAt ?? input.createdAt * 1000,
  };
  const body = JSON.stringify(input.client.encodeResponse(response, input.exchange));
  return { body, responseId: response.id, model: response.model, usage: response.usage, sealed: [] };
}

function spreadWhole(input: TranslateInput, body: Uint8Array): readonly StreamEvent[] {
  const response = input.upstream.decodeResponse(parse(body), input.sent);
  return spreadResponse(response).map((event) => input.restore(event));
}

function parse(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString());
    if (typeof value === "object" && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Told below.
  }
  return garbage();
}

function garbage(): never {
  throw new Fault("upstream_garbage", "The upstream's answer is not what its dialect promises");
}
