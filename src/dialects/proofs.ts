// What makes a thought replayable, as a client of another vendor's API can carry it: one opaque text. A vendor's own goes
// as it is; a foreign one is marked, so that it finds its way back to who gave it and never reaches anybody else.

import type { ReasoningProof } from "../exchange/stream-event.ts";

type ProofKind = ReasoningProof["kind"];

/** Every text that this gateway sealed begins with it. */
export const SEAL = "switchyard.";

const MARKS: Readonly<Record<ProofKind, string>> = {
  signature: `${SEAL}signature:`,
  redacted: `${SEAL}redacted:`,
  encrypted_content: `${SEAL}encrypted_content:`,
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

/** The proof as its upstream gave it, whatever dialect the text stands in. */
export const opened = (proof: string): string => {
  const mark = proof.startsWith(SEAL) ? Object.values(MARKS).find((one) => proof.startsWith(one)) : undefined;
  return mark === undefined ? proof : proof.slice(mark.length);
};

/** A text that this gateway sealed: it stands for another vendor's proof, and only the gateway can open it. */
export const isSealed = (proof: string): boolean => Object.values(MARKS).some((mark) => proof.startsWith(mark));
