// Reads along while a Messages stream passes: cheap for the many deltas, thorough for the few events that matter.

import { latin1Text } from "../../exchange/byte-text.ts";
import { frameData, frameType } from "../frame-type.ts";
import { isObject } from "../members.ts";
import { nothingSeen, type FrameKind, type StreamTap, type Telling } from "../stream-tap.ts";
import { readUpstreamError } from "./errors.ts";
import { decodeUsage, mergeUsage } from "./usage.ts";

export function messagesTap(): StreamTap {
  const seen = nothingSeen();
  let counts: unknown;
  const count = (told: unknown): void => {
    counts = mergeUsage(counts, told);
    seen.usage = decodeUsage(counts) ?? seen.usage;
  };
  return {
    seen,
    mendedEnd: () => null,
    look(frame) {
      switch (frameType(frame)) {
        case "":
        case "ping":
          return "noise";
        case "message_start":
          takeStart(seen, frame, count);
          return "preamble";
        case "content_block_start":
          return kindOfStart(frame);
        case "message_delta":
          count(frameData(frame)["usage"]);
          return "preamble";
        case "message_stop":
          return "end";
        case "error": {
          const { code, message, status } = readUpstreamError(frameData(frame));
          seen.error = { code, message, status, resetsAt: null };
          return "failed";
        }
        default:
          return "content";
      }
    },
  };
}

function takeStart(seen: Telling, frame: Uint8Array, count: (told: unknown) => void): void {
  const { message } = frameData(frame);
  if (!isObject(message)) return;
  if (typeof message["id"] === "string") seen.responseId = message["id"];
  if (typeof message["model"] === "string") seen.model = message["model"];
  count(message["usage"]);
}

const HEAD_BYTES = 200;

/** Blocks that are filled by deltas say nothing by opening; the others come whole. */
function kindOfStart(frame: Uint8Array): FrameKind {
  const isFilled = /"type": ?"(text|thinking|tool_use)"/.test(latin1Text(frame, 0, HEAD_BYTES));
  return isFilled ? "preamble" : "content";
}
