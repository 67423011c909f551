// What a refusal of the Codex backend or the OpenAI API means. Told apart by status and code; message text is looked at
// only where the backend gives nothing else, and each such place says so.

import { type Failure, failure, type FailureKind } from "../../domain/failure.ts";
import type { JsonRecord } from "../auth-file.ts";
import type { RefusedAnswer, StreamError } from "../provider.ts";
import { numberAt, parseRecord, recordAt, textAt } from "../shared/json-fields.ts";
import { namesTheRequest } from "../shared/openai-failure.ts";
import { plainText } from "../shared/plain-text.ts";
import { waitFromMessage } from "../shared/rate-limit-reset.ts";
import { retryAfter } from "../shared/retry-after.ts";

/** Codes that settle the matter whatever the status (wire facts 1.4, 2.1; codex-lb facts 3.1, 3.2). */
const KIND_BY_CODE: ReadonlyMap<string, FailureKind> = new Map([
  ["usage_limit_reached", "quota_exceeded"],
  ["insufficient_quota", "quota_exceeded"],
  ["usage_not_included", "quota_exceeded"],
  ["quota_exceeded", "quota_exceeded"],
  ["billing_hard_limit_reached", "quota_exceeded"],
  ["rate_limit_exceeded", "rate_limited"],
  ["websocket_connection_limit_reached", "rate_limited"],
  ["server_is_overloaded", "upstream_error"],
  ["slow_down", "upstream_error"],
  ["server_error", "upstream_error"],
  ["overloaded_error", "upstream_error"],
  ["token_expired", "unauthorized"],
  ["token_invalidated", "unauthorized"],
  ["token_revoked", "unauthorized"],
  ["invalid_api_key", "unauthorized"],
  ["refresh_token_expired", "reauth_required"],
  ["refresh_token_reused", "reauth_required"],
  ["refresh_token_invalidated", "reauth_required"],
  ["invalid_grant", "reauth_required"],
  ["app_session_terminated", "reauth_required"],
  ["account_session_expired", "reauth_required"],
  ["deactivated_workspace", "deactivated"],
  ["account_deactivated", "deactivated"],
  ["account_suspended", "deactivated"],
  ["account_deleted", "deactivated"],
  ["invalid_encrypted_content", "foreign_reasoning"],
]);

const REQUEST_FAULTS: ReadonlySet<number> = new Set([400, 404, 405, 409, 413, 415, 422]);

export function classifyFailure(answer: RefusedAnswer): Failure {
  const told = readError(answer.body);
  const status = answer.status;
  const resetsAt = resetOf(told, answer);
  const kind = kindOf(told, status);
  // A dead API key cannot be refreshed; a dead login may be.
  if (kind === "unauthorized" && answer.account.credentials.kind === "api-key") {
    return { ...failure("reauth_required", told.code ?? "unauthorized", told.message), status, resetsAt };
  }
  return { ...failure(kind, told.code ?? defaultCode(status), told.message), status, resetsAt };
}

export function classifyStreamError(error: StreamError): Failure {
  const { code, message, status, resetsAt } = error;
  const known = kindByMessage(message) ?? KIND_BY_CODE.get(code.toLowerCase());
  const kind = known ?? (status === null ? kindOfUnknownCode(code) : kindOfStatus(status));
  const wait = resetsAt ?? waitFromMessage(message, error.now);
  return { ...failure(kind, code === "" ? "server_error" : code, message), status, resetsAt: wait };
}

interface ToldError {
  readonly code: string | null;
  /** Its wider class; says what the code does not where that one is new to us. */
  readonly type: string | null;
  readonly message: string;
  readonly fields: JsonRecord;
}

/** `{"error":{code,type,message}}`, `{"error":"code"}`, `{"detail":"..."}` and `{"detail":{code}}` are all in use. */
function readError(body: string): ToldError {
  const json = parseRecord(body);
  if (json === null) return { code: null, type: null, message: plainText(body), fields: {} };
  const fields = recordAt(json, "error") ?? recordAt(json, "detail");
  if (fields !== null) {
    const type = textAt(fields, "type")?.toLowerCase() ?? null;
    const code = textAt(fields, "code")?.toLowerCase() ?? type;
    return { code, type, message: textAt(fields, "message") ?? code ?? "The upstream refused", fields };
  }
  const bare = textAt(json, "error");
  const message = textAt(json, "detail") ?? textAt(json, "error_description") ?? textAt(json, "message") ?? bare;
  return { code: bare?.toLowerCase() ?? null, type: null, message: message ?? "The upstream refused", fields: json };
}

function kindOf(told: ToldError, status: number): FailureKind {
  const byMessage = kindByMessage(told.message);
  if (byMessage !== null) return byMessage;
  return KIND_BY_CODE.get(told.code ?? "") ?? KIND_BY_CODE.get(told.type ?? "") ?? kindOfStatus(status);
}

function kindOfStatus(status: number): FailureKind {
  if (status === 401) return "unauthorized";
  if (status === 402 || status === 403) return "forbidden";
  if (status === 429) return "rate_limited";
  if (REQUEST_FAULTS.has(status)) return "request_fault";
  return status >= 400 && status < 500 && status !== 408 ? "request_fault" : "upstream_error";
}

/** In a stream there is no status: codes that name the request are its fault, all others the upstream's. */
function kindOfUnknownCode(code: string): FailureKind {
  return namesTheRequest(code) ? "request_fault" : "upstream_error";
}

/**
 * Two refusals carry no code of their own: a model that the account's plan does not include (400 with `detail`), and a
 * model at capacity (any status). Texts as in wire facts 1.1 and 1.4.
 */
function kindByMessage(message: string): FailureKind | null {
  if (/model is not supported when using Codex with a ChatGPT account/i.test(message)) return "model_unsupported";
  if (/^Selected model is at capacity/i.test(message)) return "upstream_error";
  return null;
}

function defaultCode(status: number): string {
  if (status === 401) return "unauthorized";
  if (status === 403) return "forbidden";
  return status >= 500 ? "server_error" : `http_${status}`;
}

function resetOf(told: ToldError, answer: RefusedAnswer): number | null {
  const { headers, now, account } = answer;
  const at = numberAt(told.fields, "resets_at");
  const within = numberAt(told.fields, "resets_in_seconds");
  const hinted =
    (at === null ? null : at * 1000) ??
    (within === null ? null : now + within * 1000) ??
    retryAfter(headers, now) ??
    waitFromMessage(told.message, now);
  if (hinted === null || !Number.isFinite(hinted)) return null;
  // No poll can tell early that an API key is good again: a far hint is believed for a quarter of an hour at a time.
  return account.credentials.kind === "api-key" ? Math.min(hinted, now + LONGEST_BLIND_WAIT_MS) : hinted;
}

const LONGEST_BLIND_WAIT_MS = 15 * 60_000;
