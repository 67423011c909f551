// `model(high)` on a Messages request: `thinking` and `output_config.effort` as the model takes them, in place of the
// client's own, with room for a budget and without what thinking excludes.

import type { RequestedEffort } from "../../domain/effort-suffix.ts";
import { editText } from "../../exchange/edit-text.ts";
import type { JsonText } from "../../exchange/json-text.ts";
import { peekMember } from "../../exchange/peek-member.ts";
import type { ReasoningRequest } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject, present } from "../members.ts";
import { budgetOf, reasoningFor } from "../reasoning-effort.ts";
import { lastTurns } from "./current-loop.ts";
import { type ModelTraits, modelTraits } from "./model-traits.ts";
import { blocksBudget, planThinking } from "./thinking.ts";

/** The same request where the model does not think at all. */
export function withEffort(request: JsonText, effort: RequestedEffort, model: string): JsonText {
  const traits = modelTraits(model);
  if (!traits.adaptive && !traits.budget) return request;
  const reasoning = reasoningFor(effort);
  const said = peekMember(request, "max_tokens");
  const plan = planThinking({
    reasoning,
    maxOutputTokens: typeof said === "number" ? raisedCap(said, reasoning, traits) : undefined,
    kept: present({ display: objectAt(request, "thinking")["display"] ?? undefined }),
    forcesTool: ["any", "tool"].includes(String(objectAt(request, "tool_choice")["type"])),
    traits,
    blocked: blocksBudget(lastTurns(request)),
  });
  const { effort: _, ...config } = objectAt(request, "output_config");
  const edits = {
    thinking: plan.thinking,
    output_config: emptyAsNone(present({ ...config, effort: plan.effort })),
    max_tokens: plan.maxTokens,
  };
  return editText(request, {
    set: present(edits),
    remove: [
      ...Object.entries(edits).flatMap(([name, value]) => (value === undefined ? [name] : [])),
      ...(plan.thinks ? excludedByThinking(request) : []),
    ],
  });
}

/** The client's cap is for its answer; a budget that does not fit below it comes on top, as far as the model goes. */
function raisedCap(said: number, reasoning: ReasoningRequest, traits: ModelTraits): number {
  const isWord = traits.adaptive && (reasoning.effort !== undefined || !traits.budget);
  const budget = isWord ? 0 : (budgetOf(reasoning) ?? 0);
  return budget < said ? said : Math.max(said, Math.min(traits.maxOutputTokens, budget + said));
}

/** Only temperature 1 and a top_p of 0.95 or more stand beside thinking. */
function excludedByThinking(request: JsonText): readonly string[] {
  const topP = peekMember(request, "top_p");
  return [
    ...(peekMember(request, "temperature") === 1 ? [] : ["temperature"]),
    ...(typeof topP === "number" && topP >= 0.95 ? [] : ["top_p"]),
    "top_k",
  ];
}

function objectAt(request: JsonText, name: string): JsonObject {
  const value = peekMember(request, name);
  return isObject(value) ? value : {};
}

const emptyAsNone = (object: JsonObject): JsonObject | undefined =>
  Object.keys(object).length === 0 ? undefined : object;
