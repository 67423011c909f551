// Token counts as Messages says them: input excludes what was read from or written to the cache, output includes thinking.

import type { Usage } from "../../domain/usage.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../members.ts";

/** Null where the upstream told nothing, or zeros alone, as a stream does that learns its counts only at the end. Total. */
export function decodeUsage(value: unknown): Usage | null {
  if (!isObject(value)) return null;
  const cachedInputTokens = count(value["cache_read_input_tokens"]);
  const cacheWriteTokens = count(value["cache_creation_input_tokens"]) || countWrites(value["cache_creation"]);
  const inputTokens = count(value["input_tokens"]) + cachedInputTokens + cacheWriteTokens;
  const outputTokens = count(value["output_tokens"]);
  if (inputTokens + outputTokens === 0) return null;
  const details = isObject(value["output_tokens_details"]) ? value["output_tokens_details"] : {};
  const reasoningTokens = Math.min(count(details["thinking_tokens"]), outputTokens);
  return { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens };
}

/** The counts of `message_start` overlaid with what `message_delta` says of them: its counts are cumulative. */
export function mergeUsage(before: unknown, told: unknown): unknown {
  if (!isObject(told)) return before;
  const said = Object.entries(told).filter(([, value]) => value !== null && value !== undefined);
  return { ...(isObject(before) ? before : {}), ...Object.fromEntries(said) };
}

/** The counts of a `usage` object; null gives zeros, because clients add them up. */
export function encodeUsage(usage: Usage | null): JsonObject {
  const { inputTokens = 0, cachedInputTokens = 0, cacheWriteTokens = 0 } = usage ?? {};
  return {
    input_tokens: Math.max(0, inputTokens - cachedInputTokens - cacheWriteTokens),
    cache_creation_input_tokens: cacheWriteTokens,
    cache_read_input_tokens: cachedInputTokens,
    output_tokens: usage?.outputTokens ?? 0,
    output_tokens_details: { thinking_tokens: usage?.reasoningTokens ?? 0 },
    server_tool_use: null,
  };
}

/** The same for a whole message, whose type has some members more. */
export function encodeWholeUsage(usage: Usage | null): JsonObject {
  const written = usage?.cacheWriteTokens ?? 0;
  return {
    ...encodeUsage(usage),
    cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 },
    service_tier: "standard",
    inference_geo: null,
    speed: null,
  };
}

function countWrites(value: unknown): number {
  if (!isObject(value)) return 0;
  return count(value["ephemeral_5m_input_tokens"]) + count(value["ephemeral_1h_input_tokens"]);
}

const count = (value: unknown): number =>
  typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0;
