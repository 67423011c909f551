// `generationConfig.thinkingConfig`: tokens for the 2.5 models, levels from Gemini 3 on; never both in one request.

import type { ReasoningRequest } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, optional, present, readBoolean, readNumber, readObject, readString } from "../members.ts";
import { budgetOf, effortOf } from "../reasoning-effort.ts";
import { pick } from "./fields.ts";
import type { ModelFeatures } from "./model-features.ts";

const LEVELS: ReadonlyMap<string, string> = new Map([
  ["none", "MINIMAL"],
  ["minimal", "MINIMAL"],
  ["low", "LOW"],
  ["medium", "MEDIUM"],
  ["high", "HIGH"],
  ["xhigh", "HIGH"],
  ["max", "HIGH"],
]);

/** Throws Fault `invalid_request`. A level becomes the effort of the same name; a budget stays the number it is. */
export function decodeThinking(value: unknown, path: string): ReasoningRequest | undefined {
  const config = optional(value, path, readObject) ?? {};
  const level = optional(pick(config, "thinkingLevel"), `${path}.thinkingLevel`, readLevel);
  const shown = optional(pick(config, "includeThoughts"), `${path}.includeThoughts`, readBoolean);
  const reasoning = present({
    effort: level,
    budgetTokens: optional(pick(config, "thinkingBudget"), `${path}.thinkingBudget`, readNumber),
    summary: shown === true ? "auto" : undefined,
  });
  return Object.keys(reasoning).length === 0 ? undefined : reasoning;
}

/** Clamped to what the model takes; undefined where nothing was asked, or where the model does not think. */
export function encodeThinking(
  reasoning: ReasoningRequest | undefined,
  features: ModelFeatures,
): JsonObject | undefined {
  if (!features.thinks) return undefined;
  const thinkingBudget = features.isGemini3 ? undefined : budgetFor(reasoning, features);
  const config: JsonObject = present({
    // Thoughts that are off cannot be shown ("include_thoughts is only enabled when thinking is enabled").
    includeThoughts: reasoning?.summary === undefined || thinkingBudget === 0 ? undefined : true,
    thinkingLevel: features.isGemini3 ? levelFor(reasoning, features) : undefined,
    thinkingBudget,
  });
  return Object.keys(config).length === 0 ? undefined : config;
}

function levelFor(reasoning: ReasoningRequest | undefined, features: ModelFeatures): string | undefined {
  const level = LEVELS.get(effortOf(reasoning) ?? "");
  return level === "MINIMAL" ? features.leastThinkingLevel : level;
}

function budgetFor(reasoning: ReasoningRequest | undefined, features: ModelFeatures): number | undefined {
  const budget = budgetOf(reasoning);
  const { least, most } = features.thinkingBudget;
  return budget === undefined || budget < 0 ? budget : Math.min(most, Math.max(least, budget));
}

function readLevel(value: unknown, path: string): string | undefined {
  const level = readString(value, path).toLowerCase();
  if (level === "thinking_level_unspecified") return undefined;
  if (LEVELS.has(level)) return level;
  throw invalid(path, `Invalid value for '${path}': expected MINIMAL, LOW, MEDIUM or HIGH.`);
}
