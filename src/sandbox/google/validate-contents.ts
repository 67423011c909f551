// Google's validator of the conversation: turns that alternate, calls with their responses, thought signatures.

import { isSignedBy } from "../accounts/thought-signature.ts";
import { asObject, asText, type Json, objectsIn } from "../json.ts";
import { camel, field } from "./read-field.ts";
import type { Validation } from "./validate-request.ts";
import { unknownName } from "./validate-schema.ts";

/** What Google documents for calls that another model made. */
const SENTINELS: ReadonlySet<string> = new Set([
  "skip_thought_signature_validator",
  "context_engineering_is_the_way_to_go",
]);

const PART_FIELDS: ReadonlySet<string> = new Set([
  ...["text", "inlineData", "fileData", "functionCall", "functionResponse", "executableCode", "codeExecutionResult"],
  ...["thought", "thoughtSignature", "videoMetadata", "mediaResolution", "partMetadata", "toolCall", "toolResponse"],
]);

const PLEASE_ALTERNATE = "Please ensure that multiturn requests alternate between user and model.";
const CALL_AFTER =
  "Please ensure that function call turn comes immediately after a user turn or after a function response turn.";
const RESPONSE_AFTER = "Please ensure that function response turn comes immediately after a function call turn.";
const AS_MANY =
  "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.";

/** What is wrong with the `contents` of a request; null where they are well formed. */
export function contentsProblem(request: Json, how: Validation): string | null {
  const contents = objectsIn(request["contents"]);
  if (contents.length === 0) return "* GenerateContentRequest.contents: contents is not specified\n";
  for (const [index, content] of contents.entries()) {
    const problem = partsProblem(content, index) ?? turnProblem(contents, index);
    if (problem !== null) return problem;
  }
  return signatureProblem(contents, how);
}

/** True for the models that want their thoughts back with a function call. */
export function wantsSignatures(model: string): boolean {
  return /^gemini-([3-9]|\d\d)/.test(model);
}

/** Whom the signatures of a model's thoughts are bound to: Claude's to the account, Gemini's to nobody. */
export function signatory(model: string, accountId: string): string {
  return model.startsWith("claude-") ? accountId : "gemini";
}

function partsProblem(content: Json, index: number): string | null {
  const role = content["role"] ?? "user";
  if (role !== "user" && role !== "model" && role !== "function") return "Please use a valid role: user, model.";
  const parts = objectsIn(content["parts"]);
  if (parts.length === 0) {
    return `* GenerateContentRequest.contents[${index}].parts: contents.parts must not be empty.\n`;
  }
  for (const [place, part] of parts.entries()) {
    const extra = Object.keys(part).find((name) => !PART_FIELDS.has(camel(name)));
    if (extra !== undefined) return unknownName(extra, `contents[${index}].parts[${place}]`);
    const hasData = Object.keys(part).some((name) => camel(name) !== "thought" && camel(name) !== "thoughtSignature");
    if (!hasData) {
      return `* GenerateContentRequest.contents[${index}].parts[${place}].data: required oneof field 'data' must have one initialized field\n`;
    }
  }
  return null;
}

function turnProblem(contents: readonly Json[], index: number): string | null {
  const content = contents[index];
  const before = contents[index - 1];
  const next = contents[index + 1];
  const isModel = content?.["role"] === "model";
  // Several opening turns of the user are fine: Gemini CLI tells its surroundings in one of its own.
  const isOpening = contents.slice(0, index + 1).every((turn) => turn["role"] !== "model");
  if (before !== undefined && isModel === (before["role"] === "model") && !isOpening) return PLEASE_ALTERNATE;
  const calls = partsOf(content, "functionCall").length;
  const responses = partsOf(content, "functionResponse").length;
  if (calls > 0 && before === undefined) return CALL_AFTER;
  if (responses > 0 && partsOf(before, "functionCall").length === 0) return RESPONSE_AFTER;
  if (calls === 0 || next === undefined) return null;
  return partsOf(next, "functionResponse").length === calls ? null : AS_MANY;
}

function signatureProblem(contents: readonly Json[], how: Validation): string | null {
  const owner = signatory(how.model, how.owner);
  const isClaude = how.model.startsWith("claude-");
  for (const [index, content] of contents.entries()) {
    for (const [place, part] of objectsIn(content["parts"]).entries()) {
      const signature = asText(field(part, "thoughtSignature"));
      if (signature === null || isSignedBy(owner, "", signature)) continue;
      if (isClaude) return `messages.${index}.content.${place}: Invalid \`signature\` in \`thinking\` block`;
      if (!SENTINELS.has(signature)) return "Thought signature is not valid";
    }
  }
  return wantsSignatures(how.model) ? missingSignature(contents) : null;
}

/** Only the current turn counts: what came after the last words of the user. */
function missingSignature(contents: readonly Json[]): string | null {
  const start = contents.findLastIndex(
    (content) => content["role"] !== "model" && partsOf(content, "functionResponse").length === 0,
  );
  for (const [index, content] of contents.entries()) {
    const first = partsOf(content, "functionCall")[0];
    if (index < start || first === undefined || field(first, "thoughtSignature") !== undefined) continue;
    const name = asText(asObject(field(first, "functionCall"))?.["name"]) ?? "";
    return `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call \`default_api:${name}\` , position ${index + 1}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.`;
  }
  return null;
}

function partsOf(content: Json | undefined, name: string): readonly Json[] {
  return objectsIn(content?.["parts"]).filter((part) => field(part, name) !== undefined);
}
