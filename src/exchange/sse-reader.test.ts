import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { createSseSplitter, readFrame } from "./sse-frames.ts";
import { createSseReader } from "./sse-reader.ts";

type Told = readonly [type: string, data: string];

/** What is told of `stream`, cut into chunks at `cuts`. */
function read(stream: Uint8Array, cuts: readonly number[] = []): readonly Told[] {
  const told: Told[] = [];
  const reader = createSseReader((type, data) => told.push([type, data]));
  let from = 0;
  for (const cut of [...cuts.map((at) => at % (stream.length + 1)).toSorted((a, b) => a - b), stream.length]) {
    reader.push(stream.subarray(from, cut));
    from = cut;
  }
  reader.end();
  return told;
}

/** The same by way of the frames' bytes. */
function readByFrames(stream: Uint8Array): readonly Told[] {
  const splitter = createSseSplitter();
  const frames = [...splitter.push(stream), splitter.rest()].map(readFrame);
  return frames.filter(({ data }) => data !== "").map(({ type, data }) => [type, data]);
}

describe("reading a stream of events as text", () => {
  test("a frame's type and data are told, comments and other fields are not", () => {
    const stream = Buffer.from(": hi\n\nevent: a\nid: 7\ndata: 1\ndata: 2\n\nevent: lost\n\ndata:3\r\n\r\ndata: last");
    expect(read(stream)).toEqual([
      ["a", "1\n2"],
      ["", "3"],
      ["", "last"],
    ]);
  });

  test("any bytes in any chunks are told as the frames of the whole stream are", () => {
    const piece = fc.constantFrom("\n", "\r\n", "\r", "data: x", "event: é", ":", "", "data: 😀", "\n\n", "\r\n\r\n");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(200), { maxLength: 40 }), (pieces, cuts) => {
        const stream = Buffer.from(pieces.join(""));
        expect(read(stream, cuts)).toEqual(readByFrames(stream));
      }),
      { numRuns: 1000 },
    );
  });

  test("a line of many chunks takes time in proportion to its size", () => {
    const told: number[] = [];
    const reader = createSseReader((_type, data) => told.push(data.length));
    const chunk = Buffer.from("0123456789abcdef");
    const count = 200_000;
    reader.push(Buffer.from("data: "));
    for (let index = 0; index < count; index += 1) reader.push(chunk);
    reader.push(Buffer.from("\n\n"));
    expect(told).toEqual([chunk.length * count]);
  });
});
