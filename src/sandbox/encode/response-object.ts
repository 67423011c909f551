// The response object of the Responses API and its output items, as they are when all is said.

import type { Ids } from "../../domain/ports.ts";
import { seal } from "../accounts/sealed-content.ts";
import { asList, asObject, type Json } from "../json.ts";
import type { Reply, Tokens } from "../model/reply.ts";
import type { ToolCall } from "../model/tool-calls.ts";

/** All that stays the same while a response grows. */
export interface ResponseFrame {
  readonly id: string;
  readonly model: string;
  /** Epoch s. */
  readonly createdAt: number;
  readonly request: Json;
  /** Who seals reasoning: only they can bring it back. */
  readonly owner: string;
  /** `codex`: the ChatGPT backend, with its quirks; `public`: api.openai.com. */
  readonly source: "codex" | "public";
}

export interface ResponseState {
  readonly status: "in_progress" | "completed" | "incomplete" | "failed";
  readonly output: readonly Json[];
  readonly tokens: Tokens | null;
  readonly error?: Json;
}

/** The response object in a state of its life. */
export function responseObject(frame: ResponseFrame, state: ResponseState): Json {
  const { request } = frame;
  const isOver = state.status === "completed" || state.status === "incomplete";
  return {
    id: frame.id,
    object: "response",
    created_at: frame.createdAt,
    ...(isOver ? { completed_at: frame.createdAt } : {}),
    status: state.status,
    background: false,
    error: state.error ?? null,
    incomplete_details: state.status === "incomplete" ? { reason: "max_output_tokens" } : null,
    instructions: request["instructions"] ?? null,
    max_output_tokens: request["max_output_tokens"] ?? null,
    max_tool_calls: null,
    model: frame.model,
    output: state.output,
    parallel_tool_calls: request["parallel_tool_calls"] ?? true,
    previous_response_id: request["previous_response_id"] ?? null,
    prompt_cache_key: request["prompt_cache_key"] ?? null,
    reasoning: { effort: null, summary: null, ...asObject(request["reasoning"]) },
    safety_identifier: null,
    service_tier: request["service_tier"] ?? "default",
    store: request["store"] ?? true,
    temperature: request["temperature"] ?? 1,
    text: { format: { type: "text" }, verbosity: "medium", ...asObject(request["text"]) },
    tool_choice: request["tool_choice"] ?? "auto",
    tools: request["tools"] ?? [],
    top_logprobs: 0,
    top_p: request["top_p"] ?? 1,
    truncation: "disabled",
    usage: state.tokens === null ? null : responseUsage(state.tokens),
    user: null,
    metadata: request["metadata"] ?? {},
  };
}

/** The usage block of a response. */
export function responseUsage(tokens: Tokens): Json {
  return {
    input_tokens: tokens.input,
    input_tokens_details: { cached_tokens: tokens.cached },
    output_tokens: tokens.output,
    output_tokens_details: { reasoning_tokens: tokens.reasoning },
    total_tokens: tokens.input + tokens.output,
  };
}

/** The finished output items of a reply, in order. */
export function outputItems(frame: ResponseFrame, reply: Reply, ids: Ids): readonly Json[] {
  const { says } = reply;
  switch (says.kind) {
    case "compaction":
      // Exactly one item: Codex refuses a compaction that brings anything else.
      return [compactionItem(frame.owner, ids)];
    case "tool-calls":
      return [reasoningItem(frame, reply, ids), ...says.calls.map((call) => toolCallItem(call, ids))];
    case "text": {
      const part = { type: "output_text", text: says.text, annotations: [], logprobs: [] };
      return [reasoningItem(frame, reply, ids), messageItem(frame, part, { ids, cutShort: reply.cutShort })];
    }
    case "refusal": {
      const part = { type: "refusal", refusal: says.text };
      return [reasoningItem(frame, reply, ids), messageItem(frame, part, { ids, cutShort: false })];
    }
  }
}

/** A conversation folded into one opaque item. */
export function compactionItem(owner: string, ids: Ids): Json {
  return { id: ids.token("cmp"), type: "compaction", encrypted_content: seal(owner, ids.token("fold")) };
}

function reasoningItem(frame: ResponseFrame, reply: Reply, ids: Ids): Json {
  const asked = asList(frame.request["include"]).includes("reasoning.encrypted_content");
  return {
    id: ids.token("rs"),
    type: "reasoning",
    summary: reply.summary === null ? [] : [{ type: "summary_text", text: reply.summary }],
    ...(frame.source === "codex" || asked ? { encrypted_content: seal(frame.owner, ids.token("thought")) } : {}),
  };
}

function messageItem(frame: ResponseFrame, part: Json, how: { readonly ids: Ids; readonly cutShort: boolean }): Json {
  return {
    id: how.ids.token("msg"),
    type: "message",
    status: how.cutShort ? "incomplete" : "completed",
    role: "assistant",
    content: [part],
    ...(frame.source === "codex" ? { phase: "final_answer" } : {}),
  };
}

function toolCallItem(call: ToolCall, ids: Ids): Json {
  const namespace = call.namespace === null ? {} : { namespace: call.namespace };
  const common = { status: "completed", call_id: ids.token("call") };
  switch (call.kind) {
    case "function":
      return {
        id: ids.token("fc"),
        type: "function_call",
        ...common,
        name: call.name,
        arguments: call.input,
        ...namespace,
      };
    case "custom":
      return {
        id: ids.token("ctc"),
        type: "custom_tool_call",
        ...common,
        name: call.name,
        input: call.input,
        ...namespace,
      };
    case "local_shell":
      return {
        id: ids.token("lsh"),
        type: "local_shell_call",
        ...common,
        action: { type: "exec", command: ["bash", "-lc", call.input], env: {} },
      };
  }
}
