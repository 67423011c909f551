// What a refusal of Kimi means. It uses OpenAI's envelope, also where it speaks Anthropic's API.

import { type Failure, failure } from "../../domain/failure.ts";
import { createOpenAiFailures } from "../shared/openai-failure.ts";
import type { RefusedAnswer, StreamError } from "../provider.ts";

/** www.kimi.com/code/docs/en/kimi-code/error-reference.html */
const openAi = createOpenAiFailures(
  new Map([
    ["rate_limit_reached_error", "rate_limited"],
    ["engine_overloaded_error", "upstream_error"],
    ["exceeded_current_quota_error", "quota_exceeded"],
    ["incorrect_api_key_error", "unauthorized"],
    // Anthropic's words, as its dialect tells what goes wrong inside a stream.
    ["authentication_error", "unauthorized"],
    ["permission_error", "forbidden"],
    ["rate_limit_error", "rate_limited"],
  ]),
);

export function classifyFailure(answer: RefusedAnswer): Failure {
  const known = openAi.classifyFailure(answer);
  // Membership could not be verified: the account is not served now, its allowance is another matter.
  if (answer.status === 402) return { ...known, kind: "forbidden" };
  const isRefused = answer.status === 403 || answer.status === 429;
  return isRefused && isUsedUp(known.message) ? { ...known, kind: "quota_exceeded" } : known;
}

export function classifyStreamError(error: StreamError): Failure {
  const known = openAi.classifyStreamError(error);
  return isUsedUp(error.message)
    ? { ...failure("quota_exceeded", known.code, known.message), status: error.status, resetsAt: known.resetsAt }
    : known;
}

/**
 * A used-up window is a 403 `access_terminated_error` ("You've reached your weekly (7-day) usage limit", openclaw/openclaw
 * #142656) or a 429, and so is a program that Kimi does not serve ("only available for Coding Agents"): the text alone
 * tells them apart.
 */
function isUsedUp(message: string): boolean {
  return /^You've reached your .*usage limit/i.test(message);
}
