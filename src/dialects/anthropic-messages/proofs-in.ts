// Where proofs stand in Messages: a thought is signed, a redacted one is its own proof.

import type { JsonText } from "../../exchange/json-text.ts";
import { stringMembers } from "../../exchange/string-members.ts";

const SIGNED = ["signature"];
/** Images have `data` as well, which is nobody's. */
const SIGNED_OR_REDACTED = ["signature", "data"];

export const proofsIn = (text: JsonText): Iterable<string> =>
  stringMembers(text.bytes, text.mentions('"redacted_thinking"') ? SIGNED_OR_REDACTED : SIGNED);
