// Records of the past, played again by simulations: the few columns that count, a page at a time.

import type { Kysely } from "kysely";

import type { RecordedRequest, RecordedRequests } from "../domain/recorded-request.ts";
import { outcomeOf, usageOf } from "./record-row.ts";
import type { RecordRow, Tables } from "./tables.ts";

const COLUMNS = [
  "id",
  "started_at",
  "total_ms",
  "outcome",
  "status",
  "error_code",
  "model_asked",
  "model_served",
  "provider",
  "account_id",
  "session",
  "input_tokens",
  "cached_input_tokens",
  "cache_write_tokens",
  "output_tokens",
  "reasoning_tokens",
  "cost_usd",
] as const satisfies readonly (keyof RecordRow)[];

export function createRecordedRequests(database: Kysely<Tables>): RecordedRequests {
  return {
    async page({ from, to, after, limit }) {
      const wanted = database
        .selectFrom("request_records")
        .select(COLUMNS)
        .where("started_at", "<", to)
        .where("outcome", "<>", "open")
        .orderBy("started_at")
        .orderBy("id")
        .limit(limit);
      const rows = await (
        after === null
          ? wanted.where("started_at", ">=", from)
          : wanted
              .where("started_at", ">=", after.startedAt)
              .where(({ or, eb }) => or([eb("started_at", ">", after.startedAt), eb("id", ">", after.id)]))
      ).execute();
      return rows.map(requestOf);
    },
  };
}

function requestOf(row: Pick<RecordRow, (typeof COLUMNS)[number]>): RecordedRequest {
  return {
    id: row.id,
    startedAt: row.started_at,
    totalMs: row.total_ms,
    outcome: outcomeOf(row.outcome),
    status: row.status,
    errorCode: row.error_code,
    modelAsked: row.model_asked,
    modelServed: row.model_served,
    provider: row.provider,
    accountId: row.account_id,
    session: row.session,
    usage: usageOf(row),
    costUsd: row.cost_usd,
  };
}
