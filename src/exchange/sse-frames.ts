// Cuts a byte stream into server-sent event frames, whatever the chunks. WHATWG HTML, "Server-sent events"; lines end
// in LF or CR LF (a lone CR, which the standard allows as well, has not been seen from any upstream and ends none here).

import { utf8Text } from "./byte-text.ts";

export interface SseFrame {
  /** The bytes with the blank line that ends them. */
  readonly bytes: Uint8Array;
  /** The `event:` field, "" where absent. */
  readonly type: string;
  /** The `data:` lines, joined; "" where there are none (a comment). */
  readonly data: string;
}

export interface SseSplitter {
  /** The frames that this chunk completes. */
  push(chunk: Uint8Array): readonly Uint8Array[];
  /** True while part of a frame is held back for its rest. */
  holds(): boolean;
  /** What is left without its blank line; empties the splitter. */
  rest(): Uint8Array;
}

const LF = 0x0a;
const CR = 0x0d;
const EMPTY = new Uint8Array(0);

export function createSseSplitter(): SseSplitter {
  /** Pieces of a frame whose end has not come. */
  let held: Uint8Array[] = [];
  /** The last two bytes held, -1 where there are none: a blank line may lie across chunks. */
  let last = -1;
  let lastButOne = -1;

  const hold = (piece: Uint8Array): void => {
    held.push(piece);
    lastButOne = piece.length > 1 ? (piece.at(-2) ?? -1) : last;
    last = piece.at(-1) ?? -1;
  };
  const takeHeld = (piece: Uint8Array): Uint8Array => {
    const whole = held.length === 0 ? piece : Buffer.concat([...held, piece]);
    held = [];
    last = lastButOne = -1;
    return whole;
  };
  /** Index in the chunk after a blank line that began in what is held, 0 where none did. */
  const endAcross = (chunk: Uint8Array): number => {
    if (last === LF && chunk[0] === LF) return 1;
    if (last === LF && chunk[0] === CR && chunk[1] === LF) return 2;
    return last === CR && lastButOne === LF && chunk[0] === LF ? 1 : 0;
  };

  return {
    push(chunk) {
      // The common case by far: a chunk is one whole frame.
      if (held.length === 0 && isOneFrame(chunk)) return [chunk];
      const frames: Uint8Array[] = [];
      let from = 0;
      for (let end = endAcross(chunk) || frameEnd(chunk, 0); end > 0; end = frameEnd(chunk, from)) {
        frames.push(takeHeld(chunk.subarray(from, end)));
        from = end;
      }
      if (from < chunk.length) hold(from === 0 ? chunk : chunk.subarray(from));
      return frames;
    },
    holds: () => held.length > 0,
    rest: () => takeHeld(EMPTY),
  };
}

/** Reads the fields of one frame. */
export function readFrame(bytes: Uint8Array): SseFrame {
  const text = utf8Text(bytes);
  let type = "";
  let data: string | null = null;
  let from = 0;
  while (from < text.length) {
    let end = text.indexOf("\n", from);
    if (end < 0) end = text.length;
    const lineEnd = end > from && text.charCodeAt(end - 1) === CR ? end - 1 : end;
    if (text.startsWith("data:", from)) {
      const value = text.slice(text.charCodeAt(from + 5) === 0x20 ? from + 6 : from + 5, lineEnd);
      data = data === null ? value : `${data}\n${value}`;
    } else if (text.startsWith("event:", from)) {
      type = text.slice(from + 6, lineEnd).trim();
    }
    from = end + 1;
  }
  return { bytes, type, data: data ?? "" };
}

function isOneFrame(chunk: Uint8Array): boolean {
  const { length } = chunk;
  return length > 2 && chunk[length - 1] === LF && chunk[length - 2] === LF && frameEnd(chunk, 0) === length;
}

/** Index after the first blank line at or after `from`, 0 where there is none. */
function frameEnd(chunk: Uint8Array, from: number): number {
  for (let at = chunk.indexOf(LF, from); at >= 0; at = chunk.indexOf(LF, at + 1)) {
    const next = chunk[at + 1];
    if (next === LF) return at + 2;
    if (next === CR && chunk[at + 2] === LF) return at + 3;
  }
  return 0;
}
