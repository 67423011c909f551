import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { framesOf } from "../../../test/laws/dialect-laws.ts";
import { createArrayStream } from "./array-stream.ts";

const bytes = readFileSync(new URL("fixtures/thinking-and-calls.sse", import.meta.url));
const chunks = framesOf(bytes.toString()).map(({ data }) => JSON.parse(data) as unknown);

test("the array holds every chunk, however the bytes are cut", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 })), (sizes) => {
      const stream = createArrayStream();
      let text = "";
      let from = 0;
      for (const size of sizes) {
        text += stream.push(bytes.subarray(from, from + size));
        from = Math.min(bytes.length, from + size);
      }
      text += stream.push(bytes.subarray(from)) + stream.end();
      expect(JSON.parse(text)).toEqual(chunks);
    }),
  );
});

test("an element is out as soon as it is whole, and a keep-alive is white space", () => {
  const stream = createArrayStream();
  expect(stream.push('data: {"a":1}\r\n\r\n')).toBe('[{"a":1}');
  expect(stream.push("\r\n\r\n").trim()).toBe("");
  expect(stream.push(": comment\n\n").trim()).toBe("");
  expect(stream.push('data: {"b"')).toBe("");
  expect(stream.push(":2}\n\n")).toBe(',\r\n{"b":2}');
  expect(stream.end()).toBe("]");
});

test("a last frame without its blank line counts; a stream of nothing is an empty array", () => {
  const stream = createArrayStream();
  stream.push('data: {"a":1}');
  expect(stream.end()).toBe('[{"a":1}]');
  expect(createArrayStream().end()).toBe("[]");
});
