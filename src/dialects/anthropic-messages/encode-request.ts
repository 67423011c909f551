// The canonical request as a Messages body that every model's own rules allow. It is in the words of version 2023-06-01,
// which the models of today take as well: 2026-10-21 refuses sampling parameters to all of them.

import type { ExchangeRequest, OutputFormat } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject, present } from "../members.ts";
import { refuseStoredContext } from "../stored-context.ts";
import { limitCacheMarks } from "./cache-marks.ts";
import { encodeConversation, instruction, plainText, writeTurn } from "./encode-messages.ts";
import { encodeToolChoice, encodeTools } from "./encode-tools.ts";
import { type ModelTraits, modelTraits } from "./model-traits.ts";
import { blocksBudget, forces, planThinking, type ThinkingPlan } from "./thinking.ts";
import { anthropicExtras, MESSAGES_EXTRAS, writeExtras } from "./vendor.ts";

const MOST_CACHE_MARKS = 4;

/**
 * Seed, penalties, verbosity and a client's metadata have no place here and are left out. Throws Fault
 * `unsupported_parameter` for audio, other vendors' tools and documents that Claude cannot read.
 */
export function encodeRequest(request: ExchangeRequest): JsonObject {
  refuseStoredContext(request);
  const traits = modelTraits(request.model);
  const conversation = encodeConversation(request, traits);
  const plan = planThinking({
    reasoning: request.reasoning,
    maxOutputTokens: request.maxOutputTokens,
    kept: keptThinking(request),
    forcesTool: request.tools.length > 0 && forces(request.toolChoice),
    traits,
    blocked: blocksBudget(conversation.messages),
  });
  const format = encodeFormat(request.outputFormat, traits);
  const extras = writeExtras(request.vendor, MESSAGES_EXTRAS);
  const automatic = automaticCaching(request, traits, extras);
  const { tools, system, turns } = limitCacheMarks(
    {
      tools: encodeTools(request, traits),
      system: [...conversation.system, ...format.instructions],
      turns: conversation.messages.map((turn) => turn.content),
    },
    MOST_CACHE_MARKS - (isObject(extras["cache_control"]) ? 1 : 0),
  );
  const messages = conversation.messages.map((turn, at) => writeTurn({ ...turn, content: turns[at] ?? turn.content }));
  return {
    ...extras,
    ...present({
      model: request.model,
      stream: request.stream,
      max_tokens: plan.maxTokens,
      system: system.length === 0 ? undefined : (plainText(system) ?? system),
      messages,
      tools: tools.length === 0 ? undefined : tools,
      tool_choice: encodeToolChoice(request, plan.canForce),
      thinking: plan.thinking,
      output_config: outputConfig(plan.effort, format.member),
      ...encodeSampling(request, traits, plan),
      stop_sequences: encodeStop(request.stop),
      metadata: encodeMetadata(request),
      service_tier: encodeTier(request.serviceTier),
      ...automatic,
    }),
  };
}

function keptThinking(request: ExchangeRequest): JsonObject {
  const { thinking } = anthropicExtras(request.vendor);
  return isObject(thinking) ? thinking : {};
}

interface Format {
  readonly member?: JsonObject;
  readonly instructions: readonly JsonObject[];
}

/** JSON without a schema, or for a model that knows no schemas, is asked for in words. */
function encodeFormat(format: OutputFormat | undefined, traits: ModelTraits): Format {
  if (format === undefined) return { instructions: [] };
  const only = "Answer with one JSON value and nothing else: no words around it and no code fence.";
  if (format.kind !== "json-schema") return { instructions: format.kind === "json" ? [instruction(only)] : [] };
  const schema = closed(format.schema);
  if (traits.formats) return { member: { type: "json_schema", schema }, instructions: [] };
  return { instructions: [instruction(`${only} It must match this JSON schema:\n${JSON.stringify(schema)}`)] };
}

/** The API wants `additionalProperties: false` on every object; what the client says of it stays. */
function closed(schema: JsonObject): JsonObject {
  const inner = Object.entries(schema).map(([key, value]) => [key, closedValue(value)]);
  const members = Object.fromEntries(inner) as JsonObject;
  const isOpen = schema["type"] === "object" && schema["additionalProperties"] === undefined;
  return isOpen ? { ...members, additionalProperties: false } : members;
}

function closedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closedValue);
  return isObject(value) ? closed(value) : value;
}

const outputConfig = (effort: string | undefined, format: JsonObject | undefined): JsonObject | undefined =>
  effort === undefined && format === undefined ? undefined : present({ effort, format });

// Temperature goes to 1 here, to 2 elsewhere. Beside thinking only a top_p of 0.95 or more is taken.
function encodeSampling(request: ExchangeRequest, traits: ModelTraits, plan: ThinkingPlan): JsonObject {
  const { temperature, topP, topK } = request.sampling ?? {};
  if (!traits.sampling) return {};
  if (plan.thinks) return present({ top_p: topP !== undefined && topP >= 0.95 ? topP : undefined });
  const isBoth = temperature !== undefined && topP !== undefined;
  return present({
    temperature: temperature === undefined ? undefined : Math.min(1, Math.max(0, temperature)),
    top_p: isBoth && !traits.samplingTogether ? undefined : topP,
    top_k: topK,
  });
}

/** A stop sequence of white space alone is refused. */
function encodeStop(stop: readonly string[] | undefined): readonly string[] | undefined {
  const said = stop?.filter((sequence) => sequence.trim() !== "");
  return said === undefined || said.length === 0 ? undefined : said;
}

function encodeMetadata(request: ExchangeRequest): JsonObject | undefined {
  const { metadata } = anthropicExtras(request.vendor);
  if (isObject(metadata)) return metadata;
  return request.user === undefined ? undefined : { user_id: request.user };
}

/** `priority` is what `auto` comes to where the organisation has bought it. */
function encodeTier(tier: string | undefined): string | undefined {
  if (tier === undefined) return undefined;
  return tier === "default" || tier === "flex" ? "standard_only" : "auto";
}

/**
 * Elsewhere prompts are cached without being asked; here nothing is. A client that keeps its conversation on one cache by a
 * key, and marks no prefixes, means to have it cached.
 */
function automaticCaching(request: ExchangeRequest, traits: ModelTraits, extras: JsonObject): JsonObject {
  const isWanted = request.cacheKey !== undefined && anthropicExtras(request.vendor)["metadata"] === undefined;
  if (!isWanted || !traits.claude || extras["cache_control"] !== undefined || marksPrefixes(request)) return {};
  return { cache_control: { type: "ephemeral" } };
}

function marksPrefixes({ messages }: ExchangeRequest): boolean {
  return messages.some((message) =>
    message.role === "tool"
      ? message.results.some((result) => result.cacheHint !== undefined)
      : message.content.some((part) => "cacheHint" in part),
  );
}
