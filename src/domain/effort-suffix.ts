// `model(high)`: how hard to think, said with the model's name, for clients that have no other place for it.

export const EFFORT_LEVELS = ["none", "auto", "minimal", "low", "medium", "high", "xhigh", "max"] as const;
export type EffortLevel = (typeof EFFORT_LEVELS)[number];

export type RequestedEffort =
  /** `auto` leaves it to the model, `none` is off. */
  | { readonly kind: "level"; readonly level: EffortLevel }
  /** Tokens; 0 is off, -1 leaves it to the model. */
  | { readonly kind: "budget"; readonly tokens: number };

export interface NamedEffort {
  /** The model's name without the suffix. */
  readonly name: string;
  /** null where the name has none; words nobody knows belong to the name. */
  readonly effort: RequestedEffort | null;
}

/** The last parentheses count, at the very end and with a name before them. */
export function readEffortSuffix(name: string): NamedEffort {
  const trimmed = name.trimEnd();
  const open = trimmed.lastIndexOf("(");
  const model = trimmed.slice(0, Math.max(0, open)).trimEnd();
  const isSuffix = trimmed.endsWith(")") && model !== "" && !model.endsWith("(");
  const effort = isSuffix
    ? effortOf(
        trimmed
          .slice(open + 1, -1)
          .trim()
          .toLowerCase(),
      )
    : null;
  return effort === null ? { name, effort } : { name: model, effort };
}

function effortOf(said: string): RequestedEffort | null {
  // More digits than any budget has are no number that could be sent on.
  if (/^(?:-1|\d{1,9})$/.test(said)) return { kind: "budget", tokens: Number(said) };
  const level = EFFORT_LEVELS.find((known) => known === said);
  return level === undefined ? null : { kind: "level", level };
}
