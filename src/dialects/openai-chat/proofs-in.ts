// Where proofs stand in chat: in the `reasoning_details` that OpenRouter gives, and nowhere else.

import type { JsonText } from "../../exchange/json-text.ts";
import { stringMembers } from "../../exchange/string-members.ts";

export const PROOFS = ["data", "signature"];

export const proofsIn = (text: JsonText): Iterable<string> =>
  text.mentions('"reasoning_details"') ? stringMembers(text.bytes, PROOFS) : [];
