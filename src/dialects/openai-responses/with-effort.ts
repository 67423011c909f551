// `model(high)` on a Responses request: `reasoning.effort`, the other members of `reasoning` as they are.

import type { RequestedEffort } from "../../domain/effort-suffix.ts";
import { editText } from "../../exchange/edit-text.ts";
import type { JsonText } from "../../exchange/json-text.ts";
import { peekMember } from "../../exchange/peek-member.ts";
import { isObject, present } from "../members.ts";
import { effortOf, reasoningFor } from "../reasoning-effort.ts";

export function withEffort(request: JsonText, effort: RequestedEffort): JsonText {
  const said = peekMember(request, "reasoning");
  const { effort: _, ...others } = isObject(said) ? said : {};
  const reasoning = present({ effort: effortOf(reasoningFor(effort)), ...others });
  if (Object.keys(reasoning).length === 0) return editText(request, { remove: ["reasoning"] });
  return editText(request, { set: { reasoning } });
}
