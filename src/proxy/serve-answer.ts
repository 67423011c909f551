// From a committed answer to the client's bytes, and from its end to the record: whatever way it ends, it ends once.

import type { Dialect } from "../dialects/dialect.ts";
import { viewFault } from "../domain/faults.ts";
import { type Failure, failure } from "../domain/failure.ts";
import type { Clock } from "../domain/ports.ts";
import type { RequestEntry } from "../telemetry/recorder.ts";
import type { Attempted, Serving } from "./attempts.ts";
import { failureOf } from "./open-answer.ts";
import { faultOfFailure } from "./fault-of.ts";
import { createHeartbeat, SILENCE } from "./heartbeat.ts";
import type { ClientBytes } from "./lane.ts";
import { settleFailed, type SettleDeps, settleServed } from "./settle.ts";
import type { OpenedAnswer } from "./open-answer.ts";

export interface StreamAnswerInput {
  readonly dialect: Dialect;
  readonly entry: RequestEntry;
  readonly clock: Clock;
  readonly keepaliveMs: number;
  readonly settle: SettleDeps;
  readonly signal: AbortSignal;
}

/**
 * The client's stream, where an answer was committed to by its content. One generator, not one within another: delegating
 * costs each chunk several turns of the event loop.
 */
export async function* streamOpened(
  input: StreamAnswerInput,
  opened: Streaming,
  serving: Serving,
): AsyncGenerator<ClientBytes> {
  const { stream, body } = opened;
  const heartbeat = createHeartbeat(input.clock, input.keepaliveMs);
  const done = (why: Failure | null): void =>
    settleServed(input.settle, { entry: input.entry, serving, seen: stream.seen, failure: why });
  const stopGuard = guardAgainstLeaving(input, opened, done);
  try {
    input.entry.firstByte();
    settleIfEnded(opened, done);
    for (const piece of opened.head) yield piece;
    let pending: Promise<Uint8Array | null> | null = null;
    while (stream.phase === "content") {
      pending ??= body.next();
      const chunk: Uint8Array | null | typeof SILENCE = await heartbeat.next(pending);
      if (chunk === SILENCE) {
        if (stream.atBoundary) yield input.dialect.keepAlive;
        continue;
      }
      pending = null;
      const out = chunk === null ? stream.end() : stream.push(chunk);
      settleIfEnded(opened, done);
      if (out !== null) yield out;
      if (chunk === null) break;
    }
    const why = failureAtEnd(input, opened, serving);
    if (why !== null) {
      done(why);
      if (!stream.errorWasSent) yield* sayFailure(input, why);
    }
  } catch (thrown) {
    const why = failureOf(thrown);
    done(why);
    yield* sayFailure(input, why);
  } finally {
    heartbeat.stop();
    stopGuard();
    // Where the client stopped reading, nothing above has settled it.
    if (stream.phase !== "ended") body.discard();
    done(LEFT);
  }
}

/** The client's stream, where it was committed to by silence: keep-alives hold the line while the attempts go on. */
export async function* streamPending(
  input: StreamAnswerInput,
  attempting: Promise<Attempted>,
): AsyncGenerator<ClientBytes> {
  const heartbeat = createHeartbeat(input.clock, input.keepaliveMs);
  let attempted: Attempted | null = null;
  try {
    yield input.dialect.keepAlive;
    while (attempted === null) {
      const next: Attempted | typeof SILENCE = await heartbeat.next(attempting);
      if (next === SILENCE) yield input.dialect.keepAlive;
      else attempted = next;
    }
    if (attempted.kind === "failed") {
      settleFailed(input.entry, attempted.fault);
      yield input.dialect.encodeStreamError(viewFault(attempted.fault), input.entry.id);
      return;
    }
  } catch (thrown) {
    settleFailed(input.entry, thrown);
    yield input.dialect.encodeStreamError(viewFault(thrown), input.entry.id);
    return;
  } finally {
    heartbeat.stop();
    // Left while the attempts were still going on: they end by the signal and find nobody to answer.
    if (attempted === null) settleFailed(input.entry, faultOfFailure(LEFT));
  }
  const { opened, serving } = attempted;
  if (opened.kind === "streaming") yield* streamOpened(input, opened, serving);
}

type Streaming = Extract<OpenedAnswer, { kind: "streaming" }>;

const LEFT = failure("cancelled", "request_cancelled", "The client closed the connection");
const BROKEN = failure(
  "stream_broken",
  "upstream_stream_broken",
  "The upstream's stream ended before its answer was complete",
);

/** Before the last bytes go out: a client that has them may be gone before the next step here. */
function settleIfEnded({ stream, body }: Streaming, done: (why: null) => void): void {
  if (stream.phase !== "ended") return;
  done(null);
  body.release();
}

function* sayFailure(input: StreamAnswerInput, why: Failure): Generator<ClientBytes> {
  if (why.kind !== "cancelled") yield input.dialect.encodeStreamError(viewFault(faultOfFailure(why)), input.entry.id);
}

function failureAtEnd(input: StreamAnswerInput, { stream }: Streaming, serving: Serving): Failure | null {
  if (stream.phase === "ended") return null;
  if (stream.phase !== "failed" || stream.error === null) return BROKEN;
  return serving.provider.classifyStreamError({ ...stream.error, now: input.clock.now() });
}

/** A client that leaves while its stream is held back by its own slowness is noticed by the signal alone. */
function guardAgainstLeaving(input: StreamAnswerInput, opened: Streaming, done: (why: Failure) => void): () => void {
  const onAbort = (): void => {
    opened.body.discard();
    done(LEFT);
  };
  input.signal.addEventListener("abort", onAbort, { once: true });
  return () => input.signal.removeEventListener("abort", onAbort);
}
