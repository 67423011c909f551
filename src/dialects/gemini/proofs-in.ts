// Where proofs stand in Gemini's dialect: a part of any kind may be signed.

import type { JsonText } from "../../exchange/json-text.ts";
import { stringMembers } from "../../exchange/string-members.ts";
import { NO_SIGNATURE } from "./no-signature.ts";

export function* proofsIn(text: JsonText): Generator<string, void> {
  for (const proof of stringMembers(text.bytes, ["thoughtSignature", "thought_signature"])) {
    if (proof !== NO_SIGNATURE) yield proof;
  }
}
