// What a relayed chat request needs and its whole answer tells.

import { editJson, type JsonText, readJsonText } from "../../exchange/json-text.ts";
import type { WholeSeen } from "../dialect.ts";
import { peekMember, peekText } from "../../exchange/peek-member.ts";
import { isObject } from "../members.ts";
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

export function wantsUsage(request: JsonText): boolean {
  const options = peekMember(request, "stream_options");
  return isObject(options) && options["include_usage"] === true;
}

/** A stream says what it cost only where it is asked to; the client that did not ask is spared the extra chunk. */
export function relayRequest(request: JsonText): JsonText {
  if (peekMember(request, "stream") !== true || wantsUsage(request)) return request;
  const options = peekMember(request, "stream_options");
  const asked = { ...(isObject(options) ? options : {}), include_usage: true };
  const edited = readJsonText(editJson(request, { set: { stream_options: asked } }));
  return edited.kind === "ok" ? edited.text : request;
}
