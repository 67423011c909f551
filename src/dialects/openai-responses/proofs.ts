// What makes a thought replayable, as a Responses client can carry it: one opaque text, `encrypted_content`. OpenAI's own
// goes as it is; another vendor's is marked, so that it finds its way back to that vendor and never reaches OpenAI.

import type { ReasoningProof } from "../../exchange/stream-event.ts";

const MARKS = { signature: "switchyard.signature:", redacted: "switchyard.redacted:" } as const;

/** The `encrypted_content` that stands for the proof. */
export function sealProof(proof: ReasoningProof): string {
  return proof.kind === "encrypted_content" ? proof.value : MARKS[proof.kind] + proof.value;
}

/** The proof that an `encrypted_content` stands for. */
export function openProof(sealed: string): ReasoningProof {
  for (const kind of ["signature", "redacted"] as const) {
    if (sealed.startsWith(MARKS[kind])) return { kind, value: sealed.slice(MARKS[kind].length) };
  }
  return { kind: "encrypted_content", value: sealed };
}
