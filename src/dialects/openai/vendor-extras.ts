// Members that only OpenAI knows travel under `vendor.openai` untouched, so that the canonical request stays small.

import type { ExchangeTerms } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";

/** The `vendor` member holding those of `keys` that the body says, or undefined when it says none. */
export function readExtras(body: JsonObject, keys: readonly string[]): ExchangeTerms["vendor"] {
  const said = keys.filter((key) => body[key] !== undefined && body[key] !== null);
  return said.length === 0 ? undefined : { openai: Object.fromEntries(said.map((key) => [key, body[key]])) };
}

/** Those of `keys` that the request carries, ready to be spread into a body. */
export function writeExtras(request: ExchangeTerms, keys: readonly string[]): JsonObject {
  const extras = request.vendor?.["openai"] ?? {};
  return Object.fromEntries(keys.filter((key) => extras[key] !== undefined).map((key) => [key, extras[key]]));
}
