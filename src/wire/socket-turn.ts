// One turn over a WebSocket, read like any other streamed answer: a frame becomes a server-sent event, the last one ends
// the body.

import { type Failure, failure } from "../domain/failure.ts";
import type { Cancel, Clock } from "../domain/ports.ts";
import { SILENCE, type Silence } from "../domain/silence.ts";
import { WireFault } from "../domain/wire-fault.ts";
import type { AnswerBody } from "./upstream-call.ts";

export interface SocketTurn {
  take(frame: string): void;
  fail(why: Failure): void;
  readonly body: AnswerBody;
}

export interface TurnOptions {
  readonly firstByteMs: number;
  readonly idleMs: number;
  /** Silence after which a reader is told that nothing came; absent: never. */
  readonly quietMs?: number;
  /** True for the frame that ends a turn. */
  isLast(frame: string): boolean;
}

/** An upstream that runs this far ahead of a slow client is cut off. */
const MOST_QUEUED_BYTES = 32 * 1024 * 1024;

export function createSocketTurn(options: TurnOptions, clock: Clock, closeSocket: () => void): SocketTurn {
  const frames = createFrameQueue();
  let ended = false;
  let broken: Failure | null = null;
  let heard = false;
  let wake: (() => void) | null = null;
  let cancel: Cancel | null = null;

  const notify = (): void => {
    cancel?.();
    cancel = null;
    wake?.();
    wake = null;
  };
  const fail = (why: Failure): void => {
    if (ended || broken !== null) return;
    broken = why;
    notify();
  };
  const breakOff = (why: Failure): void => {
    fail(why);
    closeSocket();
  };
  /** How long the present wait has lasted; what is told of silence on the way does not end it. */
  let waitedMs = 0;
  const waitForFrame = (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    wake = resolve;
    const limitMs = heard ? options.idleMs : options.firstByteMs;
    const stepMs = Math.min(limitMs - waitedMs, options.quietMs ?? limitMs);
    cancel = clock.after(stepMs, () => {
      waitedMs += stepMs;
      if (waitedMs < limitMs) return notify();
      breakOff(heard ? idleTimeout(limitMs) : firstByteTimeout(limitMs));
    });
    return promise;
  };
  const next = async (): Promise<Uint8Array | null | Silence> => {
    if (frames.isEmpty && broken === null && !ended) await waitForFrame();
    if (!frames.isEmpty) {
      waitedMs = 0;
      return Buffer.from(`data: ${frames.shift()}\n\n`);
    }
    if (broken !== null) throw new WireFault(broken);
    return ended ? null : SILENCE;
  };
  // A turn can not be called off in mid-air: its late frames would be taken for the next turn's.
  const abandon = (): void => (ended ? undefined : breakOff(CANCELLED));

  return {
    take(frame) {
      if (ended || broken !== null) return;
      heard = true;
      frames.push(frame);
      ended = options.isLast(frame);
      notify();
      if (!ended && frames.queuedBytes > MOST_QUEUED_BYTES) breakOff(CLIENT_TOO_SLOW);
    },
    fail,
    // Released after its last frame, a turn leaves the socket to the next one.
    body: { next, rest: () => gather(next), release: abandon, discard: abandon },
  };
}

interface FrameQueue {
  readonly isEmpty: boolean;
  /** In UTF-16 units, which is near enough. */
  readonly queuedBytes: number;
  push(frame: string): void;
  shift(): string;
}

function createFrameQueue(): FrameQueue {
  const queue: string[] = [];
  let queuedBytes = 0;
  return {
    get isEmpty() {
      return queue.length === 0;
    },
    get queuedBytes() {
      return queuedBytes;
    },
    push(frame) {
      queue.push(frame);
      queuedBytes += frame.length;
    },
    shift() {
      const frame = queue.shift() ?? "";
      queuedBytes -= frame.length;
      return frame;
    },
  };
}

async function gather(next: AnswerBody["next"]): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let chunk = await next(); chunk !== null; chunk = await next()) if (chunk !== SILENCE) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const CANCELLED = failure("cancelled", "request_cancelled", "The client closed the connection");
const CLIENT_TOO_SLOW = failure("stream_broken", "client_too_slow", "The client reads slower than the upstream sends");

function firstByteTimeout(ms: number): Failure {
  return failure("unreachable", "first_byte_timeout", `The upstream did not begin to answer within ${ms / 1000} s`);
}

function idleTimeout(ms: number): Failure {
  return failure("unreachable", "idle_timeout", `The upstream fell silent for ${ms / 1000} s in mid-answer`);
}
