// Anthropic's validator: what it refuses of a Messages request, in its own words.

import { cacheMarks } from "../encode/message.ts";
import { asNumber, asObject, asText, type Json, objectsIn } from "../json.ts";
import type { ApiVersion } from "./admit.ts";
import { isNewest } from "./models.ts";
import { messagesProblem } from "./validate-messages.ts";

export interface Validation {
  readonly version: ApiVersion;
  /** Whose thinking blocks are welcome. */
  readonly owner: string;
  /** Counting takes nothing that makes an answer. */
  readonly purpose: "answer" | "count";
}

const MOST_CACHE_MARKS = 4;
const LEAST_THINKING = 1024;
const LONGEST_TOOL_NAME = 128;
const TOOL_NAME = /^[a-zA-Z0-9_-]+$/;
const SAMPLING = ["temperature", "top_p", "top_k"];

/** Parameters of other APIs. */
const FOREIGN: readonly string[] = [
  ...["n", "stop", "seed", "user", "input", "store", "logprobs", "logit_bias", "instructions", "response_format"],
  ...["max_completion_tokens", "max_output_tokens", "frequency_penalty", "presence_penalty", "parallel_tool_calls"],
  ...["stream_options", "reasoning", "reasoning_effort", "contents", "generationConfig", "systemInstruction"],
  // What SDKs call so becomes a header.
  "betas",
];

/** What makes an answer is foreign to counting. */
const NOT_COUNTED: readonly string[] = [
  ...["max_tokens", "stream", "metadata", "temperature", "top_p", "top_k", "stop_sequences", "service_tier"],
];

/** What is wrong with a request, in one sentence; null where it is well formed. */
export function problemWith(request: Json, how: Validation): string | null {
  return (
    shapeProblem(request, how) ??
    samplingProblem(request, how.version) ??
    thinkingProblem(request) ??
    toolsProblem(request) ??
    messagesProblem(request, how.owner) ??
    cacheProblem(request)
  );
}

function shapeProblem(request: Json, how: Validation): string | null {
  if (asText(request["model"]) === null) return "model: Field required";
  if (!Array.isArray(request["messages"])) return "messages: Field required";
  if (how.purpose === "answer") {
    const cap = request["max_tokens"];
    if (cap === undefined) return "max_tokens: Field required";
    if (!Number.isInteger(cap)) return "max_tokens: Input should be a valid integer";
    if ((asNumber(cap) ?? 0) < 1) return "max_tokens: Input should be greater than or equal to 1";
  }
  const refused = how.purpose === "count" ? [...FOREIGN, ...NOT_COUNTED] : FOREIGN;
  const foreign = refused.find((name) => request[name] !== undefined);
  if (foreign !== undefined) return `${foreign}: Extra inputs are not permitted`;
  const { system } = request;
  if (system !== undefined && typeof system !== "string" && !Array.isArray(system)) {
    return "system: Input should be a valid string";
  }
  const isEmpty = objectsIn(system).some((block) => block["type"] === "text" && block["text"] === "");
  return isEmpty ? "system: text content blocks must be non-empty" : null;
}

function samplingProblem(request: Json, version: ApiVersion): string | null {
  const named = SAMPLING.find((name) => request[name] !== undefined);
  if (named === undefined) return null;
  if (version === "2026-10-21") return `${named}: Extra inputs are not permitted`;
  if (isNewest(asText(request["model"]) ?? "")) return `\`${named}\` is not supported for this model.`;
  const temperature = asNumber(request["temperature"]);
  if (temperature !== null && (temperature < 0 || temperature > 1)) return "temperature: range: 0..1";
  const both = temperature !== null && request["top_p"] !== undefined;
  return both ? "`temperature` and `top_p` cannot both be specified for this model. Please use only one." : null;
}

function thinkingProblem(request: Json): string | null {
  const thinking = asObject(request["thinking"]);
  if (thinking === null || thinking["type"] === "disabled") return null;
  if (thinking["type"] === "enabled") {
    if (isNewest(asText(request["model"]) ?? "")) {
      return '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.';
    }
    const budget = asNumber(thinking["budget_tokens"]);
    if (budget === null) return "thinking.enabled.budget_tokens: Field required";
    if (budget < LEAST_THINKING) {
      return "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024";
    }
    const cap = asNumber(request["max_tokens"]);
    if (cap !== null && budget >= cap) return "`max_tokens` must be greater than `thinking.budget_tokens`.";
  }
  const temperature = asNumber(request["temperature"]);
  if (temperature !== null && temperature !== 1) {
    return "`temperature` may only be set to 1 when thinking is enabled.";
  }
  if (request["top_k"] !== undefined) return "`top_k` must be unset when thinking is enabled.";
  const choice = asObject(request["tool_choice"])?.["type"];
  return choice === "any" || choice === "tool" ? "Thinking may not be enabled when tool_choice forces tool use." : null;
}

function toolsProblem(request: Json): string | null {
  const names = new Set<string>();
  for (const [index, tool] of objectsIn(request["tools"]).entries()) {
    const isCustom = tool["type"] === undefined || tool["type"] === "custom";
    const at = `tools.${index}.${isCustom ? "custom" : String(tool["type"])}`;
    const name = asText(tool["name"]);
    if (name === null && isCustom) return `${at}.name: Field required`;
    if (name === null) continue;
    if (name.length > LONGEST_TOOL_NAME) {
      return `${at}.name: String should have at most ${LONGEST_TOOL_NAME} characters`;
    }
    if (!TOOL_NAME.test(name)) return `${at}.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`;
    if (names.has(name)) return "tools: Tool names must be unique.";
    names.add(name);
    const schema = asObject(tool["input_schema"]);
    if (!isCustom) continue;
    if (schema === null) return `${at}.input_schema: Field required`;
    if (schema["type"] !== "object") return `${at}.input_schema.type: Input should be 'object'`;
  }
  const choice = asObject(request["tool_choice"]);
  const forced = choice?.["type"] === "tool" ? asText(choice["name"]) : null;
  return forced === null || names.has(forced) ? null : `Tool '${forced}' not found in provided tools`;
}

function cacheProblem(request: Json): string | null {
  const found = cacheMarks(request).length;
  if (found <= MOST_CACHE_MARKS) return null;
  return `A maximum of ${MOST_CACHE_MARKS} blocks with cache_control may be provided. Found ${found}.`;
}
