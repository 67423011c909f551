// What a model behind this API takes, told by its name: there is no other way to know before asking it.

export interface ModelFeatures {
  /** Antigravity serves Claude through this API; `thoughtSignature` is then Claude's own signature. */
  readonly isClaude: boolean;
  /** Thinking levels, media inside function responses, and no function call without its thought signature. */
  readonly isGemini3: boolean;
  /** Takes JSON schemas as they are; the others take a subset of OpenAPI's. */
  readonly takesJsonSchema: boolean;
  /** Presence and frequency penalties are refused by some. */
  readonly takesPenalties: boolean;
  /** Gemini before 2.5 refuses any `thinkingConfig`. */
  readonly thinks: boolean;
  /** Least and most tokens of thinking; a least above 0 means that it cannot be turned off. */
  readonly thinkingBudget: { readonly least: number; readonly most: number };
  /** `MINIMAL` is refused by the pro models. */
  readonly leastThinkingLevel: "MINIMAL" | "LOW";
}

/** Names without a version (`gemini-flash-latest`) mean today's models, which are of the third generation or later. */
export function featuresOf(model: string): ModelFeatures {
  const name = model.toLowerCase().replace(/^.*\//, "");
  const isGemini = name.startsWith("gemini-");
  const isEarlier = /^gemini-(?:1|2)(?:[.-]|$)/.test(name) || /^gemini-pro(?:-vision)?$/.test(name);
  const is25 = name.startsWith("gemini-2.5");
  const isPro = name.includes("pro");
  return {
    isClaude: name.includes("claude"),
    isGemini3: isGemini && !isEarlier,
    takesJsonSchema: isGemini && (!isEarlier || is25),
    takesPenalties: !is25,
    thinks: !isGemini || !isEarlier || is25,
    thinkingBudget: is25 ? budgetOf25(name) : { least: 0, most: Number.MAX_SAFE_INTEGER },
    leastThinkingLevel: isPro ? "LOW" : "MINIMAL",
  };
}

/** ai.google.dev/gemini-api/docs/thinking, "Thinking budgets". */
function budgetOf25(name: string): ModelFeatures["thinkingBudget"] {
  return name.includes("pro") ? { least: 128, most: 32_768 } : { least: 0, most: 24_576 };
}
