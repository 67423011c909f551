// `generationConfig`: how the answer should be made, and in which form.

import type { ExchangeRequest, OutputFormat, Sampling } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import {
  optional,
  present,
  readBoolean,
  readCount,
  readList,
  readNumber,
  readObject,
  readString,
  unsupported,
} from "../members.ts";
import { pick } from "./fields.ts";
import { jsonSchemaOf } from "./json-schema.ts";
import { decodeThinking } from "./thinking.ts";

const AT = "generationConfig";
/** The schema of an answer has no name here, and needs one elsewhere. */
export const SCHEMA_NAME = "response";

type FromConfig = Pick<ExchangeRequest, "sampling" | "maxOutputTokens" | "stop" | "reasoning" | "outputFormat">;

/** Throws Fault `invalid_request`, `unsupported_parameter`. */
export function decodeConfig(value: unknown): FromConfig {
  const config = optional(value, AT, readObject) ?? {};
  refuseUnsayable(config);
  return present({
    sampling: decodeSampling(config),
    maxOutputTokens: optional(pick(config, "maxOutputTokens"), `${AT}.maxOutputTokens`, readCount),
    stop: optional(pick(config, "stopSequences"), `${AT}.stopSequences`, readList(readString)),
    reasoning: decodeThinking(pick(config, "thinkingConfig"), `${AT}.thinkingConfig`),
    outputFormat: decodeFormat(config),
  });
}

function refuseUnsayable(config: JsonObject): void {
  if ((optional(pick(config, "candidateCount"), `${AT}.candidateCount`, readNumber) ?? 1) !== 1) {
    throw unsupported(`${AT}.candidateCount`, "Only one candidate can be asked for: leave 'candidateCount' out.");
  }
  if (optional(pick(config, "responseLogprobs"), `${AT}.responseLogprobs`, readBoolean) === true) {
    throw unsupported(`${AT}.responseLogprobs`, "Log probabilities are not available from this model's upstream.");
  }
  const modalities =
    optional(pick(config, "responseModalities"), `${AT}.responseModalities`, readList(readString)) ?? [];
  if (modalities.some((modality) => modality.toUpperCase() !== "TEXT")) {
    throw unsupported(`${AT}.responseModalities`, "This model's upstream answers in text alone.");
  }
}

function decodeSampling(config: JsonObject): Sampling | undefined {
  const read = (name: string): number | undefined => optional(pick(config, name), `${AT}.${name}`, readNumber);
  const sampling = present({
    temperature: read("temperature"),
    topP: read("topP"),
    topK: read("topK"),
    frequencyPenalty: read("frequencyPenalty"),
    presencePenalty: read("presencePenalty"),
    seed: read("seed"),
  });
  return Object.keys(sampling).length === 0 ? undefined : sampling;
}

function decodeFormat(config: JsonObject): OutputFormat | undefined {
  const mimeType = optional(pick(config, "responseMimeType"), `${AT}.responseMimeType`, readString);
  if (mimeType !== undefined && mimeType !== "text/plain" && mimeType !== "application/json") {
    throw unsupported(
      `${AT}.responseMimeType`,
      `Answers in '${mimeType}' are not available from this model's upstream.`,
    );
  }
  const schema =
    optional(pick(config, "responseJsonSchema"), `${AT}.responseJsonSchema`, readObject) ??
    optional(pick(config, "responseSchema"), `${AT}.responseSchema`, (value, path) =>
      jsonSchemaOf(readObject(value, path)),
    );
  if (schema !== undefined) return { kind: "json-schema", name: SCHEMA_NAME, schema };
  if (mimeType === undefined) return undefined;
  return { kind: mimeType === "application/json" ? "json" : "text" };
}
