// A request record as a row and back.

import { z } from "zod";

import type { Decision } from "../domain/choose-account.ts";
import type { FailureKind } from "../domain/failure.ts";
import type { Attempt, RequestOutcome, RequestRecord } from "../domain/request-record.ts";
import type { Usage } from "../domain/usage.ts";
import { cleanText, cleanTextOrNull, wholeOrNull } from "./clean-text.ts";
import type { RecordRow, UsageColumns } from "./tables.ts";

/** The row of a record. Total: whatever the numbers and texts hold, both databases take the row. */
export function recordRowOf(record: RequestRecord): RecordRow {
  const { usage } = record;
  return {
    id: cleanText(record.id),
    started_at: wholeOrNull(record.startedAt) ?? 0,
    outcome: record.outcome,
    status: wholeOrNull(record.status) ?? 0,
    error_code: cleanTextOrNull(record.errorCode),
    error_message: cleanTextOrNull(record.errorMessage),
    route: cleanText(record.route),
    transport: record.transport,
    dialect: record.dialect,
    client_key: cleanTextOrNull(record.clientKey),
    user_agent: cleanTextOrNull(record.userAgent),
    model_asked: cleanTextOrNull(record.modelAsked),
    model_served: cleanTextOrNull(record.modelServed),
    streamed: record.streamed ? 1 : 0,
    provider: record.provider,
    account_id: record.accountId,
    account_label: cleanTextOrNull(record.accountLabel),
    attempts: JSON.stringify(record.attempts),
    first_byte_ms: wholeOrNull(record.firstByteMs),
    total_ms: wholeOrNull(record.totalMs),
    input_tokens: wholeOrNull(usage?.inputTokens ?? null),
    cached_input_tokens: wholeOrNull(usage?.cachedInputTokens ?? null),
    cache_write_tokens: wholeOrNull(usage?.cacheWriteTokens ?? null),
    output_tokens: wholeOrNull(usage?.outputTokens ?? null),
    reasoning_tokens: wholeOrNull(usage?.reasoningTokens ?? null),
    cost_usd: Number.isFinite(record.costUsd) ? record.costUsd : null,
    session: record.session,
  };
}

/** The record of a row. Attempts that do not parse are left out. */
export function recordOf(row: RecordRow): RequestRecord {
  return {
    id: row.id,
    startedAt: row.started_at,
    outcome: outcomeOf(row.outcome),
    status: row.status,
    errorCode: row.error_code,
    errorMessage: row.error_message,
    route: row.route,
    transport: transportSchema.parse(row.transport),
    dialect: row.dialect,
    clientKey: row.client_key,
    userAgent: row.user_agent,
    modelAsked: row.model_asked,
    modelServed: row.model_served,
    streamed: row.streamed !== 0,
    session: row.session,
    provider: row.provider,
    accountId: row.account_id,
    accountLabel: row.account_label,
    attempts: attemptsOf(row.attempts),
    firstByteMs: row.first_byte_ms,
    totalMs: row.total_ms,
    usage: usageOf(row),
    costUsd: row.cost_usd,
  };
}

/** null where nothing is known of the request's usage. */
export function usageOf(row: Pick<RecordRow, keyof UsageColumns>): Usage | null {
  if (row.input_tokens === null) return null;
  return {
    inputTokens: row.input_tokens,
    cachedInputTokens: row.cached_input_tokens ?? 0,
    cacheWriteTokens: row.cache_write_tokens ?? 0,
    outputTokens: row.output_tokens ?? 0,
    reasoningTokens: row.reasoning_tokens ?? 0,
  };
}

function attemptsOf(text: string): readonly Attempt[] {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    return [];
  }
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((each) => {
    const parsed = attemptSchema.safeParse(each);
    return parsed.success ? [parsed.data] : [];
  });
}

export function outcomeOf(text: string): RequestOutcome {
  return outcomeSchema.parse(text);
}

// A value that only a newer program writes is shown as something rather than failing the whole page.
const outcomeSchema = z.enum(["open", "ok", "error", "cancelled", "interrupted"]).catch("error");
const transportSchema = z.enum(["http", "websocket"]).catch("http");

/** A word of a union that may have grown since: any text is kept. */
const word = <Word extends string>(): z.ZodType<Word> => z.custom<Word>((value) => typeof value === "string");

const decisionSchema = z.object({
  strategy: word<Decision["strategy"]>(),
  rule: z.string(),
  chosen: z.string().nullable(),
  considered: z.array(
    z.object({
      accountId: z.string(),
      label: z.string(),
      exclusion: z
        .object({
          reason: word<NonNullable<Decision["considered"][number]["exclusion"]>["reason"]>(),
          until: z.number().nullable(),
        })
        .nullable(),
      priority: z.number(),
      primaryUsedPercent: z.number().nullable(),
      secondaryUsedPercent: z.number().nullable(),
      inFlight: z.number(),
    }),
  ),
  omitted: z.number(),
  ruledOut: z.record(z.string(), z.number()),
}) satisfies z.ZodType<Decision>;

const attemptSchema = z.object({
  accountId: z.string().nullable(),
  accountLabel: z.string().nullable(),
  // Rows from before a request could go to several providers have neither.
  provider: z.string().nullable().default(null),
  model: z.string().default(""),
  decision: decisionSchema,
  startedMs: z.number(),
  endedMs: z.number().nullable(),
  status: z.number().nullable(),
  failure: z.object({ kind: word<FailureKind>(), code: z.string(), message: z.string() }).nullable(),
}) satisfies z.ZodType<Attempt>;
