// An answer in the words of Chat Completions: whole, or as chunks.

import type { Ids } from "../../domain/ports.ts";
import { asObject, type Json } from "../json.ts";
import type { Reply, Tokens } from "../model/reply.ts";
import type { ToolCall } from "../model/tool-calls.ts";
import { dataFrame, type Script, type WireEvent } from "./script.ts";
import { splitEvenly, splitWords } from "./split-text.ts";

export interface ChatFrame {
  readonly id: string;
  readonly model: string;
  /** Epoch s. */
  readonly createdAt: number;
  readonly request: Json;
}

/** The end of every chat stream; not JSON. */
export const CHAT_DONE: WireEvent = { type: "done", json: "[DONE]" };

/** The whole completion. */
export function chatCompletion(frame: ChatFrame, reply: Reply, ids: Ids): Json {
  const { says } = reply;
  const message: Json = {
    role: "assistant",
    content: says.kind === "text" ? says.text : null,
    ...(reply.summary === null ? {} : { reasoning_content: reply.summary }),
    refusal: says.kind === "refusal" ? says.text : null,
    annotations: [],
    ...(says.kind === "tool-calls" ? { tool_calls: says.calls.map((call) => chatToolCall(call, ids)) } : {}),
  };
  return {
    ...envelope(frame, "chat.completion"),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(reply) }],
    usage: chatUsage(reply.tokens),
  };
}

/** The completion as chunks. */
export function chatScript(frame: ChatFrame, reply: Reply, ids: Ids): Script {
  return { ...chatTail(), events: chatChunks(frame, reply, ids) };
}

/** What every script of Chat Completions shares. */
export function chatTail(): Omit<Script, "events"> {
  const error = (problem: { readonly code: string; readonly message: string }): WireEvent => ({
    type: "error",
    json: JSON.stringify({ error: { ...problem, type: "server_error", param: null } }),
  });
  return { frame: dataFrame, failed: error, error };
}

/** One chunk with one choice; `usage: null` stands in it where the client asked for usage at the end. */
export function chatChunk(frame: ChatFrame, delta: Json, finish: string | null): WireEvent {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
  return chunk({
    ...envelope(frame, "chat.completion.chunk"),
    choices,
    ...(includesUsage(frame) ? { usage: null } : {}),
  });
}

/** The extra chunk of `include_usage`; none where the client did not ask. */
export function usageChunk(frame: ChatFrame, tokens: Tokens): readonly WireEvent[] {
  if (!includesUsage(frame)) return [];
  return [chunk({ ...envelope(frame, "chat.completion.chunk"), choices: [], usage: chatUsage(tokens) })];
}

/** The usage block of a completion. */
export function chatUsage(tokens: Tokens): Json {
  return {
    prompt_tokens: tokens.input,
    completion_tokens: tokens.output,
    total_tokens: tokens.input + tokens.output,
    prompt_tokens_details: { cached_tokens: tokens.cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: tokens.reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

function* chatChunks(frame: ChatFrame, reply: Reply, ids: Ids): Generator<WireEvent> {
  const { says } = reply;
  yield chatChunk(frame, { role: "assistant", content: says.kind === "text" ? "" : null, refusal: null }, null);
  // Not OpenAI's: DeepSeek, Qwen, Kimi and others show their thoughts so.
  for (const piece of splitWords(reply.summary ?? "")) yield chatChunk(frame, { reasoning_content: piece }, null);
  switch (says.kind) {
    case "text":
      for (const content of splitWords(says.text)) yield chatChunk(frame, { content }, null);
      break;
    case "refusal":
      for (const refusal of splitWords(says.text)) yield chatChunk(frame, { refusal }, null);
      break;
    case "tool-calls":
      for (const [index, call] of says.calls.entries()) yield* toolCallChunks(frame, { index, call, ids });
      break;
    case "compaction":
      break;
  }
  yield chatChunk(frame, {}, finishReason(reply));
  yield* usageChunk(frame, reply.tokens);
  yield CHAT_DONE;
}

interface CallChunks {
  readonly index: number;
  readonly call: ToolCall;
  readonly ids: Ids;
}

function* toolCallChunks(frame: ChatFrame, { index, call, ids }: CallChunks): Generator<WireEvent> {
  const whole = chatToolCall({ ...call, input: "" }, ids);
  yield chatChunk(frame, { tool_calls: [{ index, ...whole }] }, null);
  for (const piece of splitEvenly(call.input, 4)) {
    const part = call.kind === "custom" ? { custom: { input: piece } } : { function: { arguments: piece } };
    yield chatChunk(frame, { tool_calls: [{ index, ...part }] }, null);
  }
}

function chatToolCall(call: ToolCall, ids: Ids): Json {
  const id = ids.token("call");
  return call.kind === "custom"
    ? { id, type: "custom", custom: { name: call.name, input: call.input } }
    : { id, type: "function", function: { name: call.name, arguments: call.input } };
}

function finishReason(reply: Reply): string {
  if (reply.cutShort) return "length";
  return reply.says.kind === "tool-calls" ? "tool_calls" : "stop";
}

function envelope(frame: ChatFrame, object: string): Json {
  const { id, createdAt, model } = frame;
  return { id, object, created: createdAt, model, service_tier: "default", system_fingerprint: "fp_sandbox" };
}

function includesUsage(frame: ChatFrame): boolean {
  return asObject(frame.request["stream_options"])?.["include_usage"] === true;
}

function chunk(body: Json): WireEvent {
  return { type: "chunk", json: JSON.stringify(body) };
}
