// `model(high)` on a chat request: `reasoning_effort`.

import type { RequestedEffort } from "../../domain/effort-suffix.ts";
import { editText } from "../../exchange/edit-text.ts";
import type { JsonEdits, JsonText } from "../../exchange/json-text.ts";
import { peekMember } from "../../exchange/peek-member.ts";
import { isObject } from "../members.ts";
import { effortOf, reasoningFor } from "../reasoning-effort.ts";

export function withEffort(request: JsonText, effort: RequestedEffort): JsonText {
  const word = effortOf(reasoningFor(effort));
  const { remove = [], set } = withoutOtherWord(request);
  if (word === undefined) return editText(request, { remove: [...remove, "reasoning_effort"], set: { ...set } });
  return editText(request, { remove, set: { ...set, reasoning_effort: word } });
}

/** OpenRouter's clients say the depth in `reasoning`; two different wishes must not stand side by side. */
function withoutOtherWord(request: JsonText): JsonEdits {
  const said = peekMember(request, "reasoning");
  if (!isObject(said) || (said["effort"] === undefined && said["max_tokens"] === undefined)) return {};
  const { effort: _, max_tokens: __, ...others } = said;
  return Object.keys(others).length === 0 ? { remove: ["reasoning"] } : { set: { reasoning: others } };
}
