// Token counts as Responses says them: input includes cached and written, output includes reasoning, as the canonical ones do.

import type { Usage } from "../../domain/usage.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../members.ts";

/** Null where the upstream told nothing. Total. */
export function decodeUsage(value: unknown): Usage | null {
  if (!isObject(value)) return null;
  const input = isObject(value["input_tokens_details"]) ? value["input_tokens_details"] : {};
  const output = isObject(value["output_tokens_details"]) ? value["output_tokens_details"] : {};
  return {
    inputTokens: count(value["input_tokens"]),
    cachedInputTokens: count(input["cached_tokens"]),
    cacheWriteTokens: count(input["cache_write_tokens"]),
    outputTokens: count(value["output_tokens"]),
    reasoningTokens: count(output["reasoning_tokens"]),
  };
}

/** The `usage` object of an answer. */
export function encodeUsage(usage: Usage): JsonObject {
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: { cached_tokens: usage.cachedInputTokens, cache_write_tokens: usage.cacheWriteTokens },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.inputTokens + usage.outputTokens,
  };
}

const count = (value: unknown): number =>
  typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0;
