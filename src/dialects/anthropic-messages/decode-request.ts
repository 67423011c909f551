// What a client of /v1/messages asked for, in canonical words, whichever version of the API it speaks. Members nobody
// knows are tolerated, not kept.

import type { ExchangeRequest, OutputFormat, ReasoningRequest, Sampling } from "../../exchange/request.ts";
import { checked } from "../check-request.ts";
import type { JsonObject } from "../dialect.ts";
import {
  invalid,
  isObject,
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
} from "../members.ts";
import { decodeMessages, decodeSystem } from "./decode-messages.ts";
import { decodeParallel, decodeToolChoice, decodeTools, searchAsAny } from "./decode-tools.ts";
import { MESSAGES_EXTRAS, readExtras } from "./vendor.ts";

const NAMES = { messages: "messages", toolChoice: "tool_choice" };

/**
 * `max_tokens` may be missing, as it is from requests to count tokens. Throws Fault `invalid_request` or
 * `unsupported_parameter`, its `param` the dotted path of the member.
 */
export function decodeRequest(body: JsonObject): ExchangeRequest {
  const config = optional(body["output_config"], "output_config", readObject) ?? {};
  const thinking = optional(body["thinking"], "thinking", readObject);
  const user = decodeUser(body);
  const system = optional(body["system"], "system", decodeSystem) ?? [];
  const tools = optional(body["tools"], "tools", decodeTools) ?? [];
  const request = present({
    model: readName(body["model"], "model"),
    stream: optional(body["stream"], "stream", readBoolean) ?? false,
    messages: [...system, ...decodeMessages(readArray(body["messages"], "messages"))],
    tools,
    toolChoice: searchAsAny(optional(body["tool_choice"], "tool_choice", decodeToolChoice), tools),
    parallelToolCalls: optional(body["tool_choice"], "tool_choice", decodeParallel),
    reasoning: decodeReasoning(thinking, optional(config["effort"], "output_config.effort", readString)),
    outputFormat: optional(config["format"], "output_config.format", decodeFormat),
    sampling: decodeSampling(body),
    maxOutputTokens: optional(body["max_tokens"], "max_tokens", readCount),
    stop: optional(body["stop_sequences"], "stop_sequences", readList(readString)),
    cacheKey: user.session,
    user: user.name,
    serviceTier: decodeTier(optional(body["service_tier"], "service_tier", readString)),
    vendor: readExtras(body, MESSAGES_EXTRAS, { ...user.extras, ...thinkingExtras(thinking) }),
  });
  return checked(request, NAMES);
}

function decodeReasoning(thinking: JsonObject | undefined, effort: string | undefined): ReasoningRequest | undefined {
  const reasoning = present({
    effort,
    budgetTokens: thinking === undefined ? undefined : decodeBudget(thinking),
    summary: thinking !== undefined && showsThinking(thinking) ? "auto" : undefined,
  });
  return Object.keys(reasoning).length === 0 ? undefined : reasoning;
}

function decodeBudget(thinking: JsonObject): number {
  switch (thinking["type"]) {
    case "enabled":
      return readCount(thinking["budget_tokens"], "thinking.budget_tokens");
    case "adaptive":
    case "between_tools":
      return -1;
    case "disabled":
      return 0;
    default:
      throw invalid("thinking.type", "thinking.type: expected one of: enabled, adaptive, between_tools, disabled.");
  }
}

// Models that take a budget show their thinking unless told not to; what the others do depends on the model.
const showsThinking = ({ type, display }: JsonObject): boolean =>
  display === "summarized" || (type === "enabled" && (display === undefined || display === null));

/** What of `thinking` has no canonical word. */
function thinkingExtras(thinking: JsonObject | undefined): JsonObject {
  if (thinking?.["type"] === "between_tools") return { thinking: { type: "between_tools" } };
  return thinking?.["display"] === "omitted" ? { thinking: { display: "omitted" } } : {};
}

/**
 * Claude Code names its device, account and session in one text (JSON of late, `user_..._session_<uuid>` before). The
 * session is the conversation's, which keeps prompt caches warm everywhere; the rest is for Anthropic alone.
 */
function decodeUser(body: JsonObject): {
  readonly name?: string;
  readonly session?: string;
  readonly extras?: JsonObject;
} {
  const metadata = optional(body["metadata"], "metadata", readObject) ?? {};
  const name = optional(metadata["user_id"], "metadata.user_id", readString);
  if (name === undefined) return {};
  const session = sessionIn(name);
  return session === undefined ? { name } : { session, extras: { metadata: { user_id: name } } };
}

function sessionIn(userId: string): string | undefined {
  const old = /^user_.*_session_([0-9a-f-]{36})$/.exec(userId);
  if (old?.[1] !== undefined || !userId.startsWith("{")) return old?.[1];
  try {
    const value: unknown = JSON.parse(userId);
    const session = isObject(value) ? value["session_id"] : undefined;
    return typeof session === "string" && session !== "" ? session : undefined;
  } catch {
    return undefined;
  }
}

/** The API has no name for a schema, and others want one: the schema's title, if it can be one. */
function decodeFormat(value: unknown, path: string): OutputFormat {
  const format = readObject(value, path);
  if (format["type"] !== "json_schema") throw invalid(`${path}.type`, `${path}.type: expected 'json_schema'.`);
  const schema = readObject(format["schema"], `${path}.schema`);
  const { title } = schema;
  const name = typeof title === "string" && /^[a-zA-Z0-9_-]{1,64}$/.test(title) ? title : "output";
  return { kind: "json-schema", name, schema };
}

function decodeSampling(body: JsonObject): Sampling | undefined {
  const sampling = present({
    temperature: optional(body["temperature"], "temperature", readNumber),
    topP: optional(body["top_p"], "top_p", readNumber),
    topK: optional(body["top_k"], "top_k", readNumber),
  });
  return Object.keys(sampling).length === 0 ? undefined : sampling;
}

const decodeTier = (tier: string | undefined): string | undefined => (tier === "standard_only" ? "default" : tier);
