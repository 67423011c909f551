// From a committed answer to the client's bytes, and from its end to the record: whatever way it ends, it ends once.

import type { Dialect } from "../dialects/dialect.ts";
import { viewFault } from "../domain/faults.ts";
import { type Failure, failure } from "../domain/failure.ts";
import type { Clock } from "../domain/ports.ts";
import { SILENCE, type Silence } from "../domain/silence.ts";
import { WireFault } from "../domain/wire-fault.ts";
import type { RequestEntry } from "../telemetry/recorder.ts";
import type { AnswerBody } from "../wire/upstream-call.ts";
import type { Attempted, Serving } from "./attempts.ts";
import { failureOf } from "./open-answer.ts";
import { faultOfFailure } from "./fault-of.ts";
import { createHeartbeat } from "./heartbeat.ts";
import type { ClientBytes } from "./lane.ts";
import { settleFailed, type SettleDeps, settleServed } from "./settle.ts";
import type { OpenedAnswer } from "./open-answer.ts";

export interface StreamAnswerInput {
  readonly dialect: Dialect;
  readonly entry: RequestEntry;
  readonly clock: Clock;
  readonly quietMs: number;
  readonly settle: SettleDeps;
  readonly signal: AbortSignal;
}

/**
 * The client's stream, where an answer was committed to by its content. An iterator of its own making, not a generator:
 * a chunk's way through an async generator costs the runtime a sixth more (measured with Bun 1.4.5).
 */
export function streamOpened(
  input: StreamAnswerInput,
  opened: Streaming,
  serving: Serving,
): AsyncIterableIterator<ClientBytes> {
  const { stream, body } = opened;
  const { transcript } = input.entry;
  /** What the client gets next. */
  const pieces: ClientBytes[] = [];
  let isOver = false;
  const say = (piece: ClientBytes): void => {
    transcript?.told(piece);
    pieces.push(piece);
  };

  /** The end, whatever brought it. Told before the last bytes go out: a client that has them may be gone at once. */
  const end = (why: Failure | null): void => {
    if (isOver) return;
    isOver = true;
    input.signal.removeEventListener("abort", leave);
    if (stream.phase === "ended") body.release();
    else body.discard();
    settleServed(input.settle, { entry: input.entry, serving, seen: stream.seen, failure: why });
  };
  const fail = (why: Failure): void => {
    end(why);
    if (why.kind === "cancelled" || stream.errorWasSent) return;
    say(input.dialect.encodeStreamError(viewFault(faultOfFailure(why)), input.entry.id));
  };
  // A client that leaves while its stream is held back by its own slowness is noticed by the signal alone.
  const leave = (): void => end(LEFT);
  const take = (chunk: Uint8Array | null | Silence): void => {
    if (chunk === SILENCE) {
      if (stream.atBoundary) say(input.dialect.keepAlive);
      return;
    }
    const out = chunk === null ? stream.end() : stream.push(chunk);
    if (out !== null) say(out);
    if (stream.phase === "ended") end(null);
    else if (chunk === null || stream.phase === "failed") fail(failureTold(input, stream, serving));
  };

  input.signal.addEventListener("abort", leave, { once: true });
  input.entry.firstByte();
  for (const piece of opened.head) say(piece);
  if (stream.phase === "ended") end(null);
  const takeSafely = (chunk: Uint8Array | null | Silence): void => {
    try {
      take(chunk);
    } catch (thrown) {
      broken(thrown);
    }
  };
  const broken = (thrown: unknown): void => {
    // A defect of ours ends the stream like a break of theirs; failureOf throws it on.
    if (!(thrown instanceof WireFault)) end(BROKEN);
    fail(failureOf(thrown));
  };
  return inOrder({ pieces, isOver: () => isOver, next: body.next, take: takeSafely, broken, leave });
}

interface PieceSource {
  /** Ready to go out. */
  readonly pieces: ClientBytes[];
  /** Nothing more will come. */
  isOver(): boolean;
  next: AnswerBody["next"];
  /** Brings more pieces, or none yet, or the end; so does `broken`, where nothing more can be read. */
  take(chunk: Uint8Array | null | Silence): void;
  broken(thrown: unknown): void;
  leave(): void;
}

type Answer = Promise<IteratorResult<ClientBytes>> | IteratorResult<ClientBytes>;

/** Asked again before it has answered, a generator keeps the order by itself; an iterator of one's own is kept to it. */
function inOrder({ pieces, isOver, next, take, broken, leave }: PieceSource): AsyncIterableIterator<ClientBytes> {
  let inLine = 0;
  let last: Promise<unknown> = Promise.resolve();
  // What is taken is answered with in the same step: a promise between the two costs a chunk a twentieth.
  const onChunk = (chunk: Uint8Array | null | Silence): Answer => {
    take(chunk);
    return answer();
  };
  const onBroken = (thrown: unknown): Answer => {
    broken(thrown);
    return answer();
  };
  const answer = (): Answer => {
    const value = pieces.shift();
    if (value === undefined && !isOver()) return next().then(onChunk, onBroken);
    inLine -= 1;
    return value === undefined ? { done: true, value } : { done: false, value };
  };
  return {
    next() {
      const turn = inLine === 0 ? Promise.resolve(answer()) : last.then(answer, answer);
      inLine += 1;
      last = turn;
      return turn;
    },
    return() {
      leave();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** The client's stream, where it was committed to by silence: keep-alives hold the line while the attempts go on. */
export async function* streamPending(
  input: StreamAnswerInput,
  attempting: Promise<Attempted>,
): AsyncGenerator<ClientBytes> {
  const heartbeat = createHeartbeat(input.clock, input.quietMs);
  let attempted: Attempted | null = null;
  try {
    yield input.dialect.keepAlive;
    while (attempted === null) {
      const next: Attempted | Silence = await heartbeat.next(attempting);
      if (next === SILENCE) yield input.dialect.keepAlive;
      else attempted = next;
    }
    if (attempted.kind === "failed") {
      yield failPending(input, attempted.fault);
      return;
    }
  } catch (thrown) {
    yield failPending(input, thrown);
    return;
  } finally {
    heartbeat.stop();
    // Left while the attempts were still going on: they end by the signal and find nobody to answer.
    if (attempted === null) settleFailed(input.entry, faultOfFailure(LEFT));
  }
  const { opened, serving } = attempted;
  if (opened.kind === "streaming") yield* streamOpened(input, opened, serving);
}

function failPending({ entry, dialect }: StreamAnswerInput, thrown: unknown): ClientBytes {
  settleFailed(entry, thrown);
  const told = dialect.encodeStreamError(viewFault(thrown), entry.id);
  entry.transcript?.told(told);
  return told;
}

type Streaming = Extract<OpenedAnswer, { kind: "streaming" }>;

const LEFT = failure("cancelled", "request_cancelled", "The client closed the connection");
const BROKEN = failure(
  "stream_broken",
  "upstream_stream_broken",
  "The upstream's stream ended before its answer was complete",
);

function failureTold(input: StreamAnswerInput, stream: Streaming["stream"], serving: Serving): Failure {
  if (stream.phase !== "failed" || stream.error === null) return BROKEN;
  const { provider, model } = serving.target;
  return provider.classifyStreamError({ ...stream.error, model, now: input.clock.now() });
}
