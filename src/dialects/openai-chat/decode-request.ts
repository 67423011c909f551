// What a client of /v1/chat/completions asked for, in canonical words. Members nobody knows are tolerated, not kept.

import type { ExchangeRequest, ReasoningRequest, Sampling } from "../../exchange/request.ts";
import { checked } from "../check-request.ts";
import type { JsonObject } from "../dialect.ts";
import {
  invalid,
  optional,
  present,
  readArray,
  readBoolean,
  readCount,
  readList,
  readName,
  readNumber,
  readObject,
  readString,
  readStrings,
  unsupported,
} from "../members.ts";
import { readOutputFormat } from "../openai/output-format.ts";
import { readExtras } from "../openai/vendor-extras.ts";
import { decodeMessages } from "./decode-messages.ts";
import { decodeToolChoice, decodeTools } from "./decode-tools.ts";

/** Members that mean something to OpenAI alone. */
export const CHAT_EXTRAS = [
  "store",
  "safety_identifier",
  "prompt_cache_retention",
  "logit_bias",
  "prediction",
] as const;

const NAMES = { messages: "messages", toolChoice: "tool_choice" };

/** Throws Fault `invalid_request` or `unsupported_parameter`, its `param` the dotted path of the member. */
export function decodeRequest(body: JsonObject): ExchangeRequest {
  refuseOtherDialect(body);
  refuseUnsayable(body);
  const tools = decodeTools(body);
  const request = present({
    model: readName(body["model"], "model"),
    stream: optional(body["stream"], "stream", readBoolean) ?? false,
    messages: decodeMessages(readArray(body["messages"], "messages")),
    tools,
    toolChoice: decodeToolChoice(body),
    parallelToolCalls: optional(body["parallel_tool_calls"], "parallel_tool_calls", readBoolean),
    reasoning: decodeReasoning(body),
    outputFormat: optional(body["response_format"], "response_format", (value, path) =>
      readOutputFormat(readObject(value, path), path, "json_schema"),
    ),
    verbosity: optional(body["verbosity"], "verbosity", readString),
    sampling: decodeSampling(body),
    maxOutputTokens:
      optional(body["max_completion_tokens"], "max_completion_tokens", readCount) ??
      optional(body["max_tokens"], "max_tokens", readCount),
    stop: optional(body["stop"], "stop", readStop),
    cacheKey: optional(body["prompt_cache_key"], "prompt_cache_key", readString),
    user: optional(body["user"], "user", readString),
    serviceTier: optional(body["service_tier"], "service_tier", readString),
    metadata: optional(body["metadata"], "metadata", readStrings),
    usageInStream: optional(body["stream_options"], "stream_options", readIncludeUsage),
    vendor: readExtras(body, CHAT_EXTRAS),
  });
  return checked(request, NAMES);
}

function refuseOtherDialect(body: JsonObject): void {
  if (body["messages"] !== undefined || body["input"] === undefined) return;
  throw invalid(
    "messages",
    "This body has 'input' where chat completions have 'messages': it is a Responses request, send it to /v1/responses.",
  );
}

function refuseUnsayable(body: JsonObject): void {
  if ((optional(body["n"], "n", readNumber) ?? 1) !== 1) {
    throw unsupported("n", "Only one choice can be asked for: leave 'n' out or set it to 1.");
  }
  if (optional(body["logprobs"], "logprobs", readBoolean) === true) {
    throw unsupported("logprobs", "Log probabilities are not available through this gateway: leave 'logprobs' out.");
  }
  if ((optional(body["top_logprobs"], "top_logprobs", readNumber) ?? 0) > 0) {
    throw unsupported("top_logprobs", "Log probabilities are not available: leave 'top_logprobs' out.");
  }
  if (optional(body["modalities"], "modalities", readList(readString))?.includes("audio") === true) {
    throw unsupported("modalities", "Only text can be answered: leave 'audio' out of 'modalities'.");
  }
}

function decodeReasoning(body: JsonObject): ReasoningRequest | undefined {
  // `reasoning: {...}` is what OpenRouter's clients send; OpenAI's own member wins where both stand.
  const object = optional(body["reasoning"], "reasoning", readObject) ?? {};
  const effort =
    optional(body["reasoning_effort"], "reasoning_effort", readString) ??
    optional(object["effort"], "reasoning.effort", readString);
  const summary = optional(object["summary"], "reasoning.summary", readString);
  const budgetTokens = optional(object["max_tokens"], "reasoning.max_tokens", readNumber);
  const reasoning = present({ effort, summary, budgetTokens });
  return Object.keys(reasoning).length === 0 ? undefined : reasoning;
}

function decodeSampling(body: JsonObject): Sampling | undefined {
  const sampling = present({
    temperature: optional(body["temperature"], "temperature", readNumber),
    topP: optional(body["top_p"], "top_p", readNumber),
    topK: optional(body["top_k"], "top_k", readNumber),
    frequencyPenalty: optional(body["frequency_penalty"], "frequency_penalty", readNumber),
    presencePenalty: optional(body["presence_penalty"], "presence_penalty", readNumber),
    seed: optional(body["seed"], "seed", readNumber),
  });
  return Object.keys(sampling).length === 0 ? undefined : sampling;
}

function readStop(value: unknown, path: string): readonly string[] {
  return typeof value === "string" ? [value] : readList(readString)(value, path);
}

function readIncludeUsage(value: unknown, path: string): boolean {
  return optional(readObject(value, path)["include_usage"], `${path}.include_usage`, readBoolean) ?? false;
}
