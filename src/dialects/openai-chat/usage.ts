// Token counts as chat says them: prompt includes cached, completion includes reasoning, as the canonical ones do.

import type { Usage } from "../../domain/usage.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../members.ts";

/** Null where the upstream told nothing. Total. */
export function decodeUsage(value: unknown): Usage | null {
  if (!isObject(value)) return null;
  const input = isObject(value["prompt_tokens_details"]) ? value["prompt_tokens_details"] : {};
  const output = isObject(value["completion_tokens_details"]) ? value["completion_tokens_details"] : {};
  const inputTokens = count(value["prompt_tokens"]);
  const completion = count(value["completion_tokens"]);
  const reasoningTokens = count(output["reasoning_tokens"]);
  // xAI counts reasoning beside the completion, not in it; its total gives it away.
  const beside = reasoningTokens > 0 && count(value["total_tokens"]) === inputTokens + completion + reasoningTokens;
  return {
    inputTokens,
    // DeepSeek says prompt_cache_hit_tokens, Moonshot a bare cached_tokens.
    cachedInputTokens: count(input["cached_tokens"] ?? value["prompt_cache_hit_tokens"] ?? value["cached_tokens"]),
    cacheWriteTokens: count(input["cache_write_tokens"]),
    outputTokens: beside ? completion + reasoningTokens : completion,
    reasoningTokens,
  };
}

/** The `usage` object of an answer. */
export function encodeUsage(usage: Usage): JsonObject {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
    prompt_tokens_details: {
      cached_tokens: usage.cachedInputTokens,
      cache_write_tokens: usage.cacheWriteTokens,
      audio_tokens: 0,
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

const count = (value: unknown): number =>
  typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0;
