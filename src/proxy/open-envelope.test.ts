import { describe, expect, test } from "bun:test";

import { SILENCE } from "../domain/silence.ts";
import type { Envelope } from "../providers/provider.ts";
import type { AnswerBody, UpstreamAnswer } from "../wire/upstream-call.ts";
import { withoutEnvelope } from "./open-envelope.ts";

const ENVELOPE: Envelope = {
  unwrapFrame: (data) => JSON.stringify((JSON.parse(data) as { response: unknown }).response),
  unwrapWhole: (body) =>
    Buffer.from(JSON.stringify((JSON.parse(Buffer.from(body).toString()) as { response: unknown }).response)),
};
const WRAPPED = 'data: {"response":{"a":"é1"}}\n\n: hello\n\ndata: {"response":{"a":2}}\r\n\r\n';
const BARE = 'data: {"a":"é1"}\n\n: hello\n\ndata: {"a":2}\n\n';

function answerOf(chunks: readonly (Uint8Array | typeof SILENCE)[], type: string, status = 200): UpstreamAnswer {
  const left = [...chunks];
  const bytes = (): Uint8Array => Buffer.concat(left.splice(0).flatMap((chunk) => (chunk === SILENCE ? [] : [chunk])));
  const body: AnswerBody = {
    next: () => Promise.resolve(left.shift() ?? null),
    rest: () => Promise.resolve(bytes()),
    release: () => undefined,
    discard: () => undefined,
  };
  return { kind: "answered", status, headers: new Headers({ "content-type": type }), body };
}

async function drain(answer: UpstreamAnswer): Promise<readonly string[]> {
  if (answer.kind === "failed") throw new Error("failed");
  const out: string[] = [];
  for (let chunk = await answer.body.next(); chunk !== null; chunk = await answer.body.next())
    out.push(chunk === SILENCE ? "silence" : Buffer.from(chunk).toString());
  return out;
}

describe("an answer in an envelope", () => {
  test("is read without it, however the network cuts it", async () => {
    for (let size = 1; size < WRAPPED.length; size += 1) {
      const bytes = Buffer.from(WRAPPED);
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      const out = await drain(withoutEnvelope(answerOf(chunks, "text/event-stream"), ENVELOPE));
      expect(out.join("")).toBe(BARE);
    }
  });

  test("keeps its silences, and a last frame without its blank line", async () => {
    const chunks = [SILENCE, Buffer.from('data: {"response":{"a":1}}')] as const;
    expect(await drain(withoutEnvelope(answerOf(chunks, "text/event-stream"), ENVELOPE))).toEqual([
      "silence",
      'data: {"a":1}\n\n',
    ]);
  });

  test("is unwrapped whole where it is whole", async () => {
    const answer = withoutEnvelope(answerOf([Buffer.from('{"response":{"a":1}}')], "application/json"), ENVELOPE);
    expect(answer.kind === "answered" && Buffer.from(await answer.body.rest()).toString()).toBe('{"a":1}');
  });

  test("that is a refusal is left to the provider", async () => {
    const refusal = answerOf([Buffer.from("no")], "application/json", 429);
    expect(withoutEnvelope(refusal, ENVELOPE)).toBe(refusal);
    expect(withoutEnvelope(refusal, undefined)).toBe(refusal);
  });
});
