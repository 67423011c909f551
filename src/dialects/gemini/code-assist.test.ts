import { expect, test } from "bun:test";
import {
  unwrapAnswer,
  unwrapFrameData,
  unwrapRequest,
  wrapAnswer,
  wrapAntigravityRequest,
  wrapRequest,
} from "./code-assist.ts";

const body = { contents: [], safetySettings: [] };

test("a request survives gemini-cli's envelope", () => {
  const asked = { model: "gemini-3-pro", project: "p", userPromptId: "u", sessionId: "s", request: body };
  const wrapped = wrapRequest(asked);
  expect(wrapped).toEqual({
    model: "gemini-3-pro",
    project: "p",
    user_prompt_id: "u",
    request: { ...body, session_id: "s" },
  });
  expect(unwrapRequest(wrapped)).toEqual(asked);
});

test("what the URL says stays out of the inner body, and what is not known out of the envelope", () => {
  expect(wrapRequest({ model: "m", request: { model: "x", stream: true, contents: [] } })).toStrictEqual({
    model: "m",
    request: { contents: [] },
  });
});

test("Antigravity's envelope takes no safety settings", () => {
  const asked = { model: "m", project: "p", requestId: "agent-1", requestType: "agent", sessionId: "s" } as const;
  expect(wrapAntigravityRequest({ ...asked, request: body })).toStrictEqual({
    model: "m",
    project: "p",
    requestId: "agent-1",
    requestType: "agent",
    userAgent: "antigravity",
    request: { contents: [], sessionId: "s" },
  });
});

test("a body without the envelope is none", () => {
  expect(unwrapRequest(body)).toBeNull();
});

test("answers lose and get their envelope; errors never had one", () => {
  const answer = { candidates: [], responseId: "r" };
  const error = { error: { code: 429 } };
  expect(wrapAnswer(answer, "t")).toEqual({ response: answer, traceId: "t" });
  expect(unwrapAnswer(wrapAnswer(answer, "t"))).toBe(answer);
  expect(unwrapAnswer(answer)).toBe(answer);
  expect(wrapAnswer(error)).toBe(error);
  expect(unwrapFrameData(JSON.stringify({ response: answer }))).toBe(JSON.stringify(answer));
  expect(unwrapFrameData(JSON.stringify(error))).toBe(JSON.stringify(error));
  expect(unwrapFrameData("{nope")).toBe("{nope");
});
