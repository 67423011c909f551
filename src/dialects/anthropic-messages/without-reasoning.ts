// A Messages request without the thoughts that its upstream would refuse ("Invalid `signature` in `thinking` block"): those
// of another account, and those that another vendor's upstream had.

import { editElements, editText } from "../../exchange/edit-text.ts";
import type { JsonText } from "../../exchange/json-text.ts";
import { peekMember, peekText } from "../../exchange/peek-member.ts";
import type { IsForeign, JsonObject } from "../dialect.ts";
import { isObject } from "../members.ts";
import { currentLoop } from "./current-loop.ts";

/** What no upstream signed has an empty signature (`encode-block`). */
export const UNSIGNED = ['"signature":""', '"signature": ""'];
const THOUGHTS = ['"thinking"', '"redacted_thinking"'];

/** A message left empty goes with its thoughts; thinking is switched off where it cannot go on without them. */
export function withoutReasoning(request: JsonText, isForeign: IsForeign): JsonText {
  const touched = new Set<number>();
  const edited = editElements(request, "messages", {
    mentioning: THOUGHTS,
    edit: (message, position) => {
      const left = withoutThoughts(message, isForeign);
      if (left === message) return message;
      touched.add(position);
      return left.elements("content", 1).length === 0 ? null : left;
    },
  });
  if (edited === request || !wantsThoughts(request)) return edited;
  const { from, callsTools } = currentLoop(request);
  return callsTools && [...touched].some((position) => position >= from) ? withThinkingOff(edited) : edited;
}

function withoutThoughts(message: JsonText, isForeign: IsForeign): JsonText {
  return editElements(message, "content", {
    mentioning: THOUGHTS,
    edit: (block) => {
      const type = peekText(block, "type");
      if (type !== "thinking" && type !== "redacted_thinking") return block;
      const proof = peekText(block, type === "thinking" ? "signature" : "data");
      return isForeign(proof ?? "") ? null : block;
    },
  });
}

/** With a budget, a turn that still calls tools must begin with its thought; `adaptive` needs no such thing. */
function wantsThoughts(request: JsonText): boolean {
  const thinking = peekMember(request, "thinking");
  return isObject(thinking) && thinking["type"] === "enabled";
}

/** Clearing thoughts out of the context is refused where there is no thinking. */
function withThinkingOff(request: JsonText): JsonText {
  const management = peekMember(request, "context_management");
  const set: JsonObject = { thinking: { type: "disabled" } };
  if (!isObject(management) || !Array.isArray(management["edits"])) return editText(request, { set });
  const edits = management["edits"].filter(
    (edit) => !isObject(edit) || !String(edit["type"]).startsWith("clear_thinking"),
  );
  if (edits.length === 0) return editText(request, { set, remove: ["context_management"] });
  return editText(request, { set: { ...set, context_management: { ...management, edits } } });
}
