// The measured stream and the measured answer in the form of Anthropic's Messages API.

import type { Json } from "../json.ts";
import { filler, type Measured } from "../model/measured.ts";
import { tokensOf } from "./measured-response.ts";
import { DELTA_EVENT_BYTES, measuredScript, type Pace } from "./measured-stream.ts";
import { type MessageFrame, messageObject, type MessageTelling, messageUsage } from "./message.ts";
import { messageClosing, messageEvent, messageOpening, messageTail } from "./message-events.ts";
import { namedFrame, type Script, type WireEvent } from "./script.ts";

/** The script of a `sandbox-stream-*` model. */
export function measuredMessageScript(
  frame: MessageFrame,
  ask: Extract<Measured, { kind: "stream" }>,
  pace: Pace,
): Script {
  const telling = plain(frame, "", ask.deltas);
  const overhead = namedFrame(textDelta("")).length;
  // Deltas carry no number: one serves for all.
  const delta = textDelta(filler(Math.max(8, DELTA_EVENT_BYTES - overhead)));
  const block = { type: "text", text: "" };
  const stream = {
    ...ask,
    opening: [...messageOpening(telling), messageEvent("content_block_start", { index: 0, content_block: block })],
    delta: () => delta,
    closing: [messageEvent("content_block_stop", { index: 0 }), ...messageClosing(telling)],
  };
  return measuredScript(messageTail(), stream, pace);
}

/** A message of about `bytes` bytes. */
export function measuredMessage(frame: MessageFrame, bytes: number): Json {
  const empty = JSON.stringify(messageObject(plain(frame, "", bytes / 4))).length;
  return messageObject(plain(frame, filler(bytes - empty), bytes / 4));
}

function plain(frame: MessageFrame, text: string, outputTokens: number): MessageTelling {
  const usage = messageUsage(frame.request, tokensOf(Math.ceil(outputTokens)));
  return { frame, content: [{ type: "text", text }], stopReason: "end_turn", usage };
}

function textDelta(text: string): WireEvent {
  return messageEvent("content_block_delta", { index: 0, delta: { type: "text_delta", text } });
}
