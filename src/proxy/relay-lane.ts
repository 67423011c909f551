// Same dialect on both sides: bytes pass as they come while a tap reads along. Clients other than the vendor's own are
// spared the vendor's private events, and get a final event that is whole.

import type { Dialect } from "../dialects/dialect.ts";
import type { FrameKind, StreamTap } from "../dialects/stream-tap.ts";
import { Fault } from "../domain/faults.ts";
import { type JsonText, readJsonText } from "../exchange/json-text.ts";
import { createSseSplitter } from "../exchange/sse-frames.ts";
import type { ClientBytes, Lane, LaneStream, Phase, WholeAnswer } from "./lane.ts";

interface RelayInput extends RelayManner {
  readonly dialect: Dialect;
  readonly request: JsonText;
}

/** What the client understands and wants to hear. */
export interface RelayManner {
  /** The vendor's own client: not a byte is touched. */
  readonly native: boolean;
  /** The client asked for token counts in its stream. */
  readonly wantsUsage: boolean;
  /** The client hears of failures in every form; where false it is told again in the one it surely hears. */
  readonly hearsErrors?: boolean;
}

export function relayLane(input: RelayInput): Lane {
  const { dialect, request, native, wantsUsage, hearsErrors = false } = input;
  // A stream may last for minutes: it must not keep the request, which may be megabytes.
  const manner = { native, wantsUsage, hearsErrors };
  return {
    dialect: dialect.id,
    request,
    openStream: () => relayStream(manner, dialect.createTap()),
    readWhole: (body) => wholeOf(dialect, body),
  };
}

function wholeOf(dialect: Dialect, body: Uint8Array): WholeAnswer {
  const result = readJsonText(body);
  if (result.kind === "malformed") {
    throw new Fault("upstream_garbage", `The upstream's answer is not JSON: ${result.message}`);
  }
  const { responseId, model, usage, sealed, proofs } = dialect.readWhole(result.text);
  return { body, responseId, model, usage, sealed, proofs };
}

function relayStream(manner: Required<RelayManner>, tap: StreamTap): LaneStream {
  const splitter = createSseSplitter();
  const progress = createProgress(manner.hearsErrors);
  const take = manner.native ? passAll(tap, progress) : passPublic(manner, tap, progress);
  return {
    push(chunk) {
      const beganWhole = !splitter.holds();
      const frames = splitter.push(chunk);
      return take({ frames, chunk, isWhole: beganWhole && !splitter.holds() });
    },
    end() {
      const rest = splitter.rest();
      // A last frame without its blank line counts where the stream ends cleanly after it; its bytes may have passed.
      const out = rest.byteLength === 0 ? null : take({ frames: [rest], chunk: rest, isWhole: true });
      const closing = tap.atClose?.() ?? null;
      if (closing !== null) progress.advance(closing);
      return manner.native ? null : out;
    },
    get phase() {
      return progress.phase;
    },
    get isEmpty() {
      const output = tap.seen.whole?.["output"];
      return progress.phase === "ended" && !progress.hadContent && !(Array.isArray(output) && output.length > 0);
    },
    get atBoundary() {
      return !splitter.holds();
    },
    seen: tap.seen,
    get error() {
      return tap.seen.error;
    },
    get errorWasSent() {
      return progress.errorWasSent;
    },
    whole() {
      const { whole, responseId, model, usage, sealed, proofs } = tap.seen;
      return whole === null ? null : { body: JSON.stringify(whole), responseId, model, usage, sealed, proofs };
    },
  };
}

/** What the client gets for the frames that a chunk completes. */
type Take = (cut: CutChunk) => ClientBytes | null;

interface CutChunk {
  readonly frames: readonly Uint8Array[];
  readonly chunk: Uint8Array;
  /** The chunk is these frames and nothing else: none of them began before it, none goes on after it. */
  readonly isWhole: boolean;
}

function passAll(tap: StreamTap, progress: Progress): Take {
  return ({ frames, chunk }) => {
    for (const frame of frames) progress.advance(tap.look(frame));
    return chunk;
  };
}

function passPublic(manner: RelayManner, tap: StreamTap, progress: Progress): Take {
  const isPassed = (kind: FrameKind): boolean => {
    if (kind === "failed-unheard") return manner.hearsErrors === true;
    return kind !== "vendor" && (kind !== "usage" || manner.wantsUsage);
  };
  const takeOne = (frame: Uint8Array): ClientBytes | null => {
    const kind = tap.look(frame);
    progress.advance(kind);
    if (!isPassed(kind)) return null;
    return (kind === "end" ? tap.mendedEnd() : null) ?? frame;
  };
  return ({ frames, chunk, isWhole }) => {
    // The common chunk is one whole frame.
    if (frames.length === 1 && frames[0] === chunk) return takeOne(chunk);
    const kept: ClientBytes[] = [];
    let untouched = true;
    for (const frame of frames) {
      const out = takeOne(frame);
      if (out !== frame) untouched = false;
      if (out !== null) kept.push(out);
    }
    if (untouched && isWhole) return chunk;
    return kept.length === 0 ? null : joinBytes(kept);
  };
}

interface Progress {
  readonly phase: Phase;
  readonly hadContent: boolean;
  readonly errorWasSent: boolean;
  advance(kind: FrameKind): void;
}

function createProgress(hearsErrors: boolean): Progress {
  let phase: Phase = "preamble";
  let hadContent = false;
  let errorWasSent = false;
  return {
    get phase() {
      return phase;
    },
    get hadContent() {
      return hadContent;
    },
    get errorWasSent() {
      return errorWasSent;
    },
    advance(kind) {
      if (phase === "ended" || phase === "failed") return;
      if (kind === "content") {
        phase = "content";
        hadContent = true;
      } else if (kind === "end") {
        phase = "ended";
      } else if (kind === "failed" || kind === "failed-unheard") {
        phase = "failed";
        errorWasSent = kind === "failed" || hearsErrors;
      }
    },
  };
}

function joinBytes(parts: readonly ClientBytes[]): ClientBytes {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
}
