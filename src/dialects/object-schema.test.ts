import { expect, test } from "bun:test";
import { objectSchema } from "./object-schema.ts";

test("an object that says so stays the very same", () => {
  const schema = { type: "object", properties: { a: { anyOf: [] } }, additionalProperties: false, $defs: {} };
  expect(objectSchema(schema)).toBe(schema);
});

test.each([
  ["nothing", undefined, { type: "object", properties: {} }],
  ["an empty schema", {}, { type: "object", properties: {} }],
  ["an object without properties", { type: "object" }, { type: "object", properties: {} }],
  ["a type that cannot be", { type: "string", description: "d" }, { type: "object", description: "d", properties: {} }],
  ["several types", { type: ["object", "null"], properties: { a: {} } }, { type: "object", properties: { a: {} } }],
  [
    "alternatives: any of the members, required what all of them require",
    {
      anyOf: [
        { properties: { a: { type: "string" }, b: {} }, required: ["a", "b"] },
        { properties: { b: {}, c: {} }, required: ["b"] },
      ],
      $defs: { x: {} },
    },
    { $defs: { x: {} }, type: "object", properties: { a: { type: "string" }, b: {}, c: {} }, required: ["b"] },
  ],
  [
    "all of several: all of the members, required what any of them requires",
    {
      type: "object",
      properties: { z: {} },
      required: ["z"],
      allOf: [{ properties: { a: {} }, required: ["a"] }, true],
    },
    { type: "object", properties: { a: {}, z: {} }, required: ["z", "a"] },
  ],
  [
    "words that no object can have",
    { type: "object", properties: {}, enum: [1], not: {} },
    { type: "object", properties: {} },
  ],
])("%s", (_, schema, plain) => {
  expect(objectSchema(schema)).toEqual(plain);
});
