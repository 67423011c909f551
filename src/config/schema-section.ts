// What the parts of the schema are made of: sections, and notes on keys.

import { z } from "zod";

/** What else is to be known of a key beside its type, default and description. */
export interface KeyNote {
  /** Read at start alone: a change needs a restart. */
  readonly restart?: boolean;
  /** Its value may hold a secret and is shown in no message. */
  readonly secret?: boolean;
}

export const KEY_NOTES = z.registry<KeyNote>();
export const RESTART: KeyNote = { restart: true };
export const SECRET: KeyNote = { secret: true };

export function section<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape> {
  return z.object(shape, { error: "a mapping of keys" });
}
