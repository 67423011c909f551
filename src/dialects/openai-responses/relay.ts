// What a relayed Responses request needs and its whole answer tells: nothing has to be asked for, usage always comes.

import type { JsonText } from "../../exchange/json-text.ts";
import type { WholeSeen } from "../dialect.ts";
import { peekMember, peekText } from "../../exchange/peek-member.ts";
import { sealedContents } from "./sealed-contents.ts";
import { proofsIn } from "./proofs-in.ts";
import { decodeUsage } from "./usage.ts";

export function readWhole(answer: JsonText): WholeSeen {
  return {
    responseId: peekText(answer, "id"),
    model: peekText(answer, "model"),
    usage: decodeUsage(peekMember(answer, "usage")),
    sealed: answer.mentions('"compaction"') ? sealedIn(peekMember(answer, "output")) : [],
    proofs: [...proofsIn(answer)],
  };
}

function sealedIn(output: unknown): readonly string[] {
  return Array.isArray(output) ? sealedContents(output) : [];
}
