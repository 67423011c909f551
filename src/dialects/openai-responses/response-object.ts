// The `response` object: what it repeats of the request, and what became of it.

import type { Usage } from "../../domain/usage.ts";
import type { ExchangeTerms } from "../../exchange/request.ts";
import type { FinishReason } from "../../exchange/stream-event.ts";
import type { JsonObject } from "../dialect.ts";
import { encodeReasoning, encodeTextOptions } from "./encode-request.ts";
import { encodeTool, encodeToolChoice } from "./encode-tools.ts";
import { encodeUsage } from "./usage.ts";

export interface ResponseHead {
  readonly id: string;
  readonly model: string;
  /** Epoch seconds. */
  readonly createdAt: number;
}

/** The object as it stands before anything was answered. SDKs read `tools` and `text` of it when they parse the end. */
export function openResponse(head: ResponseHead, request: ExchangeTerms): JsonObject {
  return {
    id: head.id,
    object: "response",
    created_at: head.createdAt,
    status: "in_progress",
    background: false,
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: request.maxOutputTokens ?? null,
    model: head.model,
    output: [],
    parallel_tool_calls: request.parallelToolCalls ?? true,
    previous_response_id: null,
    prompt_cache_key: request.cacheKey ?? null,
    reasoning: { effort: null, summary: null, ...encodeReasoning(request) },
    service_tier: request.serviceTier ?? "auto",
    store: false,
    temperature: request.sampling?.temperature ?? 1,
    text: { format: { type: "text" }, ...encodeTextOptions(request) },
    tool_choice: encodeToolChoice(request) ?? "auto",
    tools: request.tools.flatMap((tool) => encodeTool(tool) ?? []),
    top_p: request.sampling?.topP ?? 1,
    truncation: "disabled",
    usage: null,
    user: request.user ?? null,
    metadata: request.metadata ?? {},
  };
}

export interface Ending {
  readonly reason: FinishReason;
  readonly usage: Usage | null;
  readonly output: readonly JsonObject[];
}

/** The object at the end; its `status` is `completed`, or `incomplete` where the answer was cut. */
export function closeResponse(opened: JsonObject, { reason, usage, output }: Ending): JsonObject {
  const cut = reason === "length" ? "max_output_tokens" : reason === "content_filter" ? "content_filter" : undefined;
  return {
    ...opened,
    status: cut === undefined ? "completed" : "incomplete",
    incomplete_details: cut === undefined ? null : { reason: cut },
    output,
    usage: usage === null ? null : encodeUsage(usage),
  };
}
