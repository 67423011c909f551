// What a relayed message tells as a whole. A request needs nothing added: usage always comes.

import type { JsonText } from "../../exchange/json-text.ts";
import { peekMember, peekText } from "../../exchange/peek-member.ts";
import type { WholeSeen } from "../dialect.ts";
import { proofsIn } from "./proofs-in.ts";
import { decodeUsage } from "./usage.ts";

export function readWhole(answer: JsonText): WholeSeen {
  return {
    responseId: peekText(answer, "id"),
    model: peekText(answer, "model"),
    usage: decodeUsage(peekMember(answer, "usage")),
    sealed: [],
    proofs: [...proofsIn(answer)],
  };
}
