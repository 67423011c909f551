// What a refusal means where the upstream imitates OpenAI's API: told apart by status and code, never by words.

import { type Failure, failure, type FailureKind } from "../../domain/failure.ts";
import { isRecord, numberAt, recordAt, textAt } from "./json-fields.ts";
import { type OpenAiError, readOpenAiError } from "./openai-error.ts";
import type { RefusedAnswer, StreamError } from "../provider.ts";
import { rateLimitReset, waitFromMessage } from "./rate-limit-reset.ts";
import { retryAfter } from "./retry-after.ts";

export interface OpenAiFailures {
  classifyFailure(answer: RefusedAnswer): Failure;
  classifyStreamError(error: StreamError): Failure;
}

/** `own`: what the upstream's own codes (lower case) mean, before what they mean everywhere. */
export function createOpenAiFailures(own: ReadonlyMap<string, FailureKind> = new Map()): OpenAiFailures {
  const kindOfName = (name: string) => own.get(name) ?? KIND_BY_CODE.get(name);
  return {
    classifyFailure: (answer) => classifyFailure(answer, kindOfName),
    classifyStreamError: (error) => classifyStreamError(error, kindOfName),
  };
}

/** Codes and types that settle the matter whatever the status. */
const KIND_BY_CODE: ReadonlyMap<string, FailureKind> = new Map<string, FailureKind>([
  // OpenAI (wire facts 1.4).
  ["insufficient_quota", "quota_exceeded"],
  ["billing_hard_limit_reached", "quota_exceeded"],
  ["billing_not_active", "quota_exceeded"],
  ["rate_limit_exceeded", "rate_limited"],
  ["invalid_api_key", "unauthorized"],
  ["account_deactivated", "deactivated"],
  ["model_not_found", "model_unsupported"],
  ["server_is_overloaded", "upstream_error"],
  ["overloaded_error", "upstream_error"],
  ["server_error", "upstream_error"],
  ["slow_down", "upstream_error"],
  // Moonshot, Together, Groq, Mistral.
  ["exceeded_current_quota_error", "quota_exceeded"],
  ["engine_overloaded_error", "upstream_error"],
  ["invalid_authentication_error", "unauthorized"],
  ["model_not_available", "model_unsupported"],
  ["model_decommissioned", "model_unsupported"],
  ["invalid_model", "model_unsupported"],
  ["service_tier_capacity_exceeded", "rate_limited"],
  // Azure.
  ["deploymentnotfound", "model_unsupported"],
  // Google: a wrong key is a 400 there, told by the reason of its details.
  ["api_key_invalid", "unauthorized"],
  // Alibaba Cloud Model Studio (help.aliyun.com/en/model-studio/error-code).
  ["arrearage", "quota_exceeded"],
  ["allocationquota.freetieronly", "quota_exceeded"],
  ["throttling.allocationquota", "rate_limited"],
  ["throttling.ratequota", "rate_limited"],
  ["modelnotfound", "model_unsupported"],
  ["model.accessdenied", "model_unsupported"],
  ["invalidapikey", "unauthorized"],
  // Z.ai (docs.z.ai/api-reference/api-code): almost everything is a 429.
  ["1112", "deactivated"],
  ["1113", "quota_exceeded"],
  ["1121", "deactivated"],
  ["1211", "model_unsupported"],
  ["1308", "quota_exceeded"],
  ["1309", "quota_exceeded"],
  ["1310", "quota_exceeded"],
  // Gateways of the one-api family: the key's own allowance.
  ["insufficient_user_quota", "quota_exceeded"],
  ["pre_consume_token_quota_failed", "quota_exceeded"],
]);

/** What is used up or too busy is the one model; the account serves others. */
const OF_ONE_MODEL: ReadonlySet<string> = new Set(["service_tier_capacity_exceeded", "allocationquota.freetieronly"]);

type KindOfName = (name: string) => FailureKind | undefined;

function classifyFailure(answer: RefusedAnswer, kindOfName: KindOfName): Failure {
  const { status, model, account } = answer;
  const told = readOpenAiError(answer.body);
  const known = kindOf(told, answer, kindOfName);
  // What cannot be refreshed is dead: a key, also the one that a login was given (iFlow).
  const { credentials } = account;
  const isKey = credentials.kind === "api-key" || credentials.apiKey !== null;
  const kind = known === "unauthorized" && isKey ? "reauth_required" : known;
  return {
    ...failure(kind, codeOf(told.names, status), told.message),
    status,
    resetsAt: resetOf(told, answer, kind),
    ...(model !== "" && isOfOneModel(told, kind) ? { model } : {}),
  };
}

function classifyStreamError(error: StreamError, kindOfName: KindOfName): Failure {
  const { message, status, model, now } = error;
  const code = error.code.toLowerCase();
  const kind = kindOfName(code) ?? (status === null ? kindOfUnknownCode(code) : kindOfStatus(status));
  const names = code === "" || /^[1-5]\d\d$/.test(code) ? [] : [code];
  const resetsAt = believable(error.resetsAt ?? waitFromMessage(message, now), now);
  return {
    ...failure(kind, codeOf(names, status), message),
    status,
    resetsAt,
    ...(model !== "" && OF_ONE_MODEL.has(code) ? { model } : {}),
  };
}

function kindOf(told: OpenAiError, { status, model }: RefusedAnswer, kindOfName: KindOfName): FailureKind {
  // Groq calls a request that is larger than a minute's allowance `rate_limit_exceeded`: no wait makes it smaller.
  if (status === 413) return "request_fault";
  for (const name of [...told.names, ...reasonsOf(told)]) {
    const kind = kindOfName(name);
    if (kind !== undefined) return kind;
  }
  // OpenRouter: 403 where the input was flagged, with the reasons (openrouter.ai/docs/errors).
  if (Array.isArray(recordAt(told.fields, "metadata")?.["reasons"])) return "request_fault";
  if (model !== "" && refusesTheModel(told, status)) return "model_unsupported";
  return kindOfStatus(status);
}

/** What an error that has no code of its own says of the model: vLLM, Ollama and OpenRouter by a 404, others by `param`. */
function refusesTheModel(told: OpenAiError, status: number): boolean {
  if (told.param === "model") return status === 400 || status === 403 || status === 404;
  // A 404 without an error object is a wrong address, e.g. `{"detail":"Not Found"}`.
  return status === 404 && told.fields["message"] !== undefined && !told.names.some(namesTheRequest);
}

/** google.rpc.ErrorInfo. */
function reasonsOf({ fields }: OpenAiError): readonly string[] {
  const { details } = fields;
  if (!Array.isArray(details)) return [];
  return details.flatMap((detail) => (isRecord(detail) ? (textAt(detail, "reason")?.toLowerCase() ?? []) : []));
}

function kindOfStatus(status: number): FailureKind {
  switch (status) {
    case 401:
      return "unauthorized";
    // OpenRouter: no credits; DeepSeek: `Insufficient Balance`.
    case 402:
      return "quota_exceeded";
    case 403:
      return "forbidden";
    case 429:
      return "rate_limited";
    // 498 is Groq's flex tier without capacity.
    case 408:
    case 498:
      return "upstream_error";
    default:
      return status >= 400 && status < 500 ? "request_fault" : "upstream_error";
  }
}

/** In a stream there may be no status: codes that name the request are its fault, all others the upstream's. */
function kindOfUnknownCode(code: string): FailureKind {
  return namesTheRequest(code) ? "request_fault" : "upstream_error";
}

/** True for codes that say what is wrong with the request. */
export function namesTheRequest(code: string): boolean {
  return /^(?:invalid_|context_length|cyber_policy|previous_response|unsupported_|string_above|content_policy|content_filter|model_not_found)/.test(
    code,
  );
}

/** OpenRouter names the provider behind it that has had enough; others behind it serve on (openrouter.ai/docs/errors). */
function isOfOneModel(told: OpenAiError, kind: FailureKind): boolean {
  if (kind !== "rate_limited" && kind !== "quota_exceeded") return false;
  const metadata = recordAt(told.fields, "metadata");
  return told.names.some((name) => OF_ONE_MODEL.has(name)) || (metadata !== null && "provider_name" in metadata);
}

function codeOf(names: readonly string[], status: number | null): string {
  const word = names.find((name) => !/^\d+$/.test(name)) ?? names[0];
  if (word !== undefined) return word;
  if (status === 401) return "unauthorized";
  if (status === 403) return "forbidden";
  return status === null || status >= 500 ? "server_error" : `http_${status}`;
}

function resetOf(told: OpenAiError, { headers, now }: RefusedAnswer, kind: FailureKind): number | null {
  const metadata = recordAt(told.fields, "metadata") ?? {};
  const at = numberAt(told.fields, "resets_at");
  const within = numberAt(told.fields, "resets_in_seconds") ?? numberAt(metadata, "retry_after_seconds");
  const hinted =
    (at === null ? null : at * 1000) ??
    (within === null ? null : now + within * 1000) ??
    retryAfter(headers, now) ??
    // OpenRouter repeats in the body what its headers would say, in epoch ms.
    numberAt(recordAt(metadata, "headers") ?? {}, "X-RateLimit-Reset");
  if (hinted !== null || kind !== "rate_limited") return believable(hinted, now);
  return believable(rateLimitReset(headers, now) ?? waitFromMessage(told.message, now), now);
}

const LONGEST_BLIND_WAIT_MS = 15 * 60_000;

/** No poll can tell early that the account is good again: a far hint is believed for a quarter of an hour at a time. */
function believable(hinted: number | null, now: number): number | null {
  if (hinted === null || !Number.isFinite(hinted)) return null;
  return Math.min(hinted, now + LONGEST_BLIND_WAIT_MS);
}
