// A Gemini request without the thought signatures that its upstream would refuse. Claude behind Antigravity signs its
// thoughts, and opens its own alone; Gemini signs calls and words.

import { editElements, editText } from "../../exchange/edit-text.ts";
import type { JsonText } from "../../exchange/json-text.ts";
import { peekMember, peekText } from "../../exchange/peek-member.ts";
import type { IsForeign } from "../dialect.ts";
import { type ModelFeatures, featuresOf } from "./model-features.ts";
import { NO_SIGNATURE } from "./no-signature.ts";

export const UNSIGNED = ['"thought":true', '"thought": true'];
const SIGNATURES = ["thoughtSignature", "thought_signature"] as const;
const CALLS = ['"functionCall"', '"function_call"'];

/** A call keeps its place, with what Google documents for calls whose signature there is none of. */
export function withoutReasoning(request: JsonText, isForeign: IsForeign, model: string): JsonText {
  const features = featuresOf(model);
  const mentioning = [...SIGNATURES, ...(features.isClaude ? ['"thought"'] : features.isGemini3 ? CALLS : [])];
  return editElements(request, "contents", {
    mentioning,
    edit: (content) => {
      let calls = 0;
      const edited = editElements(content, "parts", {
        mentioning,
        edit(part) {
          if (isCall(part)) calls += 1;
          // Of the calls of one step the first alone has to be signed: one of another vendor's has nothing to show.
          if (calls === 1 && features.isGemini3 && isUnsignedCall(part) && isForeign("")) return withNoSignature(part);
          return withoutSignature(part, features, isForeign);
        },
      });
      if (edited === content) return content;
      // A turn without parts is refused, and so are two turns of the user in a row.
      return edited.elements("parts", 1).length === 0 ? editText(edited, { set: { parts: [{ text: "" }] } }) : edited;
    },
  });
}

function withoutSignature(part: JsonText, features: ModelFeatures, isForeign: IsForeign): JsonText | null {
  const member = SIGNATURES.find((name) => part.has(name)) ?? SIGNATURES[0];
  const proof = peekText(part, member);
  if (peekMember(part, "thought") === true) {
    // A thought that nobody signed is nothing to Gemini, and refused by Claude.
    const isAsked = proof !== null || features.isClaude;
    return isAsked && isForeign(proof ?? "") ? null : part;
  }
  if (proof === null || proof === NO_SIGNATURE || !isForeign(proof)) return part;
  if (isCall(part) && features.isGemini3) return editText(part, { set: { [member]: NO_SIGNATURE } });
  const rest = editText(part, { remove: SIGNATURES });
  // What only carried the signature has nothing left to say.
  return isCall(part) || peekText(rest, "text") !== null || hasOtherData(rest) ? rest : null;
}

const isCall = (part: JsonText): boolean => part.has("functionCall") || part.has("function_call");

const isUnsignedCall = (part: JsonText): boolean => isCall(part) && !SIGNATURES.some((name) => part.has(name));

const withNoSignature = (part: JsonText): JsonText => editText(part, { set: { [SIGNATURES[0]]: NO_SIGNATURE } });

const hasOtherData = (part: JsonText): boolean =>
  ["inlineData", "inline_data", "fileData", "file_data", "executableCode", "executable_code"].some((name) =>
    part.has(name),
  ) || ["codeExecutionResult", "code_execution_result"].some((name) => part.has(name));
