// The canonical request as a plain chat body. What one provider cannot take, or calls otherwise, that provider patches.

import type { ExchangeRequest, OutputFormat } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { effortOf } from "../reasoning-effort.ts";
import { present } from "../members.ts";
import { writeSchema } from "../openai/output-format.ts";
import { writeExtras } from "../openai/vendor-extras.ts";
import { refuseStoredContext } from "../stored-context.ts";
import { CHAT_EXTRAS } from "./decode-request.ts";
import { encodeMessages } from "./encode-messages.ts";
import { encodeToolChoice, encodeTools, encodeWebSearch } from "./encode-tools.ts";
import { featuresOf } from "./model-features.ts";

/**
 * Usage is always asked of a streaming upstream: clients that do not want it do not get it from our encoder, but the
 * accounts are counted. `top_k` is left out: OpenAI refuses a request that has it, and gemini-cli always sends it. Throws Fault `unsupported_parameter` for what chat cannot say.
 */
export function encodeRequest(request: ExchangeRequest): JsonObject {
  refuseStoredContext(request);
  const { sampling } = request;
  const features = featuresOf(request.model);
  const tools = encodeTools(request, features);
  return {
    ...writeExtras(request, CHAT_EXTRAS),
    ...present({
      model: request.model,
      stream: request.stream,
      stream_options: request.stream ? { include_usage: true } : undefined,
      messages: encodeMessages(request.messages, features),
      tools: tools.length === 0 ? undefined : tools,
      web_search_options: encodeWebSearch(request.tools),
      // Neither is taken without tools.
      tool_choice: tools.length === 0 ? undefined : encodeToolChoice(request, features),
      parallel_tool_calls: tools.length === 0 ? undefined : request.parallelToolCalls,
      reasoning_effort: effortOf(request.reasoning),
      response_format: request.outputFormat === undefined ? undefined : encodeFormat(request.outputFormat),
      verbosity: request.verbosity,
      temperature: sampling?.temperature,
      top_p: sampling?.topP,
      frequency_penalty: sampling?.frequencyPenalty,
      presence_penalty: sampling?.presencePenalty,
      seed: sampling?.seed,
      max_completion_tokens: request.maxOutputTokens,
      stop: request.stop,
      prompt_cache_key: request.cacheKey,
      user: request.user,
      service_tier: request.serviceTier,
      metadata: request.metadata,
    }),
  };
}

function encodeFormat(format: OutputFormat): JsonObject {
  if (format.kind === "json-schema") return { type: "json_schema", json_schema: writeSchema(format) };
  return { type: format.kind === "json" ? "json_object" : "text" };
}
