// Reads along while a Messages stream passes: cheap for the many deltas, thorough for the few events that matter.

import { latin1Text, mentionsAscii } from "../../exchange/byte-text.ts";
import type { JsonObject } from "../dialect.ts";
import { createFrameTypes, frameData } from "../frame-type.ts";
import { isObject } from "../members.ts";
import { nothingSeen, type FrameKind, type StreamTap, type Telling } from "../stream-tap.ts";
import { readUpstreamError } from "./errors.ts";
import { decodeUsage, mergeUsage } from "./usage.ts";

export function messagesTap(): StreamTap {
  const proofs = createProofs();
  const seen = nothingSeen({ proofs: proofs.told });
  let counts: unknown;
  const count = (told: unknown): void => {
    counts = mergeUsage(counts, told);
    seen.usage = decodeUsage(counts) ?? seen.usage;
  };
  const frameType = createFrameTypes();
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
          return kindOfStart(frame, proofs);
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
          if (mentionsAscii(frame, '"signature_delta"')) proofs.add(frameData(frame));
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
function kindOfStart(frame: Uint8Array, proofs: Proofs): FrameKind {
  const [, type] = /"type": ?"(text|(?:redacted_)?thinking|tool_use)"/.exec(latin1Text(frame, 0, HEAD_BYTES)) ?? [];
  if (type === "thinking" || type === "redacted_thinking") proofs.add(frameData(frame));
  return type === undefined || type === "redacted_thinking" ? "content" : "preamble";
}

interface Proofs {
  readonly told: readonly string[];
  /** The start of a thought, or a piece of its signature. */
  add(event: JsonObject): void;
}

function createProofs(): Proofs {
  const told: string[] = [];
  /** The block whose signature was told last: further pieces belong to it. */
  let signed: unknown;
  return {
    told,
    add({ index, content_block: block, delta }) {
      const piece = isObject(delta) ? delta["signature"] : isObject(block) ? (block["signature"] ?? block["data"]) : "";
      if (typeof piece !== "string" || piece === "") return;
      const before = isObject(delta) && index === signed ? told.pop() : undefined;
      told.push((before ?? "") + piece);
      signed = index;
    },
  };
}
