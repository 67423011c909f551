import { describe, expect, test } from "bun:test";

import fc from "fast-check";

import { unwrapFrameData } from "../../dialects/gemini/code-assist.ts";
import { readJsonText } from "../../exchange/json-text.ts";
import { codeAssistEnvelope, countBody, wrapped } from "./google-code-assist.ts";

function textOf(json: string) {
  const result = readJsonText(Buffer.from(json));
  if (result.kind !== "ok") throw new Error(result.message);
  return result.text;
}
const { unwrapFrame, unwrapWhole } = codeAssistEnvelope;

describe("the envelope", () => {
  test.each([
    ['{"response":{"a":"}\\"{"},"traceId":"t"}', '{"a":"}\\"{"}'],
    [
      '{ "response" : {"a": {"b": 12345678901234567890}} ,"remainingCredits":{"x":1}}',
      '{"a": {"b": 12345678901234567890}}',
    ],
    ['{"traceId":"t","response":{"a":1}}', '{"a":1}'],
    ['{"response":{"a":"\\\\"}}', '{"a":"\\\\"}'],
    ['{"error":{"code":429,"message":"response"}}', '{"error":{"code":429,"message":"response"}}'],
    ['{"candidates":[],"response":{}}', '{"candidates":[],"response":{}}'],
    ['{"response":{"a":', '{"response":{"a":'],
    ['{"response":{"a":"\\"}', '{"response":{"a":"\\"}'],
    ['{"response":null}', '{"response":null}'],
    ["", ""],
  ])("%s", (data, inner) => {
    expect(unwrapFrame(data)).toBe(inner);
    expect(Buffer.from(unwrapWhole(Buffer.from(data))).toString()).toBe(inner);
  });

  test("is taken off as a parser would take it off, whatever is inside", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (response, traceId) => {
        const data = JSON.stringify({ response, traceId });
        expect(unwrapFrame(data)).toBe(unwrapFrameData(data));
      }),
    );
  });

  test("any text passes, never thrown over", () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.string().map((text) => `{"response":{${text}`),
    );
    fc.assert(fc.property(anything, (text) => expect(typeof unwrapFrame(text)).toBe("string")));
  });

  test("what has none is the very same bytes", () => {
    const bytes = Buffer.from('{"candidates":[]}');
    expect(unwrapWhole(bytes)).toBe(bytes);
  });
});

describe("a request", () => {
  test("stands in the envelope byte for byte, without what the envelope says", () => {
    const request = textOf('{ "contents": [1e400 ] }');
    const sent = Buffer.from(wrapped({ model: "m", project: "p" }, request)).toString();
    expect(sent).toBe('{"model":"m","project":"p","request":{ "contents": [1e400 ] }}');
    const named = textOf('{"model":"x","contents": [],"stream":true,"a":1}');
    const edited = Buffer.from(wrapped({ model: "m" }, named, { remove: ["a"], set: { b: 2 } })).toString();
    expect(JSON.parse(edited)).toEqual({ model: "m", request: { contents: [], b: 2 } });
  });

  test("that counts holds the contents alone", () => {
    const body = (json: string) => JSON.parse(countBody("models/m", textOf(json)));
    expect(body('{"contents":[1],"tools":[]}')).toEqual({ request: { model: "models/m", contents: [1] } });
    expect(body('{"generateContentRequest":{"contents":[2],"tools":[]}}')).toEqual({
      request: { model: "models/m", contents: [2] },
    });
    expect(body("{}")).toEqual({ request: { model: "models/m", contents: [] } });
  });
});
