// Cuts a byte stream into server-sent event frames, whatever the chunks. WHATWG HTML, "Server-sent events".

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
  return {
    push(chunk) {
      // The common case by far: a chunk is one whole frame.
      if (held.length === 0 && isOneFrame(chunk)) return [chunk];
      const frames: Uint8Array[] = [];
      let from = 0;
      // A blank line may lie across two chunks: then the join is looked at together.
      if (held.length > 0 && (chunk[0] === LF || chunk[0] === CR)) {
        const joined = Buffer.concat([...held, chunk]);
        held = [];
        return this.push(joined);
      }
      for (let end = frameEnd(chunk, from); end > 0; end = frameEnd(chunk, from)) {
        const piece = chunk.subarray(from, end);
        frames.push(held.length === 0 ? piece : Buffer.concat([...held, piece]));
        held = [];
        from = end;
      }
      if (from < chunk.length) held.push(chunk.subarray(from));
      return frames;
    },
    holds: () => held.length > 0,
    rest() {
      const left = held.length === 0 ? EMPTY : Buffer.concat(held);
      held = [];
      return left;
    },
  };
}

/** Reads the fields of one frame. */
export function readFrame(bytes: Uint8Array): SseFrame {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
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
