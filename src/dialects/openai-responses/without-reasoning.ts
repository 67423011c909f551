// A Responses request without the reasoning that its upstream cannot open (400 `invalid_encrypted_content`).

import { editElements, editText } from "../../exchange/edit-text.ts";
import type { JsonText } from "../../exchange/json-text.ts";
import { peekText } from "../../exchange/peek-member.ts";
import type { IsForeign } from "../dialect.ts";
import { MADE_ID } from "./output-items.ts";

/**
 * What followed a thought that goes loses its id: by it the upstream would know the item again and miss the thought ("was
 * provided without its required 'reasoning' item"), or not find it at all.
 */
export function withoutReasoning(request: JsonText, isForeign: IsForeign): JsonText {
  const gone = foreignAmong(request, isForeign);
  if (gone.size === 0) return request;
  let bereft = false;
  return editElements(request, "input", {
    edit: (item, position) => {
      if (gone.has(position)) {
        bereft = true;
        return null;
      }
      if (!isAnswered(item)) bereft = false;
      return bereft ? editText(item, { remove: ["id"] }) : item;
    },
  });
}

function foreignAmong(request: JsonText, isForeign: IsForeign): ReadonlySet<number> {
  const foreign = new Set<number>();
  editElements(request, "input", {
    mentioning: ['"reasoning"'],
    edit: (item, position) => {
      if (peekText(item, "type") !== "reasoning") return item;
      const proof = peekText(item, "encrypted_content");
      if (proof !== null ? isForeign(proof) : isUnproven(item) && isForeign("")) foreign.add(position);
      return item;
    },
  });
  return foreign;
}

/** A thought of an upstream that proves none: taken for a stored one, it would not be found ("Item with id 'rs_...'"). */
const isUnproven = (item: JsonText): boolean => peekText(item, "id")?.startsWith(MADE_ID) === true;

/** An item of the model's own answer after its thought. */
function isAnswered(item: JsonText): boolean {
  const type = peekText(item, "type");
  if (type === "message" || type === null) return peekText(item, "role") === "assistant";
  return type.endsWith("_call");
}
