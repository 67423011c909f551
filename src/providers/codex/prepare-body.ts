// The request as the ChatGPT backend accepts it. It is stricter than the public API; what it refuses is taken out,
// everything else passes as it came (wire facts 1.1).

import { editJson, type JsonText } from "../../exchange/json-text.ts";

/** Refused with 400 `Unsupported parameter` (codex-lb, 2026-08; live notes 2026-09), or known to chat completions alone. */
const REFUSED = [
  "max_output_tokens",
  "max_completion_tokens",
  "max_tokens",
  "temperature",
  "top_p",
  "truncation",
  "metadata",
  "user",
  "safety_identifier",
  "prompt_cache_retention",
  "prompt_cache_options",
  "context_management",
  "stream_options",
  "background",
  "stop",
  "n",
  "seed",
  "logprobs",
  "top_logprobs",
  "frequency_penalty",
  "presence_penalty",
] as const;

/** The unary compact endpoint takes fewer members still (wire facts 1.5). */
const REFUSED_BY_COMPACT = [
  ...REFUSED,
  "store",
  "stream",
  "text",
  "tools",
  "tool_choice",
  "client_metadata",
  "include",
];

/** `isVendorClient`: Codex itself, which knows what its backend takes; all others were written for the public API. */
export function prepareGenerate(text: JsonText, isVendorClient: boolean): Uint8Array {
  const forOthers = isVendorClient ? {} : { ...withInstructions(text), ...withoutStoredItems(text) };
  const set = { ...acceptedInput(text), ...forOthers, store: false, stream: true };
  return editJson(text, { remove: REFUSED, set });
}

/** Older backends refuse a request without them; an empty one is taken by all (wire facts 1.1). */
function withInstructions(text: JsonText): { readonly instructions?: string } {
  return text.has("instructions") ? {} : { instructions: "" };
}

/**
 * Clients of the public API send back items that they take to be stored. Here nothing is, and the backend answers 404 to
 * what stands for a stored item: references, and reasoning without its encrypted content (wire facts 4.1, trap 4).
 */
function withoutStoredItems(text: JsonText): { readonly input?: unknown } {
  if (!text.mentions('"rs_') && !text.mentions('"item_reference"')) return {};
  const input = text.get("input");
  if (!Array.isArray(input)) return {};
  return { input: input.filter((item) => !isStoredItem(item)).map(acceptedItem) };
}

function isStoredItem(item: unknown): boolean {
  if (!isRecord(item)) return false;
  if (item["type"] === "item_reference") return true;
  return item["type"] === "reasoning" && typeof item["encrypted_content"] !== "string";
}

/** A turn by WebSocket is a stream by nature; the rest of the rules are the same. */
export function prepareSocketTurn(text: JsonText): Uint8Array {
  return editJson(text, { remove: REFUSED, set: { ...acceptedInput(text), store: false } });
}

export function prepareCompact(text: JsonText): Uint8Array {
  return editJson(text, { remove: REFUSED_BY_COMPACT, set: acceptedInput(text) });
}

/** `{ input }` where it must change: a bare string, `system` messages and cache breakpoints are refused. */
function acceptedInput(text: JsonText): { readonly input?: unknown } {
  if (text.kindOf("input") === "string") {
    return { input: [{ type: "message", role: "user", content: [{ type: "input_text", text: text.get("input") }] }] };
  }
  // A long history is parsed only where something in it has to change.
  if (!text.mentions('"system"') && !text.mentions("prompt_cache_breakpoint")) return {};
  const input = text.get("input");
  return Array.isArray(input) ? { input: input.map(acceptedItem) } : {};
}

function acceptedItem(item: unknown): unknown {
  if (!isRecord(item)) return item;
  const role = item["role"] === "system" ? { role: "developer" } : {};
  const content = Array.isArray(item["content"]) ? { content: item["content"].map(acceptedPart) } : {};
  return { ...item, ...role, ...content };
}

function acceptedPart(part: unknown): unknown {
  if (!isRecord(part) || !("prompt_cache_breakpoint" in part)) return part;
  const { prompt_cache_breakpoint: _dropped, ...rest } = part;
  return rest;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
