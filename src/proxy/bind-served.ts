// What an account that has served is tied to from then on.

import type { Affinity } from "../pool/affinity.ts";
import type { Serving } from "./attempts.ts";
import type { Seen } from "./settle.ts";
import { responseKey, type TieKey, turnStateKey } from "./ties.ts";

export interface BindInput {
  readonly affinity: Affinity;
  /** The conversation's own key; null where conversations are not to stick. */
  readonly soft: TieKey | null;
  readonly sessionTtlMs: number;
}

/** Stored responses are kept by the upstream for thirty days. */
const RESPONSE_TTL_MS = 30 * 24 * 3_600_000;
const TURN_TTL_MS = 3_600_000;

export function bindServed({ affinity, soft, sessionTtlMs }: BindInput): (serving: Serving, seen: Seen) => void {
  return ({ account, headers }, seen) => {
    if (soft !== null) affinity.bind(soft.key, account.id, sessionTtlMs);
    // A ChatGPT login stores no responses: their ids are of no use to a later request.
    if (seen.responseId !== null && account.credentials.kind === "api-key") {
      affinity.bind(responseKey(seen.responseId), account.id, RESPONSE_TTL_MS);
    }
    const turnState = headers.get("x-codex-turn-state");
    if (turnState !== null) affinity.bind(turnStateKey(turnState), account.id, TURN_TTL_MS);
  };
}
