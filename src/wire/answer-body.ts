// The bytes of an answer as they arrive, read on demand: what the client does not take is not taken from the upstream.

import { type Failure, failure } from "../domain/failure.ts";
import type { Clock } from "../domain/ports.ts";
import { WireFault } from "../domain/wire-fault.ts";
import { createSilenceWatch } from "./silence-watch.ts";
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
const BROKEN = failure("stream_broken", "connection_lost", "The connection to the upstream broke in mid-answer");
const NOTHING = new Uint8Array(0);

export function answerBody(input: AnswerBodyInput): AnswerBody {
  const { response, controller, clock, idleMs, reason, done } = input;
  let reader: Reader | null = null;
  let stalled: Failure | null = null;
  let ended = false;

  const watch = createSilenceWatch({
    clock,
    idleMs,
    onSilence() {
      stalled = failure("unreachable", "idle_timeout", `The upstream fell silent for ${idleMs / 1000} s in mid-answer`);
      controller.abort();
    },
  });
  const finish = (): void => {
    watch.stop();
    done();
  };
  const next = async (): Promise<Uint8Array | null> => {
    if (response.body === null || ended) return null;
    const from = (reader ??= response.body.getReader());
    watch.waiting();
    try {
      const { done: isLast, value } = await from.read();
      watch.heard();
      if (!isLast) return value;
      ended = true;
      finish();
      return null;
    } catch {
      finish();
      throw new WireFault(reason() ?? stalled ?? BROKEN);
    }
  };

  return {
    next,
    rest: () => gather(next),
    release() {
      if (response.body === null || ended) return finish();
      const cancelCut = clock.after(LINGER_MS, () => controller.abort());
      void skip(next).finally(cancelCut);
    },
    discard() {
      finish();
      controller.abort();
    },
  };
}

type Next = AnswerBody["next"];

async function gather(next: Next): Promise<Uint8Array> {
  const first = await next();
  if (first === null) return NOTHING;
  const chunks = [first];
  for (let chunk = await next(); chunk !== null; chunk = await next()) chunks.push(chunk);
  return chunks.length === 1 ? first : Buffer.concat(chunks);
}

async function skip(next: Next): Promise<void> {
  try {
    while ((await next()) !== null);
  } catch {
    // Cut off: nobody waits for the rest.
  }
}
