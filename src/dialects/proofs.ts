// What makes a thought replayable, as a client of another vendor's API can carry it: one opaque text. A vendor's own goes
// as it is; a foreign one is marked, so that it finds its way back to who gave it and never reaches anybody else.

import type { ReasoningProof } from "../exchange/stream-event.ts";

type ProofKind = ReasoningProof["kind"];

const MARKS: Readonly<Record<ProofKind, string>> = {
  signature: "switchyard.signature:",
  redacted: "switchyard.redacted:",
  encrypted_content: "switchyard.encrypted_content:",
};

/** The text that stands for the proof in a dialect whose own proofs are of the kind `native`. */
export function sealProof(proof: ReasoningProof, native: ProofKind): string {
  return proof.kind === native ? proof.value : MARKS[proof.kind] + proof.value;
}

/** The proof that a text in such a dialect stands for. */
export function openProof(sealed: string, native: ProofKind): ReasoningProof {
  for (const kind of Object.keys(MARKS) as ProofKind[]) {
    if (sealed.startsWith(MARKS[kind])) return { kind, value: sealed.slice(MARKS[kind].length) };
  }
  return { kind: native, value: sealed };
}
