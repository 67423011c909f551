// Another dialect upstream: its events become canonical events, and those the client's. One write per network chunk.

import type { Dialect, StreamDecoder } from "../dialects/dialect.ts";
import type { ToldError } from "../dialects/stream-tap.ts";
import { Fault } from "../domain/faults.ts";
import type { Usage } from "../domain/usage.ts";
import { createCollector } from "../exchange/collect.ts";
import type { JsonText } from "../exchange/json-text.ts";
import type { ExchangeTerms } from "../exchange/request.ts";
import type { ExchangeResponse } from "../exchange/response.ts";
import { spreadResponse } from "../exchange/spread.ts";
import { createSseReader } from "../exchange/sse-reader.ts";
import type { StreamEvent } from "../exchange/stream-event.ts";
import type { ClientBytes, Lane, LaneStream, Phase, WholeAnswer } from "./lane.ts";

export interface TranslateInput extends WayBack {
  /** The whole request in the upstream's dialect. */
  readonly request: JsonText;
}

/** What an answer needs. A stream may last for minutes: the conversation, which may be megabytes, is not kept for it. */
interface WayBack {
  readonly client: Dialect;
  readonly upstream: Dialect;
  /** What the client asked, in canonical form. */
  readonly exchange: ExchangeTerms;
  /** The same with the names the upstream takes: what was sent. */
  readonly sent: ExchangeTerms;
  /** Puts back the tool names that had to be shortened for the upstream. */
  restore(event: StreamEvent): StreamEvent;
  /**
   * A call came with its upstream's proof (Gemini's thought signature). The client knows the call by this id and has no
   * place for the proof; the upstream wants it back with the call.
   */
  noteCallProof?(callId: string, proof: string): void;
  readonly fallbackId: string;
  /** Epoch seconds */
  readonly createdAt: number;
}

export function translateLane({ request, ...way }: TranslateInput): Lane {
  return {
    dialect: way.upstream.id,
    request,
    openStream: () => translateStream(way, way.upstream.createStreamDecoder(way.sent)),
    readWhole: (body) => wholeOf(way, spreadWhole(way, body)) ?? garbage(),
  };
}

function translateStream(way: WayBack, decoder: StreamDecoder): LaneStream {
  const encoder = way.client.createStreamEncoder({
    request: way.exchange,
    fallbackId: way.fallbackId,
    createdAt: way.createdAt,
  });
  const toClient = createToClient(way);
  const events: StreamEvent[] = [];
  const told = createTold();
  /** What the client gets for the chunk at hand. */
  let text = "";

  const say = (event: StreamEvent): string => {
    // How a failure is told is the answer's matter: before content it may yet go elsewhere.
    if (way.exchange.stream) return event.kind === "error" ? "" : encoder.encode(event);
    events.push(event);
    return "";
  };
  const take = (decoded: readonly StreamEvent[]): void => {
    for (const raw of decoded) {
      if (told.isOver) return;
      const event = toClient(raw);
      const said = say(event);
      told.note(event, said !== "" || !way.exchange.stream);
      text += said;
    }
  };
  const reader = createSseReader((type, data) => take(decoder.decode(type, data)));
  const taken = (): ClientBytes | null => {
    const ready = text;
    text = "";
    return ready === "" ? null : ready;
  };
  return {
    push(chunk) {
      reader.push(chunk);
      return taken();
    },
    end() {
      reader.end();
      take(decoder.end());
      return taken();
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
    whole: () => wholeOf(way, events),
  };
}

/** The answer's events with the client's own names in them; on the way, proofs that came with calls are told. */
function createToClient({ restore, noteCallProof }: WayBack): (event: StreamEvent) => StreamEvent {
  const calls = new Map<number, string>();
  return (raw) => {
    const event = restore(raw);
    if (event.kind === "tool-start") calls.set(event.index, event.id);
    if (event.kind !== "tool-end" || event.proof === undefined) return event;
    const callId = calls.get(event.index);
    if (callId !== undefined) noteCallProof?.(callId, event.proof);
    return event;
  };
}

interface Told {
  readonly phase: Phase;
  readonly isOver: boolean;
  /** There was an answer, whether or not the client is shown all of it. */
  readonly hadContent: boolean;
  readonly error: ToldError | null;
  readonly seen: LaneStream["seen"];
  /** `shown`: the client got something for it. */
  note(event: StreamEvent, shown: boolean): void;
}

/** What the events so far tell about the answer. */
function createTold(): Told {
  const seen = {
    responseId: null as string | null,
    model: null as string | null,
    usage: null as Usage | null,
    vendorEvents: [],
    sealed: [],
    proofs: [] as string[],
  };
  let phase: Phase = "preamble";
  let error: ToldError | null = null;
  let hadContent = false;
  return {
    seen,
    get phase() {
      return phase;
    },
    get isOver() {
      return phase === "ended" || phase === "failed";
    },
    get hadContent() {
      return hadContent;
    },
    get error() {
      return error;
    },
    note(event, shown) {
      seen.proofs.push(...proofIn(event));
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
          if (phase === "content" || !carriesContent(event)) return;
          hadContent = true;
          // Thoughts that the client has no word for, calls it is told of when they are whole: nothing is committed to yet.
          if (shown) phase = "content";
      }
    },
  };
}

/** As the upstream gave it. */
function proofIn(event: StreamEvent): readonly string[] {
  if (event.kind === "reasoning-end") return event.proof === undefined ? NONE : [event.proof.value];
  return event.kind === "tool-end" && event.proof !== undefined ? [event.proof] : NONE;
}

const NONE: readonly string[] = [];

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

function wholeOf(way: WayBack, events: readonly StreamEvent[]): WholeAnswer | null {
  const collector = createCollector();
  for (const event of events) collector.add(event);
  const collected = collector.result();
  if (collected.kind === "error") return null;
  const told = collected.response;
  const response: ExchangeResponse = {
    ...told,
    id: told.id === "" ? way.fallbackId : told.id,
    model: told.model === "" ? way.exchange.model : told.model,
    createdAt: told.createdAt ?? way.createdAt * 1000,
  };
  const body = JSON.stringify(way.client.encodeResponse(response, way.exchange));
  return {
    body,
    responseId: response.id,
    model: response.model,
    usage: response.usage,
    sealed: [],
    proofs: events.flatMap(proofIn),
  };
}

function spreadWhole(way: WayBack, body: Uint8Array): readonly StreamEvent[] {
  const response = way.upstream.decodeResponse(parse(body), way.sent);
  return spreadResponse(response).map(createToClient(way));
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
