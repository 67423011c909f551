// What a refusal of Anthropic means. Told apart by status, type, `details.error_code` and headers; message text is looked
// at only where the API gives nothing else, and one table holds those texts.

import type { Account } from "../../domain/account.ts";
import { type Failure, failure, type FailureKind } from "../../domain/failure.ts";
import type { JsonRecord } from "../auth-file.ts";
import { parseRecord, recordAt, textAt } from "../shared/json-fields.ts";
import { plainText } from "../shared/plain-text.ts";
import type { RefusedAnswer, StreamError } from "../provider.ts";
import { retryAfter } from "../shared/retry-after.ts";
import { familyOf, modelsOf, type UnifiedLimits, unifiedLimits } from "./unified-limits.ts";

/** Wire facts 3.3 */
const KIND_BY_TYPE: ReadonlyMap<string, FailureKind> = new Map([
  ["invalid_request_error", "request_fault"],
  ["authentication_error", "unauthorized"],
  ["billing_error", "quota_exceeded"],
  ["permission_error", "forbidden"],
  ["not_found_error", "request_fault"],
  ["conflict_error", "request_fault"],
  ["request_too_large", "request_fault"],
  ["rate_limit_error", "rate_limited"],
  ["api_error", "upstream_error"],
  ["timeout_error", "upstream_error"],
  ["overloaded_error", "upstream_error"],
]);

interface KnownText {
  readonly text: RegExp;
  readonly kind: FailureKind;
  readonly code: string;
}

/** All of these come as `invalid_request_error`, `permission_error` or `not_found_error`, as a hundred others do. */
const KNOWN_TEXTS: readonly KnownText[] = [
  // Wire facts 4.1, trap 6.
  { text: /Invalid `\w+` in `(?:redacted_)?thinking` block/, kind: "foreign_reasoning", code: "invalid_signature" },
  {
    text: /`thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified/,
    kind: "foreign_reasoning",
    code: "thinking_modified",
  },
  // 400 with every request from then on (claude-code#72457): the organization is closed.
  { text: /^This organization has been disabled/, kind: "deactivated", code: "organization_disabled" },
  // 403 of an access token that another's refresh replaced: ours decides whether the login is dead, as Claude Code's does.
  { text: /^OAuth (?:access )?token has been revoked/, kind: "unauthorized", code: "token_revoked" },
  // Its administrators do not let logins in (401 and 403, claude-code#65714): no refresh heals it, they may.
  {
    text: /^OAuth authentication is currently not allowed for this organization/,
    kind: "forbidden",
    code: "oauth_org_not_allowed",
  },
  // What the login refuses is a client other than Claude Code (wire 2.2): that client learns it, the account is well.
  { text: /only authorized for use with Claude Code/, kind: "refused_here", code: "claude_code_only" },
  { text: /^Third-party apps now draw from your extra usage/, kind: "refused_here", code: "third_party_usage" },
  { text: /credit balance is too low/, kind: "quota_exceeded", code: "credit_balance_too_low" },
];

/** 404 and 403 for a model that the account does not have: `model: claude-x`, `Claude X is not available. ...`. */
const NO_SUCH_MODEL = /\bmodel: |^Claude .{1,40} is not available/;
const REFUSES_MODELS: ReadonlySet<string> = new Set(["not_found_error", "permission_error"]);
/** `credits_required` for what a request asks beside its model; no field tells it (sub2api#6484, claude-code#64982). */
const COSTS_EXTRA = /for (?:long context|fast mode)/i;

export function classifyFailure(answer: RefusedAnswer): Failure {
  const told = readError(answer.body);
  const { status, account, headers, now } = answer;
  if (status === 429) return classifyLimit(answer, told);
  const known = knownText(told.message) ?? missingModel(told, answer.model);
  const kind = known?.kind ?? kindOf(told.type, status);
  const code = known?.code ?? told.code ?? defaultCode(status);
  const resetsAt = believed(retryAfter(headers, now), answer);
  // Without a refresh token nothing but a new login heals a refused one.
  const isFinal = kind === "unauthorized" && !isRefreshable(account);
  return { ...failure(isFinal ? "reauth_required" : kind, code, told.message), status, resetsAt };
}

export function classifyStreamError(error: StreamError): Failure {
  const { code, message, status, resetsAt, model } = error;
  const type = code.toLowerCase();
  const known = knownText(message) ?? missingModel({ type, message }, model);
  const kind = known?.kind ?? KIND_BY_TYPE.get(type) ?? (status === null ? "upstream_error" : kindOfStatus(status));
  return { ...failure(kind, known?.code ?? (type === "" ? "api_error" : type), message), status, resetsAt };
}

interface ToldError {
  readonly type: string | null;
  /** `details.error_code` where it is told, else the type. */
  readonly code: string | null;
  readonly message: string;
  readonly details: JsonRecord;
}

/** `{"type":"error","error":{type,message,details}}`; others that speak like it leave members out. */
function readError(body: string): ToldError {
  const json = parseRecord(body);
  if (json === null) return { type: null, code: null, message: plainText(body), details: {} };
  const error = recordAt(json, "error") ?? {};
  const details = recordAt(error, "details") ?? {};
  const type = textAt(error, "type")?.toLowerCase() ?? null;
  const code = textAt(details, "error_code")?.toLowerCase() ?? type;
  const message = textAt(error, "message") ?? textAt(json, "error") ?? textAt(json, "message") ?? code;
  return { type, code, message: message ?? "The upstream refused", details };
}

/** 429: a window that is used up, credits that are missing, or simply too fast. */
function classifyLimit(answer: RefusedAnswer, told: ToldError): Failure {
  const { headers, now, status, model } = answer;
  const limits = unifiedLimits(headers);
  const wait = retryAfter(headers, now);
  const refused = (kind: FailureKind, resetsAt: number | null): Failure => ({
    ...failure(kind, told.code ?? "rate_limit_error", told.message),
    status,
    resetsAt: believed(resetsAt, answer),
  });
  const used = limits === null ? null : usedUp(limits, model);
  if (used !== null && used.models === null) return refused("quota_exceeded", used.resetsAt ?? wait);
  if (told.code === "credits_required") {
    // This request costs extra, the model does not: a plain one for it is served.
    if (COSTS_EXTRA.test(told.message)) return refused("refused_here", null);
    // Its own name, and not its family's: what the endpoint says of the family's window is no answer to this.
    const meant = textAt(told.details, "model") ?? model;
    return { ...refused("quota_exceeded", used?.resetsAt ?? wait), ...(meant === "" ? {} : { model: meant }) };
  }
  if (used === null || used.models === null) return refused("rate_limited", wait);
  return { ...refused("quota_exceeded", used.resetsAt ?? wait), model: used.models };
}

interface UsedUp {
  /** null: the account as a whole. */
  readonly models: string | null;
  readonly resetsAt: number | null;
}

/**
 * The window that is used up and lasts longest; null where none is. One of a family of models speaks for these alone, and
 * only where no shared window is rejected beside it (wire facts 3.3, CLIProxyAPI#5033, #5275).
 */
function usedUp(limits: UnifiedLimits, model: string): UsedUp | null {
  const rejected = limits.windows.filter((window) => window.isRejected);
  const shared = rejected.filter((window) => window.models === null);
  const counted = shared.length > 0 ? shared : rejected;
  const resetsAt = latest(counted.map((window) => window.resetsAt)) ?? limits.resetsAt;
  if (shared.length > 0) return { models: null, resetsAt };
  if (rejected.length > 0)
    return {
      models: wildcardFor(
        rejected.map((window) => window.models ?? ""),
        model,
      ),
      resetsAt,
    };
  if (limits.status !== "rejected") return null;
  const family = /^seven_day_(\w+)$/.exec(limits.claim ?? "")?.[1];
  return { models: family === undefined ? null : wildcardFor([modelsOf(family)], model), resetsAt };
}

/** The window's own wildcard, as polls name it; where the model is none of these, the window is told of its family too. */
function wildcardFor(wildcards: readonly string[], model: string): string | null {
  const family = familyOf(model);
  return model === "" || wildcards.includes(family) ? (wildcards[0] ?? null) : family;
}

function latest(instants: readonly (number | null)[]): number | null {
  const known = instants.filter((at) => at !== null);
  return known.length === 0 ? null : Math.max(...known);
}

const LONGEST_BLIND_WAIT_MS = 15 * 60_000;

/** No poll can tell early that a key is good again: a far hint is believed for a quarter of an hour at a time. */
function believed(resetsAt: number | null, { account, now }: RefusedAnswer): number | null {
  if (resetsAt === null || !Number.isFinite(resetsAt)) return null;
  return account.credentials.kind === "api-key" ? Math.min(resetsAt, now + LONGEST_BLIND_WAIT_MS) : resetsAt;
}

function isRefreshable({ credentials }: Account): boolean {
  return credentials.kind === "oauth" && credentials.refreshToken !== null;
}

function knownText(message: string): KnownText | null {
  return KNOWN_TEXTS.find(({ text }) => text.test(message)) ?? null;
}

function missingModel(
  { type, message }: Pick<ToldError, "type" | "message">,
  model: string,
): Pick<KnownText, "kind" | "code"> | null {
  const isMissing = type !== null && REFUSES_MODELS.has(type) && model !== "" && NO_SUCH_MODEL.test(message);
  return isMissing ? { kind: "model_unsupported", code: type } : null;
}

/** A status that speaks for itself goes before the type: other servers name what they like. */
function kindOf(type: string | null, status: number): FailureKind {
  if (status === 401 || status >= 500) return kindOfStatus(status);
  return KIND_BY_TYPE.get(type ?? "") ?? kindOfStatus(status);
}

function kindOfStatus(status: number): FailureKind {
  if (status === 401) return "unauthorized";
  if (status === 402) return "quota_exceeded";
  if (status === 403) return "forbidden";
  if (status === 429) return "rate_limited";
  return status >= 400 && status < 500 && status !== 408 ? "request_fault" : "upstream_error";
}

function defaultCode(status: number): string {
  if (status === 401) return "authentication_error";
  if (status === 403) return "permission_error";
  return status >= 500 ? "api_error" : `http_${status}`;
}
