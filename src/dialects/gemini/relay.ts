// What a relayed whole answer tells. Nothing has to be asked for: counts come with every answer.

import type { JsonText } from "../../exchange/json-text.ts";
import { peekMember, peekText } from "../../exchange/peek-member.ts";
import type { WholeSeen } from "../dialect.ts";
import { isObject } from "../members.ts";
import { proofsIn } from "./proofs-in.ts";
import { decodeUsage } from "./usage.ts";

/** Sees through Code Assist's envelope. */
export function readWhole(answer: JsonText): WholeSeen {
  const inner = answer.has("candidates") ? undefined : peekMember(answer, "response");
  if (!isObject(inner)) {
    return {
      responseId: peekText(answer, "responseId"),
      model: peekText(answer, "modelVersion"),
      usage: decodeUsage(peekMember(answer, "usageMetadata")),
      sealed: [],
      proofs: [...proofsIn(answer)],
    };
  }
  return {
    responseId: textOf(inner["responseId"]),
    model: textOf(inner["modelVersion"]),
    usage: decodeUsage(inner["usageMetadata"]),
    sealed: [],
    proofs: [...proofsIn(answer)],
  };
}

const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
