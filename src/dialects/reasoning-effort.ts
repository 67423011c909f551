// How hard to think is said as a word by some APIs and as a number of tokens by others. One table for both ways.

import type { RequestedEffort } from "../domain/effort-suffix.ts";
import type { ReasoningRequest } from "../exchange/request.ts";

/** The table CLIProxyAPI uses (internal/thinking): clients that moved from it find the same depth. */
const BUDGETS: Readonly<Record<string, number>> = {
  none: 0,
  auto: -1,
  minimal: 512,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 32_768,
  max: 128_000,
};

/** What `model(high)` asks for, in place of what the request said; whether summaries are shown stays the request's. */
export function reasoningFor(effort: RequestedEffort, said?: ReasoningRequest): ReasoningRequest {
  const summary = said?.summary === undefined ? {} : { summary: said.summary };
  if (effort.kind === "budget") return { budgetTokens: effort.tokens, ...summary };
  return effort.level === "auto" ? { budgetTokens: -1, ...summary } : { effort: effort.level, ...summary };
}

/** The word for what the client wants; undefined where it leaves that to the model. A budget of 0 wins over any word. */
export function effortOf(reasoning: ReasoningRequest | undefined): string | undefined {
  const { effort, budgetTokens } = reasoning ?? {};
  if (budgetTokens === 0) return "none";
  return effort ?? (budgetTokens === undefined ? undefined : effortOfBudget(budgetTokens));
}

/** The tokens for what the client wants, -1 where the model decides; undefined where nothing was said, or in a word nobody knows. */
export function budgetOf(reasoning: ReasoningRequest | undefined): number | undefined {
  const { effort, budgetTokens } = reasoning ?? {};
  if (budgetTokens !== undefined && (budgetTokens >= 0 || effort === undefined)) return budgetTokens;
  return effort === undefined ? undefined : BUDGETS[effort];
}

/** Undefined for a budget that the model chooses (-1). */
function effortOfBudget(tokens: number): string | undefined {
  if (tokens < 0) return undefined;
  const steps = ["none", "minimal", "low", "medium", "high"] as const;
  return steps.find((step) => tokens <= (BUDGETS[step] ?? 0)) ?? "xhigh";
}
