// Reading JSON of unknown shape: each reader answers null (or an empty list) where the value is something else.

export type Json = Readonly<Record<string, unknown>>;

/** The value as an object; null for anything else, lists included. */
export function asObject(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

/** The value as a list; empty for anything else. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects of a list, in order; anything else in it is passed over. */
export function objectsIn(value: unknown): readonly Json[] {
  return asList(value).flatMap((entry) => {
    const object = asObject(entry);
    return object === null ? [] : [object];
  });
}

/** The value as text; null for anything else. */
export function asText(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** The value as a finite number; null for anything else. */
export function asNumber(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** The parsed text; undefined where it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
