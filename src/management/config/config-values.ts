// Values of the configuration by their dotted keys, as they are shown: secrets never.

import type { ConfigKey } from "../../config/schema-keys.ts";

/** What stands where a secret is. */
export const MASKED = "[secret]";

/** An empty one is no secret. */
export function masked({ secret }: ConfigKey, value: unknown): unknown {
  const isNothing = value === null || value === "" || (Array.isArray(value) && value.length === 0);
  return secret && !isNothing ? MASKED : value;
}

/** null where there is none. */
export function valueAt(view: Readonly<Record<string, unknown>>, path: string): unknown {
  let value: unknown = view;
  for (const part of path.split(".")) {
    if (typeof value !== "object" || value === null) return null;
    value = Object.getOwnPropertyDescriptor(value, part)?.value;
  }
  return value ?? null;
}
