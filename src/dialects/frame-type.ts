// The type of a frame that is only passing, without parsing it.

import { latin1Text } from "../exchange/byte-text.ts";
import { readFrame } from "../exchange/sse-frames.ts";
import type { JsonObject } from "./dialect.ts";
import { isObject } from "./members.ts";

const HEAD_BYTES = 160;

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
