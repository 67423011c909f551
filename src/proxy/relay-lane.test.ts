import { expect, test } from "bun:test";

import fc from "fast-check";

import { gemini } from "../dialects/gemini/dialect.ts";
import { openaiChat } from "../dialects/openai-chat/dialect.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { openaiResponses } from "../dialects/openai-responses/dialect.ts";
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

test("a client other than the vendor's own gets the same bytes, however the network cuts and joins them", () => {
  const frame = (type: string, more: object = {}): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
  const kinds = ["response.output_text.delta", "response.new.thing", "codex.rate_limits", "keepalive"];
  const frames = fc.array(
    fc.tuple(fc.constantFrom(...kinds), fc.string({ maxLength: 12 })).map(([type, delta]) => frame(type, { delta })),
    { maxLength: 12 },
  );
  const request = parseObject(Buffer.from("{}"));
  // At random, or in pieces as long as the frames are, each a little behind its frame.
  const cuts = fc.oneof(fc.array(fc.nat(60), { minLength: 1, maxLength: 40 }), fc.integer({ min: 0, max: 30 }));
  fc.assert(
    fc.property(frames, cuts, (told, cut) => {
      const sizes = typeof cut === "number" ? [cut, ...told.map((one) => Buffer.byteLength(one) - 1)] : cut;
      const bytes = Buffer.from(told.join(""));
      const stream = relayLane({ dialect: openaiResponses, request, native: false, wantsUsage: true }).openStream();
      const out: Uint8Array[] = [];
      const take = (piece: string | Uint8Array | null): void => void (piece !== null && out.push(Buffer.from(piece)));
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const size = (sizes[turn % sizes.length] ?? 0) + 1;
        take(stream.push(bytes.subarray(at, at + size)));
        at += size;
      }
      take(stream.end());
      const wanted = told.filter((one) => !/^event: (codex\.|keepalive)/.test(one));
      expect(Buffer.concat(out).toString()).toBe(wanted.join(""));
    }),
    { numRuns: 3000 },
  );
});
