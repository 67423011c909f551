// Some upstreams wrap each answer in an envelope of their own. Taken off here, the answer is its dialect's and nobody
// behind knows of it.

import { latin1Text } from "../exchange/byte-text.ts";
import { createSseSplitter, readFrame } from "../exchange/sse-frames.ts";
import { SILENCE } from "../domain/silence.ts";
import type { Envelope } from "../providers/provider.ts";
import type { AnswerBody, UpstreamAnswer } from "../wire/upstream-call.ts";

/** The answer without its envelope; refusals come as they are, they are the provider's to read. */
export function withoutEnvelope(answer: UpstreamAnswer, envelope: Envelope | undefined): UpstreamAnswer {
  if (envelope === undefined || answer.kind === "failed" || answer.status < 200 || answer.status > 299) return answer;
  const isStream = (answer.headers.get("content-type") ?? "").startsWith("text/event-stream");
  return { ...answer, body: isStream ? unwrappedStream(answer.body, envelope) : unwrappedWhole(answer.body, envelope) };
}

function unwrappedWhole(body: AnswerBody, envelope: Envelope): AnswerBody {
  return { ...body, rest: async () => envelope.unwrapWhole(await body.rest()) };
}

function unwrappedStream(body: AnswerBody, envelope: Envelope): AnswerBody {
  const splitter = createSseSplitter();
  let isOver = false;
  const unwrapped = (frames: readonly Uint8Array[]): Uint8Array =>
    Buffer.from(frames.map((frame) => unwrapFrame(frame, envelope)).join(""));
  const next: AnswerBody["next"] = async () => {
    for (;;) {
      if (isOver) return null;
      const chunk = await body.next();
      if (chunk === SILENCE) return chunk;
      isOver = chunk === null;
      const rest = splitter.rest;
      const out = unwrapped(chunk === null ? [rest()] : splitter.push(chunk));
      if (out.byteLength > 0) return out;
    }
  };
  const rest = async (): Promise<Uint8Array> => {
    const frames = [...splitter.push(await body.rest()), splitter.rest()];
    isOver = true;
    return unwrapped(frames);
  };
  return { ...body, next, rest };
}

/** Comments and empty frames pass as they are. */
function unwrapFrame(frame: Uint8Array, envelope: Envelope): string {
  const { type, data } = readFrame(frame);
  if (data === "") return latin1Text(frame, 0, frame.byteLength);
  return `${type === "" ? "" : `event: ${type}\n`}data: ${envelope.unwrapFrame(data)}\n\n`;
}
