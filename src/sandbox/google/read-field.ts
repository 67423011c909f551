// Google's JSON takes each field by two names: `systemInstruction` and `system_instruction`.

import type { Json } from "../json.ts";

/** The field by its lower camel name, or by its snake name. */
export function field(object: Json | null, name: string): unknown {
  return object?.[name] ?? object?.[snake(name)];
}

/** A field's lower camel name, whichever of the two it came by. */
export function camel(name: string): string {
  return name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
