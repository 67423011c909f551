// Whose a proof is: whoever gave it to a client. What is known here needs no refusal to be learnt from.

import type { AccountId } from "../domain/ids.ts";

export interface ProofOwners {
  /** `proof` as the upstream gave it, without a seal of ours. */
  note(proof: string, accountId: AccountId): void;
  /** undefined: made before this process began, or long ago. */
  ownerOf(proof: string): AccountId | undefined;
}

export interface ProofOwnerLimits {
  readonly mostProofs: number;
}

/** A day's thoughts of some dozen agents; a fingerprint and a reference each. */
const LIMITS: ProofOwnerLimits = { mostProofs: 50_000 };

/** `hash`: a short fingerprint of a text. The oldest are forgotten first. */
export function createProofOwners(
  hash: (text: string) => string,
  { mostProofs }: ProofOwnerLimits = LIMITS,
): ProofOwners {
  const byProof = new Map<string, AccountId>();
  return {
    note(proof, accountId) {
      if (proof === "") return;
      const key = hash(proof);
      byProof.delete(key);
      byProof.set(key, accountId);
      if (byProof.size <= mostProofs) return;
      const [oldest] = byProof.keys();
      if (oldest !== undefined) byProof.delete(oldest);
    },
    ownerOf: (proof) => (byProof.size === 0 ? undefined : byProof.get(hash(proof))),
  };
}
