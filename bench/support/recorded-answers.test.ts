import { expect, test } from "bun:test";

import { modelOf, piecesOf } from "./recorded-answers.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const texts = (pieces: readonly Uint8Array[]): readonly string[] =>
  pieces.map((piece) => new TextDecoder().decode(piece));

test("finds the model wherever it stands, with or without a space before it", () => {
  expect(modelOf(bytes('{"stream":true,"model":"sandbox-json-5000"}'))).toBe("sandbox-json-5000");
  expect(modelOf(bytes('{"model": "sandbox-json-5000", "input": "x"}'))).toBe("sandbox-json-5000");
  expect(modelOf(bytes("{}"))).toBe("");
});

test("a paced stream travels one event at a time, a fast one in pieces of many; no byte is lost", () => {
  const stream = Array.from({ length: 70 }, (_, index) => `data: ${index}\n\n`).join("");
  expect(piecesOf(stream, 20)).toHaveLength(70);
  expect(piecesOf(stream, 0)).toHaveLength(2);
  expect(texts(piecesOf(stream, 0)).join("")).toBe(stream);
});
