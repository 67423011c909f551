// What a refusal of Google's doors means: the Gemini API, Code Assist, Antigravity, Vertex AI. Told apart by the reasons and
// quotas in its details, then by its status (wire facts 3.4); words are looked at only where Google gives nothing else, and
// each such place says so.

import { type Failure, failure, type FailureKind } from "../../domain/failure.ts";
import {
  bareGoogleError,
  type GoogleError,
  type GoogleQuota,
  googleResetsAt,
  readGoogleError,
} from "./google-error.ts";
import { textAt } from "./json-fields.ts";
import type { RefusedAnswer, StreamError } from "../provider.ts";

export function classifyGoogleFailure(answer: RefusedAnswer): Failure {
  const told = readGoogleError(answer.body);
  const { status, model, headers, now, account } = answer;
  return classify(told, { status, model, headers, now, isKey: account.credentials.kind === "api-key" });
}

/** An error told inside a 200. Its details did not come along; the dialect has read an instant out of them at most. */
export function classifyGoogleStreamError(error: StreamError): Failure {
  const { code, message, status, model, resetsAt, now } = error;
  const name = /^[A-Z_]+$/.test(code) ? code : null;
  const told = bareGoogleError(name ?? "", status, message);
  const found = classify(told, { status, model, headers: null, now, isKey: false, resetsAt });
  return { ...found, code: code === "" ? found.code : code };
}

interface Asked {
  readonly status: number | null;
  readonly model: string;
  readonly headers: Headers | null;
  readonly now: number;
  /** What cannot be refreshed is dead once it is refused, and has no quota that could be polled. */
  readonly isKey: boolean;
  /** Known already. */
  readonly resetsAt?: number | null;
}

/** Reasons that settle the matter whatever the status (wire facts 3.4; google.api.ErrorReason). */
const KIND_BY_REASON: ReadonlyMap<string, FailureKind> = new Map<string, FailureKind>([
  // Code Assist and Antigravity. Capacity is the model's, of all accounts alike.
  ["QUOTA_EXHAUSTED", "quota_exceeded"],
  ["INSUFFICIENT_G1_CREDITS_BALANCE", "quota_exceeded"],
  ["RATE_LIMIT_EXCEEDED", "rate_limited"],
  ["MODEL_CAPACITY_EXHAUSTED", "upstream_error"],
  ["MODEL_CAPACITY_EXCEEDED", "upstream_error"],
  // Its owner has to act; until then a try now and then finds out whether that has happened.
  ["VALIDATION_REQUIRED", "forbidden"],
  ["TOS_VIOLATION", "deactivated"],
  ["RESOURCE_QUOTA_EXCEEDED", "quota_exceeded"],
  // A wrong key is a 400.
  ["API_KEY_INVALID", "reauth_required"],
  ["ACCESS_TOKEN_SCOPE_INSUFFICIENT", "reauth_required"],
  ["ACCESS_TOKEN_EXPIRED", "unauthorized"],
  ["ACCESS_TOKEN_TYPE_UNSUPPORTED", "unauthorized"],
  ["CREDENTIALS_MISSING", "unauthorized"],
  ["CONSUMER_SUSPENDED", "deactivated"],
  ["ACCOUNT_STATE_INVALID", "deactivated"],
  ["SERVICE_DISABLED", "forbidden"],
  ["BILLING_DISABLED", "forbidden"],
]);

const KIND_BY_NAME: ReadonlyMap<string, FailureKind> = new Map<string, FailureKind>([
  ["UNAUTHENTICATED", "unauthorized"],
  ["PERMISSION_DENIED", "forbidden"],
  // The place that the call comes from, billing that is off: the account's or the machine's matter, not the request's.
  ["FAILED_PRECONDITION", "forbidden"],
  ["ABORTED", "upstream_error"],
  ["CANCELLED", "upstream_error"],
  ["DEADLINE_EXCEEDED", "upstream_error"],
  ["INTERNAL", "upstream_error"],
  ["UNAVAILABLE", "upstream_error"],
  ["UNKNOWN", "upstream_error"],
  ["DATA_LOSS", "upstream_error"],
  ["INVALID_ARGUMENT", "request_fault"],
  ["OUT_OF_RANGE", "request_fault"],
  ["UNIMPLEMENTED", "request_fault"],
  ["ALREADY_EXISTS", "request_fault"],
]);

/** Beyond this a limit on the rate is as good as used up (cliproxyapi facts 5). */
const LONGEST_RATE_LIMIT_MS = 5 * 60_000;
const MINUTE_MS = 60_000;
/** No poll can tell early that a key is good again: a far hint is believed for a quarter of an hour at a time. */
const LONGEST_BLIND_WAIT_MS = 15 * 60_000;

function classify(told: GoogleError, asked: Asked): Failure {
  const { now, isKey, status } = asked;
  const hinted = asked.resetsAt ?? googleResetsAt(told, asked.headers, now);
  const kind = kindOf(told, asked, hinted);
  const code = told.reason ?? (told.name || null) ?? (status === null ? "upstream_error" : `http_${status}`);
  const found = { ...failure(kind, code, messageOf(told)), status };
  if (kind === "unauthorized" && isKey) return { ...found, kind: "reauth_required" };
  if (kind !== "rate_limited" && kind !== "quota_exceeded") return { ...found, resetsAt: hinted };
  const isByMinute = kind === "rate_limited" && told.quotas.length > 0;
  const resetsAt = hinted ?? (isByMinute ? now + MINUTE_MS : null);
  const model = limitedModel(told, asked.model);
  if (model !== null) return { ...found, resetsAt, model };
  return {
    ...found,
    resetsAt: isKey && resetsAt !== null ? Math.min(resetsAt, now + LONGEST_BLIND_WAIT_MS) : resetsAt,
  };
}

function kindOf(told: GoogleError, asked: Asked, hinted: number | null): FailureKind {
  const { now, status } = asked;
  const byMessage = kindByMessage(told, status ?? told.code);
  if (byMessage !== null) return byMessage;
  const known = KIND_BY_REASON.get(told.reason ?? "");
  const isLimit =
    known === "rate_limited" || (known === undefined && (told.name === "RESOURCE_EXHAUSTED" || status === 429));
  if (isLimit) return kindOfLimit(told, hinted === null ? null : hinted - now);
  if (known !== undefined) return known;
  // The address names nothing but the model, and the account's project, which is no 404.
  if (told.name === "NOT_FOUND" && (status ?? 404) === 404 && asked.model !== "") return "model_unsupported";
  const kind = KIND_BY_NAME.get(told.name ?? "") ?? kindOfStatus(status ?? told.code);
  // A tuned model is its owner's alone: that others may not use it says nothing of their accounts.
  return kind === "forbidden" && asked.model.startsWith("tunedModels/") ? "model_unsupported" : kind;
}

function kindOfLimit(told: GoogleError, waitMs: number | null): FailureKind {
  if (told.quotas.some((quota) => isNothing(quota, told.message))) return "model_unsupported";
  if (told.quotas.some(({ id }) => /PerDay|Daily/i.test(id))) return "quota_exceeded";
  // Gemini CLI gives up on a limit that says neither what nor how long (wire facts 3.4).
  if (waitMs === null) return told.reason !== null && told.quotas.length === 0 ? "quota_exceeded" : "rate_limited";
  return waitMs > LONGEST_RATE_LIMIT_MS ? "quota_exceeded" : "rate_limited";
}

/** A limit of 0 is a model that the project's tier does not have. Google may leave a 0 out; then its sentence tells. */
function isNothing({ value }: GoogleQuota, message: string): boolean {
  return value === "0" || (value === null && /\blimit: 0\b/.test(message));
}

/** Limits are counted by model at all of Google's doors, unless the quota that was run into is not. */
function limitedModel(told: GoogleError, asked: string): string | null {
  const isOfModel = (quota: GoogleQuota) => quota.model !== null || /Per_?(?:Base_?)?Model/i.test(quota.id);
  if (told.quotas.length > 0 && !told.quotas.some(isOfModel)) return null;
  return asked === "" ? textAt(told.metadata, "model") : asked;
}

/**
 * Refusals with neither reason nor details: proofs of thoughts that do not open or are missing at calls that another vendor
 * made (wire facts 4.1, traps 6 and 7; what is left out is replaced by what Google documents), and files and caches of the
 * request that are another project's or not ready, which are no fault of the account.
 */
function kindByMessage({ message }: GoogleError, status: number | null): FailureKind | null {
  if (status === 400 && /thought[_ ]signature|invalid `?signature`? in `?thinking`?/i.test(message)) {
    return "foreign_reasoning";
  }
  return /access the File \S+ or it may not exist|CachedContent not found|File \S+ is not in an ACTIVE state/i.test(
    message,
  )
    ? "request_fault"
    : null;
}

function kindOfStatus(status: number | null): FailureKind {
  if (status === 401) return "unauthorized";
  if (status === 402 || status === 403) return "forbidden";
  const isTheirs = status === null || status < 400 || status >= 499 || status === 408 || status === 409;
  return isTheirs ? "upstream_error" : "request_fault";
}

/** Without its query a link still says where to go; with it, it would let whoever reads this act for the account. */
function messageOf({ reason, message, metadata, links }: GoogleError): string {
  return reason === "VALIDATION_REQUIRED"
    ? validationAdvice(message, links[0] ?? textAt(metadata, "validation_link"))
    : message;
}

/** `link`: where Google wants the owner to go (wire facts 2.3, 3.4). */
export function validationAdvice(message: string, link: string | null): string {
  const url = link !== null && URL.canParse(link) ? new URL(link) : null;
  const place = url === null ? "" : ` at ${url.host}${url.pathname}`;
  return `${message} (its owner has to verify the account${place}; signing in with the vendor's own tool leads there)`;
}
