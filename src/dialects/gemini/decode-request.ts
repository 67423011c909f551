// What a client of `/v1beta/models/{model}:generateContent` asked for, in canonical words.

import type { ExchangeRequest } from "../../exchange/request.ts";
import { checked } from "../check-request.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, optional, present, readBoolean, readName } from "../members.ts";
import { decodeConfig } from "./decode-config.ts";
import { decodeContents, decodeInstruction } from "./decode-contents.ts";
import { decodeToolChoice, decodeTools } from "./decode-tools.ts";
import { pick } from "./fields.ts";
import { featuresOf } from "./model-features.ts";

/** Members that mean something to Google alone. They travel under `vendor.gemini`. */
export const GEMINI_EXTRAS = ["safetySettings", "cachedContent", "labels"] as const;

const NAMES = { messages: "contents", toolChoice: "toolConfig.functionCallingConfig.allowedFunctionNames" };

/**
 * The model and whether to stream stand in the URL, not in the body (`{model}:streamGenerateContent`): the front door
 * puts them into it as `model` and `stream`. Throws Fault `invalid_request` or `unsupported_parameter`.
 */
export function decodeRequest(body: JsonObject): ExchangeRequest {
  const model = readName(body["model"], "model");
  const { isClaude } = featuresOf(model);
  if (pick(body, "contents") === undefined && body["messages"] !== undefined) {
    throw invalid("contents", "This body has 'messages' where Gemini has 'contents': send it to /v1/chat/completions.");
  }
  const request = present({
    model,
    stream: optional(body["stream"], "stream", readBoolean) ?? false,
    messages: [
      ...(optional(pick(body, "systemInstruction"), "systemInstruction", decodeInstruction) ?? []),
      ...decodeContents(pick(body, "contents"), isClaude),
    ],
    tools: decodeTools(pick(body, "tools"), "tools"),
    toolChoice: decodeToolChoice(pick(body, "toolConfig"), "toolConfig"),
    ...decodeConfig(pick(body, "generationConfig")),
    vendor: extrasOf(body),
  });
  return checked(request, NAMES);
}

function extrasOf(body: JsonObject): ExchangeRequest["vendor"] {
  const said = GEMINI_EXTRAS.filter((name) => pick(body, name) !== undefined);
  return said.length === 0 ? undefined : { gemini: Object.fromEntries(said.map((name) => [name, pick(body, name)])) };
}
