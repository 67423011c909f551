// Streams of a given length and pace for benchmarks: pieces are glued from ready-made text, nothing is stringified twice.

import type { Clock } from "../../domain/ports.ts";
import type { Script, WireEvent } from "./script.ts";
import { nextTurn, pause } from "../serve/waiting.ts";

export interface MeasuredStream {
  readonly opening: readonly WireEvent[];
  /** The delta of the given index, from 0. */
  delta(index: number): WireEvent;
  readonly closing: readonly WireEvent[];
  readonly deltas: number;
  /** 0: as fast as backpressure allows. */
  readonly everyMs: number;
}

export interface Pace {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** About as many bytes as one text delta of the real upstream has on the wire. */
export const DELTA_EVENT_BYTES = 200;

/** Without a pace, events travel in pieces of about 13 kB, as a network would gather them. */
const EVENTS_A_PIECE = 64;

/** A script of the stream. */
export function measuredScript(tail: Omit<Script, "events">, stream: MeasuredStream, pace: Pace): Script {
  return {
    ...tail,
    events: pacedEvents(stream, pace),
    pieces: () => (stream.everyMs === 0 ? gathered(tail, stream) : framed(tail, pacedEvents(stream, pace))),
  };
}

async function* pacedEvents(stream: MeasuredStream, { clock, signal }: Pace): AsyncGenerator<WireEvent> {
  yield* stream.opening;
  // Reckoned from the start, so that late timers do not add up.
  const startedAt = clock.now();
  for (let index = 0; index < stream.deltas && !signal.aborted; index += 1) {
    if (stream.everyMs > 0) await pause(clock, startedAt + (index + 1) * stream.everyMs - clock.now(), signal);
    yield stream.delta(index);
  }
  yield* stream.closing;
}

async function* framed(tail: Omit<Script, "events">, events: AsyncIterable<WireEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    yield tail.frame(event);
    if (event.type === "response.created") await nextTurn();
  }
}

async function* gathered(tail: Omit<Script, "events">, stream: MeasuredStream): AsyncGenerator<string> {
  yield stream.opening.map((event) => tail.frame(event)).join("");
  await nextTurn();
  for (let index = 0; index < stream.deltas;) {
    const end = Math.min(stream.deltas, index + EVENTS_A_PIECE);
    let piece = "";
    for (; index < end; index += 1) piece += tail.frame(stream.delta(index));
    yield piece;
  }
  yield stream.closing.map((event) => tail.frame(event)).join("");
}
