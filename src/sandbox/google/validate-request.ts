// Google's validator: what it refuses of a generateContent request, in its own words.

import { asList, asObject, asText, type Json, objectsIn } from "../json.ts";
import { camel, field } from "./read-field.ts";
import { contentsProblem } from "./validate-contents.ts";
import { schemaProblem, unknownName } from "./validate-schema.ts";

const REQUEST_FIELDS: ReadonlySet<string> = new Set([
  ...["contents", "systemInstruction", "tools", "toolConfig", "generationConfig", "safetySettings", "cachedContent"],
  ...["model", "labels", "serviceTier", "store"],
]);

const CONFIG_FIELDS: ReadonlySet<string> = new Set([
  ...["temperature", "topP", "topK", "maxOutputTokens", "stopSequences", "candidateCount", "responseMimeType"],
  ...["responseSchema", "responseJsonSchema", "thinkingConfig", "seed", "presencePenalty", "frequencyPenalty"],
  ...["responseLogprobs", "logprobs", "responseModalities", "speechConfig", "mediaResolution", "imageConfig"],
  ...["enableEnhancedCivicAnswers", "audioTimestamp", "routingConfig", "modelSelectionConfig"],
]);

const FUNCTION_NAME = /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/;
const MOST_STOPS = 5;

export interface Validation {
  readonly model: string;
  /** Whose thought signatures are welcome. */
  readonly owner: string;
  readonly door: "gemini" | "code-assist";
}

/** What is wrong with a request, in one sentence; null where it is well formed. */
export function problemWith(request: Json, how: Validation): string | null {
  const extra = Object.keys(request).find((name) => !REQUEST_FIELDS.has(camel(name)));
  if (extra !== undefined) return unknownName(extra, how.door === "gemini" ? "" : "request");
  return configProblem(request) ?? toolsProblem(request) ?? contentsProblem(request, how);
}

function configProblem(request: Json): string | null {
  const config = asObject(field(request, "generationConfig"));
  if (config === null) return null;
  const extra = Object.keys(config).find((name) => !CONFIG_FIELDS.has(camel(name)));
  if (extra !== undefined) return unknownName(extra, "generation_config");
  if (asList(field(config, "stopSequences")).length > MOST_STOPS) {
    return "The number of stop sequences must be at most 5.";
  }
  const thinking = asObject(field(config, "thinkingConfig"));
  if (field(thinking, "thinkingBudget") !== undefined && field(thinking, "thinkingLevel") !== undefined) {
    return "You can only set only one of thinking budget and thinking level.";
  }
  const schema = asObject(field(config, "responseSchema"));
  const problem = schema === null ? null : schemaProblem(schema, "generation_config.response_schema");
  if (problem !== null) return problem;
  const wantsSchema = schema !== null || field(config, "responseJsonSchema") !== undefined;
  const type = asText(field(config, "responseMimeType"));
  return wantsSchema && type !== "application/json" && type !== "text/x.enum"
    ? "* GenerateContentRequest.generation_config.response_mime_type: response_schema is set, so response_mime_type must be application/json."
    : null;
}

function toolsProblem(request: Json): string | null {
  const seen = new Set<string>();
  for (const [index, tool] of objectsIn(field(request, "tools")).entries()) {
    for (const [place, declaration] of objectsIn(field(tool, "functionDeclarations")).entries()) {
      const at = `tools[${index}].function_declarations[${place}]`;
      const name = asText(declaration["name"]) ?? "";
      const problem = declarationProblem(declaration, { at, name });
      if (problem !== null) return problem;
      if (seen.has(name))
        return `* GenerateContentRequest.tools[${index}]: Duplicate function declaration found: ${name}`;
      seen.add(name);
    }
  }
  return null;
}

const DECLARATION_FIELDS: ReadonlySet<string> = new Set([
  ...["name", "description", "behavior", "parameters", "parametersJsonSchema", "response", "responseJsonSchema"],
]);

function declarationProblem(
  declaration: Json,
  { at, name }: { readonly at: string; readonly name: string },
): string | null {
  const extra = Object.keys(declaration).find((key) => !DECLARATION_FIELDS.has(camel(key)));
  if (extra !== undefined) return unknownName(extra, at);
  if (!FUNCTION_NAME.test(name)) {
    return `* GenerateContentRequest.${at}.name: Invalid function name. Must start with a letter or an underscore. Must be alphameric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 64.`;
  }
  const parameters = asObject(declaration["parameters"]);
  if (parameters === null) return null;
  if (field(declaration, "parametersJsonSchema") !== undefined) {
    return `* GenerateContentRequest.${at}: parameters and parameters_json_schema are mutually exclusive.`;
  }
  return schemaProblem(parameters, `${at}.parameters`);
}
