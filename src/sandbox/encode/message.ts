// An answer in the words of Anthropic's Messages API: content blocks, usage, the whole message.

import type { Ids } from "../../domain/ports.ts";
import { sign } from "../accounts/thought-signature.ts";
import { type Json, objectsIn, parseJson } from "../json.ts";
import { thinks } from "../model/messages-prompt.ts";
import type { Reply, Tokens } from "../model/reply.ts";

export interface MessageFrame {
  readonly id: string;
  readonly model: string;
  readonly request: Json;
  /** Whom the signatures of thinking blocks are bound to. */
  readonly owner: string;
}

export interface MessageTelling {
  readonly frame: MessageFrame;
  /** Finished content blocks. */
  readonly content: readonly Json[];
  readonly stopReason: "end_turn" | "max_tokens" | "tool_use" | "refusal";
  readonly usage: Json;
}

/** What there is to tell of a reply. */
export function messageTelling(frame: MessageFrame, reply: Reply, ids: Ids): MessageTelling {
  return {
    frame,
    content: [...thought(frame, reply), ...spoken(reply, ids)],
    stopReason: stopReason(reply),
    usage: messageUsage(frame.request, reply.tokens),
  };
}

/** The whole message. */
export function messageObject({ frame, content, stopReason: stop, usage }: MessageTelling): Json {
  return { ...emptyMessage(frame), content, ...ending(stop), usage };
}

/** The message as it is before anything is said. */
export function emptyMessage(frame: MessageFrame): Json {
  return { id: frame.id, type: "message", role: "assistant", model: frame.model, content: [] };
}

/** How a message ends. */
export function ending(stop: MessageTelling["stopReason"]): Json {
  const explanation = "This request appears to violate the usage policy.";
  const details = stop === "refusal" ? { stop_details: { type: "refusal", category: null, explanation } } : {};
  return { stop_reason: stop, stop_sequence: null, ...details };
}

/** The usage block: `input_tokens` leaves out what the cache gave and took. */
export function messageUsage(request: Json, tokens: Tokens): Json {
  const marks = cacheMarks(request);
  const created = marks.length > 0 ? Math.floor((tokens.input - tokens.cached) / 2) : 0;
  const isLong = marks.some((mark) => mark["ttl"] === "1h");
  const thinking = thinks(request) ? tokens.reasoning : 0;
  return {
    input_tokens: tokens.input - tokens.cached - created,
    cache_creation_input_tokens: created,
    cache_read_input_tokens: tokens.cached,
    cache_creation: {
      ephemeral_5m_input_tokens: isLong ? 0 : created,
      ephemeral_1h_input_tokens: isLong ? created : 0,
    },
    output_tokens: tokens.output - tokens.reasoning + thinking,
    output_tokens_details: { thinking_tokens: thinking },
    service_tier: "standard",
  };
}

/** Every `cache_control` of a request: on system blocks, tools, content blocks and the request itself. */
export function cacheMarks(request: Json): readonly Json[] {
  const blocks = objectsIn(request["messages"]).flatMap((message) => objectsIn(message["content"]));
  const inner = blocks.flatMap((block) => objectsIn(block["content"]));
  const places = [request, ...objectsIn(request["system"]), ...objectsIn(request["tools"]), ...blocks, ...inner];
  return places.flatMap((place) => objectsIn([place["cache_control"]]));
}

function thought(frame: MessageFrame, reply: Reply): readonly Json[] {
  if (!thinks(frame.request)) return [];
  const thinking = reply.summary ?? "";
  return [{ type: "thinking", thinking, signature: sign(frame.owner, thinking) }];
}

function spoken(reply: Reply, ids: Ids): readonly Json[] {
  const { says } = reply;
  switch (says.kind) {
    case "text":
      return [{ type: "text", text: says.text }];
    case "refusal":
    case "compaction":
      return [];
    case "tool-calls":
      return says.calls.map((call) => ({
        type: "tool_use",
        id: ids.token("toolu"),
        name: call.name,
        input: parseJson(call.input) ?? {},
      }));
  }
}

function stopReason(reply: Reply): MessageTelling["stopReason"] {
  if (reply.cutShort) return "max_tokens";
  switch (reply.says.kind) {
    case "tool-calls":
      return "tool_use";
    case "refusal":
      return "refusal";
    default:
      return "end_turn";
  }
}
