// What a client of /v1/responses asked for, in canonical words. Members nobody knows are tolerated, not kept.

import type { ExchangeRequest, Message, OutputFormat, ReasoningRequest, Sampling } from "../../exchange/request.ts";
import { checked } from "../check-request.ts";
import type { JsonObject } from "../dialect.ts";
import {
  invalid,
  optional,
  present,
  readBoolean,
  readCount,
  readList,
  readName,
  readNumber,
  readObject,
  readString,
  readStrings,
} from "../members.ts";
import { latestTools } from "../latest-tools.ts";
import { readOutputFormat } from "../openai/output-format.ts";
import { readExtras } from "../openai/vendor-extras.ts";
import { decodeInput } from "./decode-input.ts";
import { decodeToolChoice, decodeTools } from "./decode-tools.ts";
import { RESPONSES_EXTRAS } from "./encode-request.ts";

const INCLUDABLE = [
  "code_interpreter_call.outputs",
  "computer_call_output.output.image_url",
  "file_search_call.results",
  "message.input_image.image_url",
  "message.output_text.logprobs",
  "reasoning.encrypted_content",
  "web_search_call.action.sources",
  "web_search_call.results",
];

const NAMES = { messages: "input", toolChoice: "tool_choice" };

/** Throws Fault `invalid_request` or `unsupported_parameter`, its `param` the dotted path of the member. */
export function decodeRequest(body: JsonObject): ExchangeRequest {
  refuseContradictions(body);
  const text = optional(body["text"], "text", readObject) ?? {};
  const input = decodeInput(body["input"]);
  const request = present({
    model: readName(body["model"], "model"),
    stream: optional(body["stream"], "stream", readBoolean) ?? false,
    messages: [...decodeInstructions(body), ...input.messages],
    tools: latestTools([...decodeTools(body["tools"], "tools"), ...input.tools]),
    toolChoice: optional(body["tool_choice"], "tool_choice", decodeToolChoice),
    parallelToolCalls: optional(body["parallel_tool_calls"], "parallel_tool_calls", readBoolean),
    reasoning: optional(body["reasoning"], "reasoning", readReasoning),
    outputFormat: optional(text["format"], "text.format", readFormat),
    verbosity: optional(text["verbosity"], "text.verbosity", readString),
    sampling: decodeSampling(body),
    maxOutputTokens: optional(body["max_output_tokens"], "max_output_tokens", readCount),
    cacheKey: optional(body["prompt_cache_key"], "prompt_cache_key", readString),
    user: optional(body["user"], "user", readString),
    serviceTier: optional(body["service_tier"], "service_tier", readString),
    metadata: optional(body["metadata"], "metadata", readStrings),
    vendor: readExtras(body, [...RESPONSES_EXTRAS, "include"]),
  });
  return checked(request, NAMES);
}

function refuseContradictions(body: JsonObject): void {
  if (body["input"] === undefined && body["messages"] !== undefined) {
    throw invalid(
      "input",
      "This body has 'messages' where Responses have 'input': it is a chat request, send it to /v1/chat/completions.",
    );
  }
  if ((body["previous_response_id"] ?? null) !== null && (body["conversation"] ?? null) !== null) {
    throw invalid("previous_response_id", "'previous_response_id' and 'conversation' cannot be used together.");
  }
  const truncation = optional(body["truncation"], "truncation", readString) ?? "disabled";
  if (truncation !== "auto" && truncation !== "disabled") {
    throw invalid("truncation", `Invalid value for 'truncation': '${truncation}', expected 'auto' or 'disabled'.`);
  }
  optional(body["include"], "include", readList(readIncluded));
}

function readIncluded(value: unknown, path: string): string {
  const name = readString(value, path);
  if (!INCLUDABLE.includes(name)) {
    throw invalid(path, `Invalid value for '${path}': '${name}', expected one of: ${INCLUDABLE.join(", ")}.`);
  }
  return name;
}

function decodeInstructions(body: JsonObject): readonly Message[] {
  const text = optional(body["instructions"], "instructions", readString) ?? "";
  return text === "" ? [] : [{ role: "system", content: [{ kind: "text", text }] }];
}

function readReasoning(value: unknown, path: string): ReasoningRequest | undefined {
  const fields = readObject(value, path);
  const effort = optional(fields["effort"], `${path}.effort`, readString);
  const summary =
    optional(fields["summary"], `${path}.summary`, readString) ??
    // The deprecated name of `summary`.
    optional(fields["generate_summary"], `${path}.generate_summary`, readString);
  return effort === undefined && summary === undefined ? undefined : present({ effort, summary });
}

function readFormat(value: unknown, path: string): OutputFormat {
  return readOutputFormat(readObject(value, path), path, "flat");
}

function decodeSampling(body: JsonObject): Sampling | undefined {
  const temperature = optional(body["temperature"], "temperature", readNumber);
  const topP = optional(body["top_p"], "top_p", readNumber);
  return temperature === undefined && topP === undefined ? undefined : present({ temperature, topP });
}
