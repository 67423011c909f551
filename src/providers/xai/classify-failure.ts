// What a refusal of xAI means. Its errors are `{"code":"<area>:<reason>","error":"text"}`; some doors use OpenAI's envelope.

import { type Failure, failure, type FailureKind } from "../../domain/failure.ts";
import { parseRecord, textAt } from "../shared/json-fields.ts";
import { createOpenAiFailures } from "../shared/openai-failure.ts";
import { plainText } from "../shared/plain-text.ts";
import type { RefusedAnswer, StreamError } from "../provider.ts";
import { retryAfter } from "../shared/retry-after.ts";

const openAi = createOpenAiFailures(new Map([["invalid_encrypted_content", "foreign_reasoning"]]));

/** What stands after the colon of a code; statuses vary (403, 402 and 429 have been seen for one and the same). */
const KIND_BY_REASON: ReadonlyMap<string, FailureKind> = new Map([
  // 403 `unauthenticated:bad-credentials`: the token has run out or is revoked (cliproxyapi facts 8).
  ["bad-credentials", "unauthorized"],
  // 429 `subscription:free-usage-exhausted` (Wei-Shaw/sub2api#4568).
  ["free-usage-exhausted", "quota_exceeded"],
  // 403 or 402 `personal-team-blocked:spending-limit`: no credits on the API (NousResearch/hermes-agent#95166).
  ["spending-limit", "quota_exceeded"],
  ["blocked-user", "deactivated"],
]);

/** "Usage resets over a rolling 24-hour window", and nothing says when it began. */
const FREE_USAGE_MS = 24 * 3_600_000;

export function classifyFailure(answer: RefusedAnswer): Failure {
  const { status, account, headers, now } = answer;
  const known = openAi.classifyFailure(answer);
  const told = readError(answer.body);
  if (told === null) return known;
  const kind = KIND_BY_REASON.get(reasonOf(told.code)) ?? kindByMessage(told.message, status) ?? known.kind;
  const isDeadKey = kind === "unauthorized" && account.credentials.kind === "api-key";
  return {
    ...failure(isDeadKey ? "reauth_required" : kind, told.code, told.message),
    status,
    resetsAt: resetOf(told.code, retryAfter(headers, now) ?? known.resetsAt, now),
  };
}

export function classifyStreamError(error: StreamError): Failure {
  const known = openAi.classifyStreamError(error);
  const kind = KIND_BY_REASON.get(reasonOf(error.code));
  if (kind === undefined) return known;
  return { ...known, kind, resetsAt: resetOf(error.code, known.resetsAt, error.now) };
}

interface ToldError {
  readonly code: string;
  readonly message: string;
}

/** xAI's own form; null where it is another. Some tokens are refused with the code at the end of the text alone. */
function readError(body: string): ToldError | null {
  const json = parseRecord(body);
  const message = json === null ? null : textAt(json, "error");
  if (json === null || message === null) return null;
  const code = /\[WKE=([\w:-]+)\]/.exec(message)?.[1] ?? textAt(json, "code");
  return code === null ? null : { code: code.toLowerCase(), message: plainText(message) };
}

function reasonOf(code: string): string {
  return code.slice(code.lastIndexOf(":") + 1).toLowerCase();
}

/**
 * Refusals that share one code with everything like them ("invalid-argument" and "not-found", in older answers a sentence):
 * a wrong key (docs.x.ai, "Debugging Errors"), reasoning that another account or upstream sealed (Wei-Shaw/sub2api#4535,
 * chenyme/grok2api#688), a model that the team does not have. The text alone tells them.
 */
function kindByMessage(message: string, status: number): FailureKind | null {
  if (status === 404) return /^The model \S+ does not exist/i.test(message) ? "model_unsupported" : null;
  if (status !== 400) return null;
  if (/^Incorrect API key provided/i.test(message)) return "unauthorized";
  return /^Could not (?:decrypt the provided encrypted_content|decode the compaction blob)/i.test(message)
    ? "foreign_reasoning"
    : null;
}

function resetOf(code: string, hinted: number | null, now: number): number | null {
  if (hinted !== null && Number.isFinite(hinted)) return hinted;
  return reasonOf(code) === "free-usage-exhausted" ? now + FREE_USAGE_MS : null;
}
