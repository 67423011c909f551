// The canonical request as a plain public-API body. What one provider cannot take, that provider strips.

import type { ExchangeRequest, ExchangeTerms, OutputFormat } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { effortOf } from "../reasoning-effort.ts";
import { present } from "../members.ts";
import { writeSchema } from "../openai/output-format.ts";
import { writeExtras } from "../openai/vendor-extras.ts";
import { refuseStoredContext } from "../stored-context.ts";
import { encodeInput } from "./encode-input.ts";
import { encodeToolChoice, encodeTools } from "./encode-tools.ts";

/** Members that mean something to OpenAI alone. `include` is not among them: `encodeInclude` adds to it. */
export const RESPONSES_EXTRAS = [
  "store",
  "safety_identifier",
  "prompt_cache_retention",
  "prompt_cache_options",
  "previous_response_id",
  "conversation",
  "prompt",
  "background",
  "truncation",
  "max_tool_calls",
  "context_management",
  "client_metadata",
] as const;

/**
 * `instructions` is not used: system and developer messages keep their place as `developer` items. Responses has no stop
 * sequences, seed, top_k or penalties; they are hints and are left out. Throws Fault `unsupported_parameter` for audio
 * and for another vendor's tools.
 */
export function encodeRequest(request: ExchangeRequest): JsonObject {
  refuseStoredContext(request, "openai");
  const { sampling } = request;
  return {
    ...writeExtras(request, RESPONSES_EXTRAS),
    ...present({
      model: request.model,
      stream: request.stream,
      input: encodeInput(request.messages, !continues(request)),
      tools: request.tools.length === 0 ? undefined : encodeTools(request.tools),
      tool_choice: encodeToolChoice(request),
      parallel_tool_calls: request.tools.length === 0 ? undefined : request.parallelToolCalls,
      reasoning: encodeReasoning(request),
      include: encodeInclude(request),
      text: encodeTextOptions(request),
      temperature: sampling?.temperature,
      top_p: sampling?.topP,
      max_output_tokens: request.maxOutputTokens,
      prompt_cache_key: request.cacheKey,
      user: request.user,
      service_tier: request.serviceTier,
      metadata: request.metadata,
    }),
  };
}

const continues = ({ vendor }: ExchangeTerms): boolean =>
  vendor?.["openai"]?.["previous_response_id"] !== undefined || vendor?.["openai"]?.["conversation"] !== undefined;

/** A summary is asked for only where the client asked: it costs time, and some accounts may not have it. */
export function encodeReasoning(request: ExchangeTerms): JsonObject | undefined {
  const effort = effortOf(request.reasoning);
  const summary = request.reasoning?.summary;
  if (effort === undefined && summary === undefined) return undefined;
  return present({ effort, summary });
}

// Who sees the thinking will send it back, and without its sealed form OpenAI does not take it (store is false there).
function encodeInclude(request: ExchangeTerms): readonly unknown[] | undefined {
  const asked = request.vendor?.["openai"]?.["include"];
  const include = Array.isArray(asked) ? asked : [];
  if (request.reasoning?.summary === undefined || include.includes("reasoning.encrypted_content")) {
    return include.length === 0 ? undefined : include;
  }
  return [...include, "reasoning.encrypted_content"];
}

/** The `text` member: form and verbosity of the answer. */
export function encodeTextOptions(request: ExchangeTerms): JsonObject | undefined {
  const { outputFormat, verbosity } = request;
  if (outputFormat === undefined && verbosity === undefined) return undefined;
  return present({ format: outputFormat === undefined ? undefined : encodeFormat(outputFormat), verbosity });
}

function encodeFormat(format: OutputFormat): JsonObject {
  if (format.kind === "json-schema") return { type: "json_schema", ...writeSchema(format) };
  return { type: format.kind === "json" ? "json_object" : "text" };
}
