import { describe, expect, test } from "bun:test";

import { createAnswerReader } from "./answer-reader.ts";

const CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\n";

function read(pieces: readonly string[]) {
  const reader = createAnswerReader({ countsEvents: true });
  const ends = pieces.map((piece) => reader.feed(Buffer.from(piece)));
  return { reader, ends };
}

describe("an answer with a length", () => {
  test("ends with its last byte, wherever it is cut", () => {
    const text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    for (let cut = 1; cut < text.length; cut += 1) {
      const { ends, reader } = read([text.slice(0, cut), text.slice(cut)]);
      expect(ends).toEqual([false, true]);
      expect(reader.bytes()).toBe(5);
      expect(reader.status()).toBe(200);
    }
  });

  test("that goes on is refused", () => {
    expect(() => read(["HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhello"])).toThrow("of 2 bytes went on for 5");
  });
});

describe("an answer in chunks", () => {
  const text = `${CHUNKED}d\r\ndata: {"a":0}\n\r\n8\r\ndata: 0\n\r\n0\r\n\r\n`;

  test("ends with the empty chunk, wherever it is cut", () => {
    for (let cut = 1; cut < text.length; cut += 1)
      expect(read([text.slice(0, cut), text.slice(cut)]).ends).toEqual([false, true]);
  });

  test("counts its events", () => {
    expect(read([text]).reader.events()).toBe(2);
  });

  test("may be empty", () => {
    expect(read([`${CHUNKED}0\r\n\r\n`]).ends).toEqual([true]);
  });
});

test("an answer whose end nobody could tell is refused", () => {
  expect(() => read(["HTTP/1.1 200 OK\r\n\r\nhello"])).toThrow("neither length nor chunks");
});

test("says whether the connection may be used again", () => {
  expect(read(["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]).reader.closes()).toBe(false);
  expect(read(["HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"]).reader.closes()).toBe(true);
});
