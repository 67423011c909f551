import { describe, expect, test } from "bun:test";

import { createRedaction, isSecretHeader, secretsInHeaders } from "./redaction.ts";

const redacted = createRedaction([]);

describe("a redacted text", () => {
  test("has no known secret in it, whatever stands around", () => {
    const hide = createRedaction(["tok-1", "token-123", "token-1234567"]);
    expect(hide("a token-1234567, token-123! (token-1)")).toBe("a [secret], [secret]! (token-1)");
  });

  test.each([
    ['{"api_key":"abc","model":"m"}', '{"api_key":"[secret]","model":"m"}'],
    ['{ "x-API-Key" : "a\\"b" }', '{ "x-API-Key" : "[secret]" }'],
    ['{"access_token":"a\\nb","max_tokens":5}', '{"access_token":"[secret]","max_tokens":5}'],
    [
      '{"arguments":"{\\"password\\":\\"abc\\",\\"a\\":1}"}',
      '{"arguments":"{\\"password\\":\\"[secret]\\",\\"a\\":1}"}',
    ],
    ['"{\\\\\\"secret\\\\\\": \\\\\\"a\\\\\\\\nb\\\\\\"}"', '"{\\\\\\"secret\\\\\\": \\\\\\"[secret]\\\\\\"}"'],
    ['{"client_secret":"cut off here', '{"client_secret":"[secret]'],
    ["POST https://a.example/v1?key=abc&alt=sse", "POST https://a.example/v1?key=[secret]&alt=sse"],
    ["use Bearer abc.def-123 please", "use Bearer [secret] please"],
    ["sk-proj-0123456789abcdef", "[secret]"],
    ["(eyJhbGciOiJI.eyJzdWIiOiIx.c2ln)", "([secret])"],
    ["ghp_0123456789012345678901", "[secret]"],
  ])("%s", (given, shown) => {
    expect(redacted(given)).toBe(shown);
  });

  test("keeps what is none", () => {
    const text =
      '{"max_tokens":100,"input":"the key to success: sk-ip a turn","token_ids":[1],"usage":{"total_tokens":5}}';
    expect(redacted(text)).toBe(text);
  });

  test("of a megabyte made to be slow is there all the same", () => {
    const hostile = ['"token', '\\"token\\":\\"', "eyJ", "?key=", "sk-", '"api_key":"', "Bearer "];
    // A pattern that looks at everything from everywhere would not come to its end within a test's time.
    for (const piece of hostile) expect(redacted(piece.repeat(1_000_000 / piece.length))).not.toBe("");
  });
});

describe("headers", () => {
  test("that let somebody in are secrets, those that tell of limits are not", () => {
    for (const name of ["Authorization", "x-api-key", "x-goog-api-key", "Cookie", "set-cookie", "x-amz-security-token"])
      expect([name, isSecretHeader(name)]).toEqual([name, true]);
    for (const name of ["anthropic-ratelimit-tokens-remaining", "content-type", "session_id"])
      expect([name, isSecretHeader(name)]).toEqual([name, false]);
  });

  test("give their secrets without what stands before them", () => {
    const headers = new Headers({
      authorization: "Bearer abc",
      "x-api-key": "def",
      cookie: "a=ghi; b=jkl",
      accept: "*",
    });
    expect(secretsInHeaders(headers).toSorted()).toEqual(["abc", "def", "ghi", "jkl"]);
  });
});
