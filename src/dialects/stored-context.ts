// A conversation that a vendor keeps is not in the request: sent on without it, a model would answer out of thin air.

import type { ExchangeRequest } from "../exchange/request.ts";
import { unsupported } from "./members.ts";

/** By vendor, the members that stand for what only that vendor has. */
const STORED: Readonly<Record<string, readonly string[]>> = {
  openai: ["previous_response_id", "conversation", "prompt"],
  gemini: ["cachedContent"],
};

/** Throws Fault `unsupported_parameter` where the request continues from what only another vendor than `own` has. */
export function refuseStoredContext(request: ExchangeRequest, own?: string): void {
  for (const [vendor, keys] of Object.entries(STORED)) {
    const extras = request.vendor?.[vendor] ?? {};
    const key = vendor === own ? undefined : keys.find((name) => extras[name] !== undefined);
    if (key === undefined) continue;
    throw unsupported(
      key,
      `'${key}' needs an upstream that keeps state, which this model's does not: send the whole history.`,
    );
  }
}
