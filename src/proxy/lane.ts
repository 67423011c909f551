// The way an answer takes from the upstream to the client. Two lanes answer: relay (same dialect on both sides) and
// translate. Both turn upstream bytes into client bytes and say how far the answer has come.

import type { DialectId } from "../dialects/dialect.ts";
import type { StreamSeen, ToldError } from "../dialects/stream-tap.ts";
import type { Usage } from "../domain/usage.ts";
import type { JsonText } from "../exchange/json-text.ts";

export interface Lane {
  readonly dialect: DialectId;
  /** The request in the upstream's dialect. */
  readonly request: JsonText;
  /** For one attempt's stream. */
  openStream(): LaneStream;
  /** For one attempt's whole answer. Throws Fault `upstream_garbage`. */
  readWhole(body: Uint8Array): WholeAnswer;
}

/** How far an answer has come. */
export type Phase = "preamble" | "content" | "ended" | "failed";

export interface LaneStream {
  /** What the client gets for this chunk; null for nothing. */
  push(chunk: Uint8Array): ClientBytes | null;
  /** The upstream has ended its stream. What the client still gets. */
  end(): ClientBytes | null;
  readonly phase: Phase;
  /** The answer ended with nothing in it. */
  readonly isEmpty: boolean;
  /** True where a keep-alive may be written now: not within a frame. */
  readonly atBoundary: boolean;
  readonly seen: Pick<StreamSeen, "responseId" | "model" | "usage" | "vendorEvents" | "sealed" | "proofs">;
  /** Where `phase` is `failed`. */
  readonly error: ToldError | null;
  /** True once the client has been told of the failure in a way it hears. */
  readonly errorWasSent: boolean;
  /** The answer for a client that does not stream; null until `ended`, or where nothing was in it. */
  whole(): WholeAnswer | null;
}

export type ClientBytes = Uint8Array | string;

export interface WholeAnswer {
  readonly body: ClientBytes;
  readonly responseId: string | null;
  readonly model: string | null;
  readonly usage: Usage | null;
  readonly sealed: StreamSeen["sealed"];
  readonly proofs: StreamSeen["proofs"];
}
