// What an account that has served is tied to from then on, and what is known to be from it.

import type { Affinity } from "../pool/affinity.ts";
import type { Serving } from "./attempts.ts";
import type { ProofOwners } from "./proof-owners.ts";
import type { Seen } from "./settle.ts";
import { type Fingerprint, responseKey, sealedKey, type TieKey, turnStateKey, uploadKey } from "./ties.ts";

export interface BindInput {
  readonly affinity: Affinity;
  /** The conversation's own key; null where it has none. */
  readonly soft: TieKey | null;
  /** The model that the key is for, by the name that clients say: what stood in for it once does not keep the conversation. */
  readonly home: string;
  /** Ids of uploads that the request named: whoever could read them is their owner. */
  readonly uploads: readonly string[];
  readonly sessionTtlMs: number;
  readonly fingerprint: Fingerprint;
  readonly proofOwners: ProofOwners;
}

/** Stored responses are kept by the upstream for thirty days. */
const RESPONSE_TTL_MS = 30 * 24 * 3_600_000;
const TURN_TTL_MS = 3_600_000;

export function bindServed({
  affinity,
  soft,
  home,
  uploads,
  sessionTtlMs,
  fingerprint,
  proofOwners,
}: BindInput): (serving: Serving, seen: Seen) => void {
  return ({ target: { account, name }, headers }, seen) => {
    if (soft !== null && name === home) affinity.bind(soft.key, account.id, sessionTtlMs);
    // A ChatGPT login stores no responses: their ids are of no use to a later request.
    if (seen.responseId !== null && account.credentials.kind === "api-key") {
      affinity.bind(responseKey(seen.responseId), account.id, RESPONSE_TTL_MS);
    }
    for (const id of uploads) affinity.bind(uploadKey(id), account.id, RESPONSE_TTL_MS);
    for (const content of seen.sealed) affinity.bind(sealedKey(fingerprint(content)), account.id, RESPONSE_TTL_MS);
    for (const proof of seen.proofs) proofOwners.note(proof, account.id);
    const turnState = headers.get("x-codex-turn-state");
    if (turnState !== null) affinity.bind(turnStateKey(turnState), account.id, TURN_TTL_MS);
  };
}
