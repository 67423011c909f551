// What every API dialect can do, both ways. Pure: JSON in, JSON out; bytes and sockets are the proxy's and wire's matter.

import type { RequestedEffort } from "../domain/effort-suffix.ts";
import type { FaultView } from "../domain/faults.ts";
import type { ExchangeRequest, ExchangeTerms } from "../exchange/request.ts";
import type { ExchangeResponse } from "../exchange/response.ts";
import type { JsonText } from "../exchange/json-text.ts";
import type { StreamEvent } from "../exchange/stream-event.ts";
import type { NameLimits } from "./names.ts";
import type { StreamSeen, StreamTap } from "./stream-tap.ts";

export type DialectId = "openai-chat" | "openai-responses" | "anthropic-messages" | "gemini";
export type JsonObject = Readonly<Record<string, unknown>>;

export interface Dialect {
  readonly id: DialectId;

  /** Front: reads a client's request. Throws Fault (`invalid_request`, `unsupported_parameter`) naming the member in `param`. */
  decodeRequest(body: JsonObject): ExchangeRequest;
  /** Back: says the request to an upstream of this dialect. Throws Fault `unsupported_parameter` for what cannot be said. */
  encodeRequest(request: ExchangeRequest): JsonObject;

  /** Back: reads an upstream's whole answer to `request`, if that is known. Throws Fault `upstream_garbage`. */
  decodeResponse(body: JsonObject, request?: ExchangeTerms): ExchangeResponse;
  /** Front: the whole answer in the client's form. */
  encodeResponse(response: ExchangeResponse, request: ExchangeTerms): JsonObject;

  /**
   * Back: a decoder with the state of one upstream stream. `request` is what was encoded for the upstream: a dialect that
   * has no custom tools sends them as functions and tells the calls apart by it.
   */
  createStreamDecoder(request?: ExchangeTerms): StreamDecoder;
  /** Front: an encoder with the state of one client stream. */
  createStreamEncoder(context: StreamEncoderContext): StreamEncoder;

  /** Relay: reads along while a stream of this dialect passes from upstream to client. */
  createTap(): StreamTap;
  /** Relay: the client's request, asking besides for what the record needs. */
  relayRequest(request: JsonText): JsonText;
  /**
   * Relay: a request of this dialect that asks for this depth of thinking, in the words that the upstream's `model` takes.
   * What cannot stand beside it goes; every other byte stays.
   */
  withEffort(request: JsonText, effort: RequestedEffort, model: string): JsonText;
  /**
   * A client's request without the thoughts whose proof is foreign to the upstream's `model`, and without what cannot be said once
   * they are gone. A thought without any proof is asked about as "". The same object where nothing has to go; every
   * other byte stays.
   */
  withoutReasoning(request: JsonText, isForeign: IsForeign, model: string): JsonText;
  /**
   * Every proof in a request or in a whole answer, perhaps with a few strings that are none: what `withoutReasoning` would
   * ask about, by a look at the bytes.
   */
  proofsIn(text: JsonText): Iterable<string>;
  /** One of these stands in every request that holds a thought without a proof: a cheap first look. */
  readonly unproven: readonly string[];
  /** Relay: what a whole answer tells about itself. Total. */
  readWhole(answer: JsonText): WholeSeen;
  /** Relay: the client asked for token counts in its stream. */
  wantsUsage(request: JsonText): boolean;

  /** What an upstream of this dialect takes for tool names and call ids. */
  readonly nameLimits: NameLimits;

  /** The error body of this dialect; the HTTP status is the fault's. */
  encodeError(fault: FaultView, requestId: string): JsonObject;
  /** What an in-stream error looks like, as ready SSE text; ends the stream. */
  encodeStreamError(fault: FaultView, requestId: string): string;
  /** A piece of stream that every client of the dialect ignores: holds the line through proxies that cut silence. */
  readonly keepAlive: string;
}

/** Whether the upstream that the request goes to cannot open this proof. */
export type IsForeign = (proof: string) => boolean;

export type WholeSeen = Pick<StreamSeen, "responseId" | "model" | "usage" | "sealed" | "proofs">;

/** Total and never throwing: what it does not understand it skips; a broken frame gives an `error` event. */
export interface StreamDecoder {
  /** `type` is the SSE event name, "" where the frame has none; `data` is the frame's data, JSON text or `[DONE]`. */
  decode(type: string, data: string): readonly StreamEvent[];
  /** The upstream's stream has ended: `finish` if the answer was whole, else an `error` (`upstream_stream_broken`, `upstream_empty`), or nothing where the end was told before. */
  end(): readonly StreamEvent[];
}

export interface StreamEncoderContext {
  readonly request: ExchangeTerms;
  /** Id of the answer where the upstream gave none. */
  readonly fallbackId: string;
  /** Epoch seconds. */
  readonly createdAt: number;
}

export interface StreamEncoder {
  /** SSE text for one event, "" where the dialect says nothing. */
  encode(event: StreamEvent): string;
}
