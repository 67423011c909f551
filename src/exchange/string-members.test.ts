import { expect, test } from "bun:test";
import fc from "fast-check";
import { stringMembers } from "./string-members.ts";

const found = (json: string, ...names: readonly string[]): readonly string[] => [
  ...stringMembers(Buffer.from(json), names),
];

test("members are found wherever they stand, in order, whatever the white space", () => {
  const json = `{"a":"1","b":[{"a" :\n"2"},{"c":{"a":"3"}}],"d":{"x":"4"}}`;
  expect(found(json, "a")).toEqual(["1", "2", "3"]);
  expect(found(json, "x", "a")).toEqual(["4", "1", "2", "3"]);
  expect(found(json, "none")).toEqual([]);
});

test("what is no string, is empty, or is only spoken of is none", () => {
  expect(found(`{"a":1,"b":["a"],"c":{"a":{"a":null}},"d":"a","a":""}`, "a")).toEqual([]);
  expect(found(JSON.stringify({ text: `{"a":"spoken of"}`, more: [`"a":"b"`] }), "a")).toEqual([]);
});

test("any value comes out as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string(), (value, other) => {
      const json = JSON.stringify([{ other, a: value, z: other }, { a: "last" }]);
      expect(found(json, "a")).toEqual(value === "" ? ["last"] : [value, "last"]);
      expect(found(`{"a":"${value.replaceAll(/[^a-z]/g, "")}\\/\\u003d"}`, "a")).toEqual([
        `${value.replaceAll(/[^a-z]/g, "")}/=`,
      ]);
    }),
    { numRuns: 300 },
  );
});

test("what is no JSON is read without an exception", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(found(`"a":"${text}`, "a").length).toBeLessThan(2 + text.length);
      expect(found(`"a":${text}`, "a").length).toBeLessThan(2 + text.length);
    }),
  );
});
