// The canonical request as a body of the public API. What one provider cannot take, or wraps, that provider patches.

import type { ExchangeRequest, OutputFormat } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { present, unsupported } from "../members.ts";
import { cleanSchema } from "./clean-schema.ts";
import { GEMINI_EXTRAS } from "./decode-request.ts";
import { encodeMessages } from "./encode-contents.ts";
import { encodeToolChoice, encodeTools, withoutDialect } from "./encode-tools.ts";
import { refuseStoredContext } from "../stored-context.ts";
import { featuresOf, type ModelFeatures } from "./model-features.ts";
import { encodeThinking } from "./thinking.ts";

const MOST_STOP_SEQUENCES = 5;

/**
 * Neither `model` nor `stream` is in it: the provider puts them into the URL. Hints that Gemini has no word for
 * (parallel calls, verbosity, cache key, user, service tier, metadata) are left out. Throws Fault `unsupported_parameter`,
 * `invalid_request`.
 */
export function encodeRequest(request: ExchangeRequest): JsonObject {
  refuseStoredContext(request, "gemini");
  const features = featuresOf(request.model);
  const tools = encodeTools(request.tools, features);
  const generationConfig = encodeConfig(request, features);
  const extras = request.vendor?.["gemini"] ?? {};
  return {
    ...Object.fromEntries(GEMINI_EXTRAS.flatMap((name) => (extras[name] === undefined ? [] : [[name, extras[name]]]))),
    ...present({
      ...encodeMessages(request.messages, features),
      tools: tools.length === 0 ? undefined : tools,
      toolConfig: encodeToolChoice(request),
      generationConfig: Object.keys(generationConfig).length === 0 ? undefined : generationConfig,
    }),
  };
}

function encodeConfig(request: ExchangeRequest, features: ModelFeatures): JsonObject {
  const { sampling, stop } = request;
  if (stop !== undefined && stop.length > MOST_STOP_SEQUENCES) {
    throw unsupported("stop", `This model's upstream takes at most ${MOST_STOP_SEQUENCES} stop sequences.`);
  }
  return present({
    temperature: sampling?.temperature,
    topP: sampling?.topP,
    topK: sampling?.topK,
    frequencyPenalty: features.takesPenalties ? sampling?.frequencyPenalty : undefined,
    presencePenalty: features.takesPenalties ? sampling?.presencePenalty : undefined,
    seed: sampling?.seed,
    maxOutputTokens: request.maxOutputTokens,
    stopSequences: stop,
    thinkingConfig: encodeThinking(request.reasoning, features),
    ...(request.outputFormat === undefined ? {} : encodeFormat(request.outputFormat, features)),
  });
}

function encodeFormat(format: OutputFormat, features: ModelFeatures): JsonObject {
  if (format.kind !== "json-schema") {
    return { responseMimeType: format.kind === "json" ? "application/json" : "text/plain" };
  }
  const schema = features.takesJsonSchema
    ? { responseJsonSchema: withoutDialect(format.schema) }
    : { responseSchema: cleanSchema(format.schema) };
  return { responseMimeType: "application/json", ...schema };
}
