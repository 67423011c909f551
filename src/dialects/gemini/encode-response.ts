// A whole answer as a `GenerateContentResponse`.

import type { AssistantPart } from "../../exchange/request.ts";
import type { ExchangeResponse } from "../../exchange/response.ts";
import type { JsonObject } from "../dialect.ts";
import { present } from "../members.ts";
import { argsOf } from "./call-input.ts";
import { finishReasonFor } from "./finish-reason.ts";
import { featuresOf } from "./model-features.ts";
import { encodeUsage } from "./usage.ts";

/** Total. An answer without parts has one empty text, as Google's own: @google/genai drops turns that have none. */
export function encodeResponse(response: ExchangeResponse): JsonObject {
  const { isClaude } = featuresOf(response.model);
  const parts = response.content.flatMap((part) => encodePart(part, isClaude));
  return present({
    candidates: [
      {
        content: { parts: parts.length === 0 ? [{ text: "" }] : parts, role: "model" },
        finishReason: finishReasonFor(response.finish),
        index: 0,
      },
    ],
    usageMetadata: response.usage === null ? undefined : encodeUsage(response.usage),
    modelVersion: response.model,
    responseId: response.id,
  });
}

/** A refusal has no form of its own here: it is text, and the finish reason tells it from an answer. */
function encodePart(part: AssistantPart, isClaude: boolean): readonly JsonObject[] {
  switch (part.kind) {
    case "text":
    case "refusal":
      return part.text === "" ? [] : [{ text: part.text }];
    case "reasoning": {
      const signature = isClaude && part.proof?.kind === "signature" ? part.proof.value : undefined;
      if (part.text === "" && signature === undefined) return [];
      return [present({ text: part.text, thought: true, thoughtSignature: signature })];
    }
    case "tool-call":
      return [
        present({ functionCall: { id: part.id, name: part.name, args: argsOf(part) }, thoughtSignature: part.proof }),
      ];
  }
}
