// Reads along while a Responses stream passes: cheap for the many deltas, thorough for the few events that matter.

import type { JsonObject } from "../dialect.ts";
import { createFrameTypes, frameData } from "../frame-type.ts";
import { isObject } from "../members.ts";
import { readUpstreamError } from "../openai/upstream-error.ts";
import { nothingSeen, type StreamTap, type Telling } from "../stream-tap.ts";
import { provenThoughts, sealedContents } from "./sealed-contents.ts";
import { decodeUsage } from "./usage.ts";

/** Open the answer or a part of it, but carry nothing of it. */
const PREAMBLE: ReadonlySet<string> = new Set([
  "response.created",
  "response.queued",
  "response.in_progress",
  "response.output_item.added",
  "response.content_part.added",
  "response.reasoning_summary_part.added",
]);
/** Not part of the public API: for the vendor's own client alone (wire facts 1.2). */
const VENDOR: ReadonlySet<string> = new Set(["keepalive", "response.metadata", "response.keepalive"]);

export function responsesTap(): StreamTap {
  const vendorEvents: JsonObject[] = [];
  const sealed: string[] = [];
  const proofs: string[] = [];
  const seen = nothingSeen({ vendorEvents, sealed, proofs });
  const items = new Map<number, unknown>();
  let mended: string | null = null;
  const frameType = createFrameTypes();
  return {
    seen,
    mendedEnd: () => mended,
    look(frame) {
      const type = frameType(frame);
      if (type === "") return "noise";
      if (PREAMBLE.has(type)) return "preamble";
      switch (type) {
        case "response.output_item.done": {
          const item = keepItem(items, frame);
          sealed.push(...sealedContents([item]));
          proofs.push(...provenThoughts([item]));
          return "content";
        }
        case "response.completed":
        case "response.done":
        case "response.incomplete":
          mended = takeEnd(seen, items, frame);
          return "end";
        case "response.failed":
          takeFailure(seen, frame);
          return "failed";
        case "error":
          // Codex ignores this event (wire facts 1.2): for it the stream has just ended.
          takeFailure(seen, frame);
          return "failed-unheard";
        default:
          if (!type.startsWith("codex.") && !VENDOR.has(type)) return "content";
          vendorEvents.push(frameData(frame));
          return "vendor";
      }
    },
  };
}

function keepItem(items: Map<number, unknown>, frame: Uint8Array): unknown {
  const { output_index: index, item } = frameData(frame);
  items.set(typeof index === "number" ? index : items.size, item);
  return item;
}

/** Returns the final frame with its output filled in where the upstream left it empty. */
function takeEnd(seen: Telling, items: ReadonlyMap<number, unknown>, frame: Uint8Array): string | null {
  const event = frameData(frame);
  const { response } = event;
  if (!isObject(response)) return null;
  seen.responseId = typeof response["id"] === "string" ? response["id"] : null;
  seen.model = typeof response["model"] === "string" ? response["model"] : null;
  seen.usage = decodeUsage(response["usage"]);
  seen.whole = withOutput(response, items);
  if (seen.whole === response) return null;
  return `event: ${String(event["type"])}\ndata: ${JSON.stringify({ ...event, response: seen.whole })}\n\n`;
}

/** The Codex backend leaves `output` of the final event empty; the items that passed are its content (wire facts 1.2). */
function withOutput(response: JsonObject, items: ReadonlyMap<number, unknown>): JsonObject {
  const { output } = response;
  if (items.size === 0 || (Array.isArray(output) && output.length > 0)) return response;
  const inOrder = [...items].toSorted(([a], [b]) => a - b).map(([, item]) => item);
  return { ...response, output: inOrder };
}

function takeFailure(seen: Telling, frame: Uint8Array): void {
  const event = frameData(frame);
  const { response } = event;
  const told = isObject(response) ? response["error"] : (event["error"] ?? event);
  const { code, message, status, resetsAt } = readUpstreamError(told, event["status"] ?? event["status_code"]);
  seen.error = { code, message, status, resetsAt: resetsAt ?? null };
}
