import { describe, expect, test } from "bun:test";

import fc from "fast-check";

import { editJson, type JsonEdits, type JsonText, readJsonText } from "./json-text.ts";

function read(text: string): JsonText {
  const result = readJsonText(Buffer.from(text));
  if (result.kind !== "ok") throw new Error(result.message);
  return result.text;
}

function edit(text: string, edits: JsonEdits): string {
  return Buffer.from(editJson(read(text), edits)).toString();
}

describe("reading", () => {
  test("gives top-level members without touching the rest", () => {
    const text = read('{ "model" : "gpt-5.5", "n":1e3, "input":[{"a":"\\"]}"}], "é":null }');
    expect(text.get("model")).toBe("gpt-5.5");
    expect(text.get("n")).toBe(1000);
    expect(text.get("input")).toEqual([{ a: '"]}' }]);
    expect(text.get("é")).toBeNull();
    expect(text.has("absent")).toBe(false);
    expect(text.get("absent")).toBeUndefined();
  });

  test("names are found by what they say, escaped or not; one with a broken escape is no other's", () => {
    const text = read('{"mod\\u0065l":1,"\\u006d2":2,"":3,"\\x":4,"\\"":5}');
    expect(["model", "m2", "", "x", '"'].map((name) => text.get(name))).toEqual([1, 2, 3, undefined, 5]);
  });

  test("the last of two equal names counts, as with JSON.parse", () => {
    expect(read('{"a":1,"a":2}').get("a")).toBe(2);
  });

  test("agrees with JSON.parse about every object", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const source = JSON.stringify(value);
        const text = read(source);
        const parsed = JSON.parse(source) as Record<string, unknown>;
        for (const name of Object.keys(parsed)) expect(text.get(name)).toEqual(parsed[name]);
      }),
    );
  });

  test("refuses what JSON.parse refuses, and says where", () => {
    const broken = [
      '{"a":1',
      '{"a":}',
      '{"a":1,}',
      '{"a":[1,]}',
      '{"a":[}',
      '{"a":{"b" 1}}',
      "{a:1}",
      '{"a":tru}',
      '{"a":01}',
      '{"a":"x',
      "[1]",
      "",
      "nope",
      '{"a":1} x',
      '{"a":[1}}',
    ];
    for (const source of broken) {
      const result = readJsonText(Buffer.from(source));
      expect({ source, kind: result.kind }).toEqual({ source, kind: "malformed" });
    }
    expect(readJsonText(Buffer.from('{"a":nope}'))).toEqual({ kind: "malformed", message: 'unexpected "n" at byte 5' });
  });

  test("accepts and refuses scalars, strings and white space as JSON.parse does", () => {
    const piece = fc.constantFrom(
      ...Array.from('-+.eE019tfn"\\ ,:[]{}'),
      "true",
      "false",
      "null",
      '\\"',
      "\\\\",
      "x".repeat(40),
    );
    const isJson = (source: string): boolean => {
      try {
        JSON.parse(source);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const source = `{"a":${pieces.join("")}}`;
        // Escapes are left to who reads the value.
        fc.pre(!/\\[^"\\]/.test(source));
        expect({ source, ok: readJsonText(Buffer.from(source)).kind === "ok" }).toEqual({ source, ok: isJson(source) });
      }),
      { numRuns: 5000 },
    );
  });

  test("a body of endless brackets is refused, not a crash", () => {
    const deep = `{"a":${"[".repeat(1_000_000)}`;
    expect(readJsonText(Buffer.from(deep)).kind).toBe("malformed");
  });
});

describe("editing", () => {
  test("sets in place, removes, adds, and keeps every other byte", () => {
    const before = '{"model":"a", "temperature":0.5, "input":[1,  2,9007199254740993], "store":true}';
    const after = edit(before, { remove: ["temperature", "absent"], set: { store: false, stream: true } });
    expect(after).toBe('{"model":"a","input":[1,  2,9007199254740993],"store":false,"stream":true}');
  });

  test("gives the same bytes where there is nothing to change", () => {
    const text = read('{"a":1}');
    expect(editJson(text, { remove: ["b"] })).toBe(text.bytes);
  });

  test("leaves one member where a name stood twice", () => {
    expect(edit('{"a":1,"b":2,"a":3}', { set: { a: 4 } })).toBe('{"a":4,"b":2}');
  });

  test("any edit gives what the same edit of the parsed object gives", () => {
    const names = fc.constantFrom("a", "b", "c", "d");
    fc.assert(
      fc.property(
        fc.dictionary(names, fc.jsonValue()),
        fc.array(names),
        fc.dictionary(names, fc.jsonValue()),
        (value, remove, set) => {
          const expected: Record<string, unknown> = {
            ...(JSON.parse(JSON.stringify(value)) as Record<string, unknown>),
          };
          for (const name of remove) if (!Object.hasOwn(set, name)) delete expected[name];
          Object.assign(expected, JSON.parse(JSON.stringify(set)));
          expect(JSON.parse(edit(JSON.stringify(value), { remove, set }))).toEqual(expected);
        },
      ),
    );
  });
});
