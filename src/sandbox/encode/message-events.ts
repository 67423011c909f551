// A message told as the events of Anthropic's Messages API: blocks one after the other, never interleaved.

import { errorType } from "../anthropic/errors.ts";
import { asText, type Json } from "../json.ts";
import { emptyMessage, ending, type MessageTelling } from "./message.ts";
import { namedFrame, type Problem, type Script, type WireEvent } from "./script.ts";
import { splitEvenly, splitWords } from "./split-text.ts";

/** The whole stream of a message. */
export function messageScript(telling: MessageTelling): Script {
  return { ...messageTail(), events: messageEvents(telling) };
}

/** What every script of the Messages API shares: a failure under way is one `error` event. */
export function messageTail(): Omit<Script, "events"> {
  const error = ({ code, message }: Problem): WireEvent =>
    messageEvent("error", { error: { type: errorType(code), message } });
  return { frame: namedFrame, failed: error, error };
}

/** An event; its name stands in it as its type. */
export function messageEvent(type: string, fields: Json): WireEvent {
  return { type, json: JSON.stringify({ type, ...fields }) };
}

/** The events before the first block. */
export function messageOpening({ frame, usage }: MessageTelling): readonly WireEvent[] {
  const message = { ...emptyMessage(frame), stop_reason: null, stop_sequence: null };
  return [
    messageEvent("message_start", { message: { ...message, usage: { ...usage, output_tokens: 1 } } }),
    messageEvent("ping", {}),
  ];
}

/** The events after the last block. */
export function messageClosing({ stopReason, usage }: MessageTelling): readonly WireEvent[] {
  return [messageEvent("message_delta", { delta: ending(stopReason), usage }), messageEvent("message_stop", {})];
}

function* messageEvents(telling: MessageTelling): Generator<WireEvent> {
  yield* messageOpening(telling);
  for (const [index, block] of telling.content.entries()) yield* blockEvents(index, block);
  yield* messageClosing(telling);
}

function* blockEvents(index: number, block: Json): Generator<WireEvent> {
  yield messageEvent("content_block_start", { index, content_block: begun(block) });
  for (const delta of deltas(block)) yield messageEvent("content_block_delta", { index, delta });
  yield messageEvent("content_block_stop", { index });
}

function deltas(block: Json): readonly Json[] {
  switch (block["type"]) {
    case "text":
      return splitWords(asText(block["text"]) ?? "").map((text) => ({ type: "text_delta", text }));
    case "thinking": {
      const words = splitWords(asText(block["thinking"]) ?? "");
      const signature = { type: "signature_delta", signature: block["signature"] };
      return [...words.map((thinking) => ({ type: "thinking_delta", thinking })), signature];
    }
    case "tool_use": {
      const input = JSON.stringify(block["input"]);
      // The first piece is always empty; that of a call without arguments is the only one.
      const pieces = input === "{}" ? [""] : ["", ...splitEvenly(input, 4)];
      return pieces.map((piece) => ({ type: "input_json_delta", partial_json: piece }));
    }
    default:
      return [];
  }
}

/** A block as it is when its first sign is given. */
function begun(block: Json): Json {
  switch (block["type"]) {
    case "text":
      return { type: "text", text: "" };
    case "thinking":
      return { type: "thinking", thinking: "", signature: "" };
    case "tool_use":
      return { ...block, input: {} };
    default:
      return block;
  }
}
