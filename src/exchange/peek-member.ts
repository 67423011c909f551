// Total reads of a JSON text's members: what is absent or malformed reads as nothing.

import type { JsonText } from "./json-text.ts";

export function peekMember(text: JsonText, name: string): unknown {
  try {
    return text.get(name);
  } catch {
    return undefined;
  }
}

/** A non-empty string; else null. */
export function peekText(text: JsonText, name: string): string | null {
  const value = text.kindOf(name) === "string" ? peekMember(text, name) : null;
  return typeof value === "string" && value !== "" ? value : null;
}
