// The measured stream and the measured answer in the form of Chat Completions.

import type { Ids } from "../../domain/ports.ts";
import type { Json } from "../json.ts";
import { filler, type Measured } from "../model/measured.ts";
import type { Reply } from "../model/reply.ts";
import { CHAT_DONE, chatChunk, chatCompletion, type ChatFrame, chatTail, usageChunk } from "./chat-completion.ts";
import { tokensOf } from "./measured-response.ts";
import { DELTA_EVENT_BYTES, measuredScript, type Pace } from "./measured-stream.ts";
import { dataFrame, type Script } from "./script.ts";

/** The script of a `sandbox-stream-*` model. */
export function measuredChatScript(frame: ChatFrame, ask: Extract<Measured, { kind: "stream" }>, pace: Pace): Script {
  const overhead = dataFrame(chatChunk(frame, { content: "" }, null)).length;
  // Chunks carry no number: one serves for all.
  const delta = chatChunk(frame, { content: filler(Math.max(8, DELTA_EVENT_BYTES - overhead)) }, null);
  const stream = {
    ...ask,
    opening: [chatChunk(frame, { role: "assistant", content: "", refusal: null }, null)],
    delta: () => delta,
    closing: [chatChunk(frame, {}, "stop"), ...usageChunk(frame, tokensOf(ask.deltas)), CHAT_DONE],
  };
  return measuredScript(chatTail(), stream, pace);
}

/** A completion of about `bytes` bytes. */
export function measuredCompletion(frame: ChatFrame, bytes: number, ids: Ids): Json {
  const saying = (text: string): Reply => ({
    summary: null,
    says: { kind: "text", text },
    cutShort: false,
    tokens: tokensOf(bytes / 4),
  });
  const empty = JSON.stringify(chatCompletion(frame, saying(""), ids)).length;
  return chatCompletion(frame, saying(filler(bytes - empty)), ids);
}
