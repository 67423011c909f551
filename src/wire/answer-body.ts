// The bytes of an answer as they arrive, read on demand: what the client does not take is not taken from the upstream.

import { type Failure, failure } from "../domain/failure.ts";
import type { Clock } from "../domain/ports.ts";
import { SILENCE, type Silence } from "../domain/silence.ts";
import { WireFault } from "../domain/wire-fault.ts";
import { createSilenceWatch } from "./silence-watch.ts";
import type { AnswerBody } from "./upstream-call.ts";

export interface AnswerBodyInput {
  readonly response: Response;
  readonly clock: Clock;
  readonly idleMs: number;
  /** Infinity: a reader is never told of silence. */
  readonly quietMs: number;
  /** Closes the connection. */
  abort(): void;
  /** Why the call was aborted, where it was. */
  reason(): Failure | null;
  /** Called once when nothing more will be read. */
  done(): void;
}

/** An upstream that has said all closes its stream at once; one that does not is closed by us. */
const LINGER_MS = 1000;
/** An answer that says it is no longer than this is taken in one piece. */
const ONE_PIECE_BYTES = 1024 * 1024;
const BROKEN = failure("stream_broken", "connection_lost", "The connection to the upstream broke in mid-answer");
const NOTHING = new Uint8Array(0);

export function answerBody(input: AnswerBodyInput): AnswerBody {
  const { response, clock, idleMs, abort } = input;
  let stalled: Failure | null = null;
  const mailbox = createMailbox();
  const watch = createSilenceWatch({
    clock,
    idleMs,
    quietMs: input.quietMs,
    onQuiet: () => mailbox.tellSilence(),
    onSilence() {
      stalled = failure("unreachable", "idle_timeout", `The upstream fell silent for ${idleMs / 1000} s in mid-answer`);
      abort();
    },
  });
  const finish = (): void => {
    watch.stop();
    input.done();
  };
  const broken = (): WireFault => {
    finish();
    return new WireFault(input.reason() ?? stalled ?? BROKEN);
  };
  const chunks = createChunkReader(response, mailbox, { watch, finish, broken });

  return {
    next: chunks.next,
    async rest() {
      const isShort = Number(response.headers.get("content-length") ?? Number.NaN) <= ONE_PIECE_BYTES;
      if (!isShort || chunks.isBegun) return gather(chunks.next);
      watch.waiting();
      const bytes = await response.bytes().catch(() => Promise.reject(broken()));
      finish();
      return bytes;
    },
    release() {
      if (chunks.isEnded) return finish();
      const cancelCut = clock.after(LINGER_MS, () => abort());
      void skip(chunks.next).finally(cancelCut);
    },
    discard() {
      finish();
      abort();
    },
  };
}

interface ChunkReader {
  readonly isBegun: boolean;
  readonly isEnded: boolean;
  next(): Promise<Chunk>;
}

type Chunk = Uint8Array | null | Silence;

interface ReaderHooks {
  readonly watch: ReturnType<typeof createSilenceWatch>;
  finish(): void;
  broken(): WireFault;
}

/** Runs once a chunk: no closure is made and no promise awaited beyond the one read and the one handed out. */
function createChunkReader(response: Response, mailbox: Mailbox, { watch, finish, broken }: ReaderHooks): ChunkReader {
  let reader: Pick<ReadableStreamDefaultReader<Uint8Array>, "read"> | null = null;
  let isReading = false;
  let isEnded = response.body === null;
  const onRead = ({ done, value }: { readonly done: boolean; readonly value?: Uint8Array | undefined }): void => {
    isReading = false;
    watch.heard();
    if (done) {
      isEnded = true;
      finish();
    }
    mailbox.put(done ? null : (value ?? NOTHING));
  };
  const onBroken = (): void => {
    isReading = false;
    isEnded = true;
    mailbox.fail(broken());
  };
  return {
    get isBegun() {
      return reader !== null;
    },
    get isEnded() {
      return isEnded;
    },
    next() {
      if (response.body === null) return Promise.resolve(null);
      if (!isReading && !isEnded && mailbox.isEmpty) {
        isReading = true;
        reader ??= response.body.getReader();
        reader.read().then(onRead, onBroken);
      }
      if (isReading) watch.waiting();
      return mailbox.take();
    },
  };
}

/** Hands one thing at a time from who has it to who waits for it. At its end it goes on giving null, or failing. */
interface Mailbox {
  readonly isEmpty: boolean;
  put(chunk: Uint8Array | null): void;
  fail(fault: WireFault): void;
  /** Only to one who waits. */
  tellSilence(): void;
  take(): Promise<Chunk>;
}

function createMailbox(): Mailbox {
  let resolve: ((chunk: Chunk) => void) | null = null;
  let reject: ((fault: WireFault) => void) | null = null;
  /** Came while nobody waited, as it does after a silence. */
  let waiting: Uint8Array | null = null;
  let ended: WireFault | "cleanly" | null = null;
  const give = (chunk: Chunk): boolean => {
    if (resolve === null) return false;
    const waiter = resolve;
    resolve = reject = null;
    waiter(chunk);
    return true;
  };
  const executor = (onChunk: (chunk: Chunk) => void, onFault: (fault: WireFault) => void): void => {
    resolve = onChunk;
    reject = onFault;
  };
  return {
    get isEmpty() {
      return waiting === null;
    },
    put(chunk) {
      if (chunk === null) ended = "cleanly";
      if (!give(chunk)) waiting = chunk;
    },
    fail(fault) {
      ended = fault;
      reject?.(fault);
      resolve = reject = null;
    },
    tellSilence: () => void give(SILENCE),
    take() {
      if (waiting !== null) {
        const chunk = waiting;
        waiting = null;
        return Promise.resolve(chunk);
      }
      if (resolve !== null) return Promise.reject(new Error("two readers of one answer"));
      if (ended === null) return new Promise(executor);
      return ended === "cleanly" ? Promise.resolve(null) : Promise.reject(ended);
    },
  };
}

async function gather(next: AnswerBody["next"]): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let chunk = await next(); chunk !== null; chunk = await next()) if (chunk !== SILENCE) chunks.push(chunk);
  const [only = NOTHING] = chunks;
  return chunks.length <= 1 ? only : Buffer.concat(chunks);
}

async function skip(next: AnswerBody["next"]): Promise<void> {
  try {
    while ((await next()) !== null);
  } catch {
    // Cut off: nobody waits for the rest.
  }
}
