// Token counts as Gemini says them: the prompt includes cached tokens, candidates exclude the thoughts.

import { NO_USAGE, type Usage } from "../../domain/usage.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject, present } from "../members.ts";

/** Reads `usageMetadata`. What server-side tools put into the prompt is counted beside it. Null where nothing was told. Total. */
export function decodeUsage(value: unknown): Usage | null {
  if (!isObject(value)) return null;
  const prompt = count(value["promptTokenCount"]);
  const candidates = count(value["candidatesTokenCount"]);
  const thoughts = count(value["thoughtsTokenCount"]);
  if (prompt === undefined && candidates === undefined && thoughts === undefined) return null;
  return {
    ...NO_USAGE,
    inputTokens: (prompt ?? 0) + (count(value["toolUsePromptTokenCount"]) ?? 0),
    cachedInputTokens: count(value["cachedContentTokenCount"]) ?? 0,
    outputTokens: (candidates ?? 0) + (thoughts ?? 0),
    reasoningTokens: thoughts ?? 0,
  };
}

/** The `usageMetadata` of an answer; counts of zero that Gemini leaves out are left out. */
export function encodeUsage(usage: Usage): JsonObject {
  const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = usage;
  return present({
    promptTokenCount: inputTokens,
    cachedContentTokenCount: cachedInputTokens === 0 ? undefined : cachedInputTokens,
    candidatesTokenCount: Math.max(0, outputTokens - reasoningTokens),
    thoughtsTokenCount: reasoningTokens === 0 ? undefined : reasoningTokens,
    totalTokenCount: inputTokens + outputTokens,
  });
}

const count = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
