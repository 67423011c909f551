// The bytes of an answer as they arrive, read on demand: what the client does not take is not taken from the upstream.

import { type Failure, failure } from "../domain/failure.ts";
import type { Cancel, Clock } from "../domain/ports.ts";
import { WireFault } from "../domain/wire-fault.ts";
import type { AnswerBody } from "./upstream-call.ts";

interface AnswerBodyInput {
  readonly response: Response;
  readonly controller: AbortController;
  readonly clock: Clock;
  readonly idleMs: number;
  /** Why the call was aborted, where it was. */
  reason(): Failure | null;
  /** Called once when nothing more will be read. */
  done(): void;
}

type Reader = Pick<ReadableStreamDefaultReader<Uint8Array>, "read">;

/** An upstream that has said all closes its stream at once; one that does not is closed by us. */
const LINGER_MS = 1000;
const NOTHING = new Uint8Array(0);

export function answerBody(input: AnswerBodyInput): AnswerBody {
  const { response, controller, clock, idleMs, reason, done } = input;
  let reader: Reader | null = null;
  let stalled: Failure | null = null;
  let waitingSince = 0;
  let ended = false;
  let cancelTimer: Cancel | null = null;

  // One timer a stream, not one a chunk: when it fires it looks how long the present wait has lasted.
  const look = (): void => {
    const left = waitingSince === 0 ? idleMs : waitingSince + idleMs - clock.now();
    if (left > 0) {
      cancelTimer = clock.after(left, look);
      return;
    }
    stalled = failure("unreachable", "idle_timeout", `The upstream fell silent for ${idleMs / 1000} s in mid-answer`);
    controller.abort();
  };
  const finish = (): void => {
    cancelTimer?.();
    cancelTimer = null;
    done();
  };
  const broken = (): WireFault => {
    finish();
    return new WireFault(
      reason() ??
        stalled ??
        failure("stream_broken", "connection_lost", "The connection to the upstream broke in mid-answer"),
    );
  };
  const wait = (): void => {
    waitingSince = clock.now();
    cancelTimer ??= clock.after(idleMs, look);
  };

  return {
    async next() {
      if (response.body === null) return null;
      const from = (reader ??= response.body.getReader());
      wait();
      try {
        const { done: isLast, value } = await from.read();
        waitingSince = 0;
        if (!isLast) return value;
        ended = true;
        finish();
        return null;
      } catch {
        throw broken();
      }
    },
    async rest() {
      if (response.body === null) return NOTHING;
      wait();
      try {
        const bytes = reader === null ? await response.bytes() : await drain(reader);
        ended = true;
        finish();
        return bytes;
      } catch {
        throw broken();
      }
    },
    release() {
      if (response.body === null || ended) return finish();
      const from = (reader ??= response.body.getReader());
      const cancelCut = clock.after(LINGER_MS, () => controller.abort());
      void drain(from).then(cancelCut, cancelCut).finally(finish);
    },
    discard() {
      finish();
      controller.abort();
    },
  };
}

async function drain(reader: Reader): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    chunks.push(value);
  }
}
