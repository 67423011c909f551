// Google's JSON takes every member in two spellings, `inlineData` and `inline_data` (proto3 JSON mapping), and its own
// curl examples use both. Only names that the API defines are read so: schemas, arguments and responses are the user's.

import type { JsonObject } from "../dialect.ts";

/** The member called `name` (in camel case), whichever way it is spelled; null counts as absent. */
export function pick(object: JsonObject, name: string): unknown {
  return object[name] ?? object[snake(name)] ?? undefined;
}

/** `pick` for a name that is looked for in every part of every chunk: its other spelling is made once. */
export function picker(name: string): (object: JsonObject) => unknown {
  const other = snake(name);
  return (object) => object[name] ?? object[other] ?? undefined;
}

/** `inlineData` as `inline_data`. */
function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `inline_data` as `inlineData`. */
export function camel(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
