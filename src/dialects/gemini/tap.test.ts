import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { readJsonText } from "../../exchange/json-text.ts";
import { createSseSplitter } from "../../exchange/sse-frames.ts";
import { readWhole } from "./relay.ts";
import { geminiTap } from "./tap.ts";

function tapped(fixture: string) {
  const tap = geminiTap();
  const frames = createSseSplitter().push(readFileSync(new URL(`fixtures/${fixture}`, import.meta.url)));
  return { kinds: frames.map((frame) => tap.look(frame)), closing: tap.atClose?.(), seen: tap.seen };
}

test("an answer is whole when its stream closes after a finish reason, and never before", () => {
  const { kinds, closing, seen } = tapped("thinking-and-calls.sse");
  expect(kinds).toEqual(["content", "content", "content", "content", "preamble"]);
  expect(closing).toBe("end");
  expect(seen).toMatchObject({
    responseId: "q1Zfad-3Bq.Rz7IP",
    model: "gemini-2.5-pro",
    usage: { inputTokens: 125, outputTokens: 42 },
  });
});

test("counts after the finish reason are seen", () => {
  expect(tapped("late-usage.sse")).toMatchObject({
    kinds: ["content", "preamble", "usage"],
    closing: "end",
    seen: { usage: { outputTokens: 42 } },
  });
});

test("a stream that was cut is not whole", () => {
  expect(tapped("cut.sse").closing).toBeNull();
});

test("what was withheld or blocked is an answer", () => {
  expect(tapped("blocked.sse")).toMatchObject({ kinds: ["content"], closing: "end" });
  expect(tapped("withheld.sse")).toMatchObject({ kinds: ["content"], closing: "end" });
});

test("an error in mid-stream is told as Google told it", () => {
  expect(tapped("error-midway.sse")).toMatchObject({
    kinds: ["content", "failed"],
    seen: { error: { code: "UNAVAILABLE", status: 503, message: "The model is overloaded. Please try again later." } },
  });
});

test("a whole answer tells its usage, in Code Assist's envelope too", () => {
  const body = { responseId: "r", modelVersion: "m", candidates: [], usageMetadata: { promptTokenCount: 3 } };
  for (const answer of [body, { response: body, traceId: "t" }]) {
    const read = readJsonText(Buffer.from(JSON.stringify(answer)));
    if (read.kind !== "ok") throw new Error(read.message);
    expect(readWhole(read.text)).toMatchObject({ responseId: "r", model: "m", usage: { inputTokens: 3 } });
  }
});
