// A request's record as /api shows it.

import type { z } from "zod";

import type { requestDetails, requestView } from "../../../contract/request-views.ts";
import type { Considered } from "../../domain/choose-account.ts";
import { costOf, costPartsOf, type PriceTable, priceOf } from "../../domain/price.ts";
import type { Attempt, RequestRecord } from "../../domain/request-record.ts";
import { verdictOf } from "../../domain/request-search.ts";
import { exclusionInWords, requestStory } from "../../domain/request-story.ts";
import type { Role } from "../../domain/sign-in.ts";
import type { Usage } from "../../domain/usage.ts";
import { instantOf, instantOrNull } from "./instants.ts";

type RequestView = z.output<typeof requestView>;
type RequestDetails = z.output<typeof requestDetails>;

/** A viewer does not see which programs people run. */
export function viewOfRequest(record: RequestRecord, role: Role): RequestView {
  return {
    id: record.id,
    started_at: instantOf(record.startedAt),
    outcome: verdictOf(record),
    status: record.status,
    error_code: record.errorCode,
    error_message: record.errorMessage,
    route: record.route,
    transport: record.transport,
    dialect: record.dialect,
    streamed: record.streamed,
    client_key: record.clientKey,
    user_agent: role === "operator" ? record.userAgent : null,
    model_asked: record.modelAsked,
    model_served: record.modelServed,
    provider: record.provider,
    account_id: record.accountId,
    account_label: record.accountLabel,
    attempt_count: record.attempts.length,
    why: record.attempts.at(-1)?.decision.rule ?? null,
    first_byte_ms: rounded(record.firstByteMs),
    total_ms: rounded(record.totalMs),
    tokens: record.usage === null ? null : viewOfTokens(record.usage),
    cost_usd: record.costUsd,
  };
}

export function detailsOfRequest(record: RequestRecord, role: Role, prices: PriceTable): RequestDetails {
  return {
    ...viewOfRequest(record, role),
    attempts: record.attempts.map(viewOfAttempt),
    cost: costParts(record, prices),
    story: [...requestStory(record)],
  };
}

export function viewOfTokens(usage: Usage): NonNullable<RequestView["tokens"]> {
  return {
    input: usage.inputTokens,
    cached_input: usage.cachedInputTokens,
    cache_write: usage.cacheWriteTokens,
    output: usage.outputTokens,
    reasoning: usage.reasoningTokens,
  };
}

/** Sums of many small numbers differ by less. */
const SAME_USD = 1e-9;

function costParts({ modelServed, usage, costUsd }: RequestRecord, prices: PriceTable): RequestDetails["cost"] {
  const price = modelServed === null ? null : priceOf(prices, modelServed);
  if (price === null || usage === null || costUsd === null) return null;
  if (Math.abs(costOf(price, usage) - costUsd) > SAME_USD) return null;
  const parts = costPartsOf(price, usage);
  return {
    input_usd: parts.input,
    cached_input_usd: parts.cachedInput,
    cache_write_usd: parts.cacheWrite,
    output_usd: parts.output,
  };
}

function viewOfAttempt(attempt: Attempt): RequestDetails["attempts"][number] {
  const { decision } = attempt;
  return {
    account_id: attempt.accountId,
    account_label: attempt.accountLabel,
    provider: attempt.provider,
    model: attempt.model,
    started_ms: Math.round(attempt.startedMs),
    ended_ms: rounded(attempt.endedMs),
    status: attempt.status,
    failure: attempt.failure,
    decision: {
      strategy: decision.strategy,
      rule: decision.rule,
      chosen: decision.chosen,
      considered: decision.considered.map(viewOfConsidered),
      omitted: decision.omitted,
      ruled_out: { ...decision.ruledOut },
    },
  };
}

function viewOfConsidered(one: Considered): RequestDetails["attempts"][number]["decision"]["considered"][number] {
  const { exclusion } = one;
  return {
    account_id: one.accountId,
    label: one.label,
    excluded:
      exclusion === null
        ? null
        : { reason: exclusion.reason, until: instantOrNull(exclusion.until), words: exclusionInWords(exclusion) },
    priority: one.priority,
    primary_used_percent: one.primaryUsedPercent,
    secondary_used_percent: one.secondaryUsedPercent,
    in_flight: one.inFlight,
  };
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
