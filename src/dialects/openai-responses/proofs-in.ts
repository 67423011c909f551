// Where proofs stand in Responses: in items of reasoning (and in compactions, which are as little anybody else's).

import type { JsonText } from "../../exchange/json-text.ts";
import { stringMembers } from "../../exchange/string-members.ts";

export const proofsIn = (text: JsonText): Iterable<string> => stringMembers(text.bytes, ["encrypted_content"]);
