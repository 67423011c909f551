import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { createSseSplitter, readFrame } from "./sse-frames.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (chunk: Uint8Array): string => Buffer.from(chunk).toString();

/** The frames of `stream`, cut into chunks at `cuts`, with what is left at the end. */
function split(stream: Uint8Array, cuts: readonly number[] = []): readonly string[] {
  const splitter = createSseSplitter();
  const frames: string[] = [];
  let from = 0;
  for (const cut of [...cuts.map((at) => at % (stream.length + 1)).toSorted((a, b) => a - b), stream.length]) {
    for (const frame of splitter.push(stream.subarray(from, cut))) frames.push(text(frame));
    from = cut;
  }
  expect(splitter.holds()).toBe(frames.join("").length < text(stream).length);
  return [...frames, text(splitter.rest())];
}

describe("cutting a stream into frames", () => {
  test("a chunk that is one frame is passed on as it is, without a copy", () => {
    const chunk = bytes('event: a\ndata: {"x":1}\n\n');
    expect(createSseSplitter().push(chunk)[0]).toBe(chunk);
  });

  test("lines may end in LF or CR LF, or in both by turns", () => {
    expect(split(bytes("data: 1\n\ndata: 2\r\n\r\ndata: 3\n\r\ndata: 4\r\n\ndata: 5"))).toEqual([
      "data: 1\n\n",
      "data: 2\r\n\r\n",
      "data: 3\n\r\n",
      "data: 4\r\n\n",
      "data: 5",
    ]);
  });

  test("any chunking gives the same frames, and not a byte is lost", () => {
    const piece = fc.constantFrom("\n", "\r\n", "\r", "data: x", "event: é", ":", "", "data: 😀", "\n\n", "\r\n\r\n");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(200), { maxLength: 40 }), (pieces, cuts) => {
        const stream = bytes(pieces.join(""));
        const whole = split(stream);
        expect(Buffer.from(whole.join("")).equals(stream)).toBe(true);
        // Cuts may lie within a character: bytes are compared, not texts.
        const splitter = createSseSplitter();
        const frames: Uint8Array[] = [];
        let from = 0;
        for (const cut of [...cuts.map((at) => at % (stream.length + 1)).toSorted((a, b) => a - b), stream.length]) {
          frames.push(...splitter.push(stream.subarray(from, cut)));
          from = cut;
        }
        expect([...frames.map(text), text(splitter.rest())]).toEqual([...whole]);
      }),
      { numRuns: 1000 },
    );
  });

  test("a frame of many chunks takes time in proportion to its size, whatever the chunks begin with", () => {
    const splitter = createSseSplitter();
    const chunk = bytes("\ndata: 0123456789abcdef");
    const count = 200_000;
    for (let index = 0; index < count; index += 1) expect(splitter.push(chunk)).toHaveLength(0);
    expect(splitter.push(bytes("\n\n"))[0]).toHaveLength(chunk.length * count + 2);
  });
});

describe("reading a frame", () => {
  test.each([
    ["data: a\n\n", "", "a"],
    ["data:a\n\n", "", "a"],
    ["data:  a\n\n", "", " a"],
    ["event: e\ndata: a\n\n", "e", "a"],
    ["event:e\r\ndata: a\r\n\r\n", "e", "a"],
    ["data: a\ndata: b\n\n", "", "a\nb"],
    ["data:\ndata: b\n\n", "", "\nb"],
    [": keep-alive\n\n", "", ""],
    ["id: 7\nretry: 9\ndata: a\n\n", "", "a"],
    ["data: a", "", "a"],
    ["", "", ""],
  ])("%j", (frame, type, data) => expect(readFrame(bytes(frame))).toMatchObject({ type, data }));

  test("any bytes are read without a throw", () => {
    fc.assert(fc.property(fc.uint8Array(), (frame) => void readFrame(frame)));
  });
});
