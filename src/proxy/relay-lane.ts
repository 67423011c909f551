// Same dialect on both sides: bytes pass as they come while a tap reads along. Clients other than the vendor's own are
// spared the vendor's private events, and get a final event that is whole.

import type { Dialect } from "../dialects/dialect.ts";
import type { FrameKind, StreamTap } from "../dialects/stream-tap.ts";
import { Fault } from "../domain/faults.ts";
import { type JsonText, readJsonText } from "../exchange/json-text.ts";
import { createSseSplitter } from "../exchange/sse-frames.ts";
import type { ClientBytes, Lane, LaneStream, Phase, WholeAnswer } from "./lane.ts";

interface RelayInput {
  readonly dialect: Dialect;
  readonly request: JsonText;
  /** The vendor's own client: not a byte is touched. */
  readonly native: boolean;
  /** The client asked for token counts in its stream. */
  readonly wantsUsage: boolean;
  /** The client hears of failures in every form; where false it is told again in the one it surely hears. */
  readonly hearsErrors?: boolean;
}

export function relayLane(input: RelayInput): Lane {
  const { dialect, request } = input;
  return {
    dialect: dialect.id,
    request,
    openStream: () => relayStream(input, dialect.createTap()),
    readWhole: (body) => wholeOf(dialect, body),
  };
}

function wholeOf(dialect: Dialect, body: Uint8Array): WholeAnswer {
  const result = readJsonText(body);
  if (result.kind === "malformed")
    throw new Fault("upstream_garbage", `The upstream's answer is not JSON: ${result.message}`);
  return { body, ...dialect.readWhole(result.text) };
}

function relayStream(input: RelayInput, tap: StreamTap): LaneStream {
  const { native, wantsUsage, hearsErrors = false } = input;
  const splitter = createSseSplitter();
  let phase: Phase = "preamble";
  let errorWasSent = false;
  let hadContent = false;

  const advance = (kind: FrameKind): void => {
    if (phase === "ended" || phase === "failed") return;
    if (kind === "content") {
      phase = "content";
      hadContent = true;
    }
    if (kind === "end") phase = "ended";
    else if (kind === "failed" || kind === "failed-unheard") phase = "failed";
    if (kind === "failed" || (kind === "failed-unheard" && hearsErrors)) errorWasSent = true;
  };
  const isPassed = (kind: FrameKind): boolean =>
    kind !== "vendor" && (kind !== "failed-unheard" || hearsErrors) && (kind !== "usage" || wantsUsage);

  const take = (frames: readonly Uint8Array[], chunk: Uint8Array): ClientBytes | null => {
    const kept: ClientBytes[] = [];
    let untouched = true;
    let size = 0;
    for (const frame of frames) {
      const kind = tap.look(frame);
      advance(kind);
      if (native) continue;
      const mended = kind === "end" ? tap.mendedEnd() : null;
      if (mended !== null || !isPassed(kind)) untouched = false;
      if (isPassed(kind)) kept.push(mended ?? frame);
      size += frame.byteLength;
    }
    // Frames that lie whole within the chunk and all pass are the chunk itself.
    if (native || (untouched && size === chunk.byteLength)) return chunk;
    return kept.length === 0 ? null : joinBytes(kept);
  };

  return {
    push: (chunk) => take(splitter.push(chunk), chunk),
    end() {
      const rest = splitter.rest();
      if (rest.byteLength === 0) return null;
      // A last frame without its blank line counts where the stream ends cleanly after it.
      const out = take([rest], rest);
      return native ? null : out;
    },
    get phase() {
      return phase;
    },
    get isEmpty() {
      const output = tap.seen.whole?.["output"];
      return phase === "ended" && !hadContent && !(Array.isArray(output) && output.length > 0);
    },
    get atBoundary() {
      return !splitter.holds();
    },
    seen: tap.seen,
    get error() {
      return tap.seen.error;
    },
    get errorWasSent() {
      return errorWasSent;
    },
    whole() {
      const { whole, responseId, model, usage } = tap.seen;
      return whole === null ? null : { body: JSON.stringify(whole), responseId, model, usage };
    },
  };
}

export function joinBytes(parts: readonly ClientBytes[]): ClientBytes {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
}
