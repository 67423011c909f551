import { expect, test } from "bun:test";
import { gemini } from "../dialects/gemini/dialect.ts";
import { openaiChat } from "../dialects/openai-chat/dialect.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { parseObject } from "./read-exchange.ts";
import { relayLane } from "./relay-lane.ts";

const chunk = (finishReason?: string): Uint8Array =>
  Buffer.from(
    `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text: "hi" }] }, finishReason }] })}\r\n\r\n`,
  );

function phaseAtClose(dialect: Dialect, ...chunks: readonly Uint8Array[]): string {
  const request = parseObject(Buffer.from("{}"));
  const stream = relayLane({ dialect, request, native: false, wantsUsage: true }).openStream();
  for (const piece of chunks) stream.push(piece);
  stream.end();
  return stream.phase;
}

test("a dialect without a terminal frame ends with its stream, where the answer was whole", () => {
  expect(phaseAtClose(gemini, chunk(), chunk("STOP"))).toBe("ended");
});

test("a stream that closes in mid-answer has not ended", () => {
  expect(phaseAtClose(gemini, chunk())).toBe("content");
  const delta = Buffer.from('data: {"choices":[{"delta":{"content":"hi"},"finish_reason":"stop"}]}\n\n');
  expect(phaseAtClose(openaiChat, delta)).toBe("content");
});
