// Finds the end of an HTTP/1.1 answer in bytes as they come, at the least cost: the generator must not be what bounds a run.

const HEAD_END = Buffer.from("\r\n\r\n");
/** What ends a chunked body, with the line break of the chunk before it or of the head. */
const LAST_CHUNK = "\r\n0\r\n\r\n";
const EVENT = Buffer.from("data: ");

export interface AnswerReader {
  /** True once the answer is whole. Bytes beyond its end are a fault of the program measured: it throws. */
  feed(bytes: Buffer): boolean;
  /** 0 until the head is there. */
  status(): number;
  /** Bytes so far, head included. */
  bytes(): number;
  /** Server-sent events so far, by their `data:` lines. */
  events(): number;
  /** Whether the program wants the connection closed after this answer. */
  closes(): boolean;
  /** The first kilobytes, to show what went wrong. */
  start(): string;
}

/** For one answer to a POST. A body without a length lasts as long as its chunks. */
export function createAnswerReader({ countsEvents }: { readonly countsEvents: boolean }): AnswerReader {
  let head: Head | null = null;
  let early: Buffer = Buffer.alloc(0);
  let received = 0;
  let events = 0;
  let tail = "";
  let shown = "";

  const takeHead = (bytes: Buffer): boolean => {
    early = early.length === 0 ? bytes : Buffer.concat([early, bytes]);
    const end = early.indexOf(HEAD_END);
    if (end === -1) return false;
    head = parseHead(early.toString("latin1", 0, end));
    received = early.length - end - HEAD_END.length;
    tail = "\r\n";
    return takeBody(head, early.subarray(end + HEAD_END.length));
  };
  const takeBody = ({ length }: Head, bytes: Buffer): boolean => {
    if (countsEvents) events += occurrences(bytes, EVENT);
    if (length === null) {
      tail = (tail + bytes.toString("latin1", Math.max(0, bytes.length - LAST_CHUNK.length))).slice(-LAST_CHUNK.length);
      return tail === LAST_CHUNK;
    }
    if (received > length) throw new Error(`an answer of ${length} bytes went on for ${received}`);
    return received === length;
  };

  return {
    feed(bytes) {
      if (shown.length < 2000) shown += bytes.toString("latin1", 0, 2000);
      if (head === null) return takeHead(bytes);
      received += bytes.length;
      return takeBody(head, bytes);
    },
    status: () => head?.status ?? 0,
    bytes: () => received,
    events: () => events,
    closes: () => head?.closes ?? true,
    start: () => shown,
  };
}

interface Head {
  readonly status: number;
  /** Null: chunked. */
  readonly length: number | null;
  readonly closes: boolean;
}

function parseHead(text: string): Head {
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  if (length === undefined && !/\r\ntransfer-encoding: *chunked/i.test(text)) {
    throw new Error(`an answer with neither length nor chunks: ${text.slice(0, 500)}`);
  }
  return {
    status: Number(text.slice(9, 12)),
    length: length === undefined ? null : Number(length),
    closes: /\r\nconnection: *close/i.test(text),
  };
}

function occurrences(bytes: Buffer, of: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(of); at !== -1; at = bytes.indexOf(of, at + of.length)) count += 1;
  return count;
}
