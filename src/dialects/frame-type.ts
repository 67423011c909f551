// The type of a frame that is only passing, without parsing it.

import { latin1Text } from "../exchange/byte-text.ts";
import { readFrame } from "../exchange/sse-frames.ts";
import type { JsonObject } from "./dialect.ts";
import { isObject } from "./members.ts";

const HEAD_BYTES = 160;
const EVENT = "event: ";
const LF = 0x0a;

/**
 * `frameType` for the frames of one stream. Nearly every frame is of the same type as the one before it: then its bytes are
 * compared in place, and no text is made of them.
 */
export function createFrameTypes(): (frame: Uint8Array) => string {
  let last = "";
  let lastLine = "";
  return (frame) => {
    if (lastLine !== "" && beginsWith(frame, lastLine)) return last;
    last = frameType(frame);
    lastLine = last === "" ? "" : `${EVENT}${last}\n`;
    return last;
  };
}

/** `line` is ASCII, or stands nowhere. */
function beginsWith(frame: Uint8Array, line: string): boolean {
  // From its end: types differ there, and the line break that ends it is the rarest of its bytes.
  if (frame[line.length - 1] !== LF) return false;
  for (let index = line.length - 2; index >= 0; index -= 1) {
    if (frame[index] !== line.charCodeAt(index)) return false;
  }
  return true;
}

/** It stands first, as `event:` or as the first member of `data:`; "" where the frame has none. Total. */
export function frameType(frame: Uint8Array): string {
  const head = latin1Text(frame, 0, HEAD_BYTES);
  if (head.startsWith("event:")) {
    const end = head.indexOf("\n");
    if (end > 0) return head.slice(6, end).trim();
  }
  const leading = /^data: ?\{"type": ?"([^"]+)"/.exec(head);
  if (leading?.[1] !== undefined) return leading[1];
  const { type, data } = readFrame(frame);
  if (type !== "") return type;
  const named = parseObject(data)["type"];
  return typeof named === "string" ? named : "";
}

/** The frame's data, {} where that is no JSON object. Total. */
export function frameData(frame: Uint8Array): JsonObject {
  return parseObject(readFrame(frame).data);
}

function parseObject(data: string): JsonObject {
  try {
    const value: unknown = JSON.parse(data);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
