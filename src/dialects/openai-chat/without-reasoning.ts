// A chat request without foreign proofs. OpenAI's own chat has none; OpenRouter's `reasoning_details` carry those of the
// vendor behind it. `reasoning_content` is plain text, and nobody's secret.

import { editElements, editText } from "../../exchange/edit-text.ts";
import type { JsonText } from "../../exchange/json-text.ts";
import { peekText } from "../../exchange/peek-member.ts";
import type { IsForeign } from "../dialect.ts";

const DETAILS = "reasoning_details";

export function withoutReasoning(request: JsonText, isForeign: IsForeign): JsonText {
  return editElements(request, "messages", {
    mentioning: [`"${DETAILS}"`],
    edit: (message) => {
      const edited = editElements(message, DETAILS, {
        edit: (detail) => {
          const proof = peekText(detail, "data") ?? peekText(detail, "signature");
          return proof !== null && isForeign(proof) ? null : detail;
        },
      });
      if (edited === message) return message;
      return edited.elements(DETAILS, 1).length === 0 ? editText(edited, { remove: [DETAILS] }) : edited;
    },
  });
}
