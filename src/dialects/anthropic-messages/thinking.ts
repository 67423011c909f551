// How much the model is asked to think, in the form that its generation takes, and what goes with that: room for the
// answer beside the thoughts, and whether a tool can be forced.

import type { ReasoningRequest, ToolChoice } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { present } from "../members.ts";
import { budgetOf, effortOf } from "../reasoning-effort.ts";
import type { ModelTraits } from "./model-traits.ts";

export interface ThinkingPlan {
  /** The `thinking` member. */
  readonly thinking?: JsonObject;
  /** `output_config.effort`. */
  readonly effort?: string;
  readonly maxTokens: number;
  /** The model will think: sampling parameters are refused. */
  readonly thinks: boolean;
  /** Forcing a tool is possible. */
  readonly canForce: boolean;
}

export interface ThinkingInput {
  readonly reasoning: ReasoningRequest | undefined;
  /** The client's own cap. */
  readonly maxOutputTokens: number | undefined;
  /** What of the client's `thinking` has no canonical word: `display`, `between_tools`. */
  readonly kept: JsonObject;
  /** The client makes the model call a tool. */
  readonly forcesTool: boolean;
  readonly traits: ModelTraits;
  /** The last turn of the assistant called tools without a thought before, or is to be continued: no budget is taken. */
  readonly blocked: boolean;
}

/** `max_tokens` where the client does not say; the API wants it always. Anthropic's own tools ask for as much. */
const DEFAULT_MAX_TOKENS = 32_000;
const LEAST_BUDGET = 1024;
/** What `adaptive` comes to on a model that knows budgets only: the API's default effort is `high`. */
const OPEN_BUDGET = 24_576;
/** Left for the answer where neither the client's cap nor its budget decides. */
const ANSWER_TOKENS = 8192;

export function planThinking(input: ThinkingInput): ThinkingPlan {
  const { traits } = input;
  // Thinking and a forced tool exclude each other; a model that cannot stop thinking cannot be forced.
  const canForce = traits.off === "disabled";
  const forced = canForce && input.forcesTool;
  const plan = traits.adaptive ? adaptive(input, forced) : budgeted(input, forced);
  return { maxTokens: cap(input), thinks: false, canForce, ...plan };
}

type Plan = Partial<ThinkingPlan>;

function adaptive(input: ThinkingInput, forced: boolean): Plan {
  const { reasoning, traits, kept } = input;
  const effort = effortOf(reasoning);
  if (effort === "none" || forced) {
    const said = reasoning?.effort;
    // Thinking can be off at the efforts up to `high` only.
    const lowered = said === undefined || said === "none" ? undefined : fitEffort(said, traits.efforts.slice(0, 3));
    if (effort !== "none" && !traits.thinksByDefault) return present({ effort: lowered });
    return switchedOff(traits, lowered);
  }
  if (kept["type"] === "between_tools") return present({ thinking: kept, thinks: true, effort });
  if (effort === undefined && reasoning?.budgetTokens === undefined && reasoning?.summary === undefined) {
    return { thinks: traits.thinksByDefault };
  }
  const isBudget = reasoning?.effort === undefined && (reasoning?.budgetTokens ?? 0) > 0;
  if (traits.budget && isBudget && !input.blocked) {
    return enabled(input, reasoning?.budgetTokens ?? 0);
  }
  const display = kept["display"] ?? (reasoning?.summary === undefined ? undefined : "summarized");
  return present({
    thinking: present({ type: "adaptive", display }),
    effort: effort === undefined ? undefined : fitEffort(effort, traits.efforts),
    thinks: true,
  });
}

function switchedOff(traits: ModelTraits, effort: string | undefined): Plan {
  switch (traits.off) {
    case "disabled":
      return present({ thinking: { type: "disabled" }, effort });
    case "between_tools":
      return present({ thinking: { type: "between_tools" }, effort, thinks: true });
    case "never":
      return { effort: effort ?? "low", thinks: true };
  }
}

function budgeted(input: ThinkingInput, forced: boolean): Plan {
  const budget = budgetOf(input.reasoning);
  if (!input.traits.budget || budget === undefined || budget > Number.MAX_SAFE_INTEGER) return {};
  if (budget === 0) return { thinking: { type: "disabled" } };
  return forced || input.blocked ? {} : enabled(input, budget);
}

/** The budget must be at least 1,024 and below `max_tokens`: the client's cap holds, the budget gives way. */
function enabled(input: ThinkingInput, wanted: number): Plan {
  const { reasoning, maxOutputTokens, traits, kept } = input;
  const budget = Math.max(LEAST_BUDGET, wanted < 0 ? OPEN_BUDGET : wanted);
  const most =
    maxOutputTokens ?? Math.min(traits.maxOutputTokens, Math.max(DEFAULT_MAX_TOKENS, budget + ANSWER_TOKENS));
  const isOwn = (reasoning?.budgetTokens ?? -1) > 0 && maxOutputTokens !== undefined;
  // A budget made from a word leaves a quarter of the cap for the answer; the client's own is taken at its word.
  const room = isOwn ? most - 1 : Math.min(most - 1, Math.max(LEAST_BUDGET, Math.floor(most * 0.75)));
  if (room < LEAST_BUDGET) return { maxTokens: most };
  const thinking = present({
    type: "enabled",
    budget_tokens: Math.min(budget, room),
    display: kept["display"],
  });
  return { thinking, maxTokens: most, thinks: true };
}

const cap = ({ maxOutputTokens, traits }: ThinkingInput): number =>
  maxOutputTokens ?? Math.min(DEFAULT_MAX_TOKENS, traits.maxOutputTokens);

/** The nearest effort the model knows; a word nobody knows passes. */
function fitEffort(effort: string, known: readonly string[]): string {
  const order = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];
  const rank = order.indexOf(effort);
  if (rank < 0 || known.includes(effort)) return effort;
  // Between `high` and `max` the more is meant, above all that is known the most.
  return known.find((word) => order.indexOf(word) > rank) ?? known.at(-1) ?? effort;
}

export function forces(choice: ToolChoice | undefined): boolean {
  if (choice === undefined) return false;
  return choice.kind === "required" || choice.kind === "named" || (choice.kind === "allowed" && choice.required);
}

/** The turn of the assistant that is answered next, or to be continued, with whatever follows it. */
export interface SaidTurn {
  readonly role: unknown;
  readonly content: readonly JsonObject[];
}

/**
 * With a budget, the assistant's turn that still calls tools must begin with a thought ("Expected `thinking` or
 * `redacted_thinking`, but found `tool_use`"), and one that is to be continued may not be thought about.
 */
export function blocksBudget(turns: readonly SaidTurn[]): boolean {
  const last = turns.findLast((turn) => turn.role === "assistant");
  if (last === undefined) return false;
  return last === turns.at(-1) || callsWithoutThought(last.content);
}

/** A turn that calls tools and does not begin with a thought. */
export function callsWithoutThought(content: readonly JsonObject[]): boolean {
  const type = content[0]?.["type"];
  return content.some((block) => block["type"] === "tool_use") && type !== "thinking" && type !== "redacted_thinking";
}
