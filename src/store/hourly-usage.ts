// Sums by hour: one row an hour, account, model and client key, moved once by every request that ends.

import { type Kysely, sql } from "kysely";

import type { HourlyUsage } from "../domain/request-record.ts";
import { eachChunk } from "./chunks.ts";
import { indexedText } from "./clean-text.ts";
import { createRowStatement } from "./row-statement.ts";
import type { HourlyRow, Tables } from "./tables.ts";
import type { UsageGroup } from "./usage-groups.ts";

const HOUR_MS = 3_600_000;

/** Adds ended requests to their hours. To be called inside the transaction that takes their notes: else they count twice or never. */
export type AddToHourly = (transaction: Kysely<Tables>, ended: readonly UsageGroup[]) => Promise<void>;

/** The addition, its statements kept. */
export function createAddToHourly(database: Kysely<Tables>): AddToHourly {
  const add = createRowStatement((rows: readonly HourlyRow[]) =>
    database
      .insertInto("usage_hourly")
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(["hour", "account_id", "model", "client_key"]).doUpdateSet({
          requests: plus("requests"),
          failures: plus("failures"),
          cancelled: plus("cancelled"),
          input_tokens: plus("input_tokens"),
          cached_input_tokens: plus("cached_input_tokens"),
          cache_write_tokens: plus("cache_write_tokens"),
          output_tokens: plus("output_tokens"),
          reasoning_tokens: plus("reasoning_tokens"),
          cost_usd: plus("cost_usd"),
        }),
      ),
  );
  return (transaction, ended) => eachChunk(sumsOf(ended), (chunk) => add(transaction, chunk));
}

/** The roll-ups of the hours in `[from, to)`, oldest first. */
export async function hourlyUsage(
  database: Kysely<Tables>,
  range: { readonly from: number; readonly to: number },
): Promise<readonly HourlyUsage[]> {
  const rows = await database
    .selectFrom("usage_hourly")
    .selectAll()
    .where("hour", ">=", range.from)
    .where("hour", "<", range.to)
    .orderBy("hour")
    .orderBy("account_id")
    .orderBy("model")
    .orderBy("client_key")
    .execute();
  return rows.map(hourOf);
}

const plus = (column: keyof HourlyRow) =>
  sql<number>`${sql.ref(`usage_hourly.${column}`)} + ${sql.ref(`excluded.${column}`)}`;

function hourOf(row: HourlyRow): HourlyUsage {
  return {
    hour: row.hour,
    accountId: row.account_id === "" ? null : row.account_id,
    model: row.model,
    clientKey: row.client_key === "" ? null : row.client_key,
    requests: row.requests,
    failures: row.failures,
    cancelled: row.cancelled,
    usage: {
      inputTokens: row.input_tokens,
      cachedInputTokens: row.cached_input_tokens,
      cacheWriteTokens: row.cache_write_tokens,
      outputTokens: row.output_tokens,
      reasoningTokens: row.reasoning_tokens,
    },
    costUsd: row.cost_usd,
  };
}

/** One row a key, in the order of the keys: two processes that add to the same hours then never wait for each other in a ring. */
function sumsOf(ended: readonly UsageGroup[]): readonly HourlyRow[] {
  const sums = new Map<string, Mutable<HourlyRow>>();
  for (const group of ended) {
    const row = shareOf(group);
    const key = `${row.hour}\0${row.account_id}\0${row.model}\0${row.client_key}`;
    const known = sums.get(key);
    if (known === undefined) sums.set(key, row);
    else addTo(known, row);
  }
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function shareOf({ of, sums }: UsageGroup): HourlyRow {
  return {
    hour: Math.floor(of.started_at / HOUR_MS) * HOUR_MS,
    account_id: of.account_id ?? "",
    model: indexedText(of.model_served ?? of.model_asked ?? ""),
    client_key: indexedText(of.client_key ?? ""),
    requests: sums.requests,
    failures: sums.failures,
    cancelled: sums.cancelled,
    input_tokens: sums.input_tokens,
    cached_input_tokens: sums.cached_input_tokens,
    cache_write_tokens: sums.cache_write_tokens,
    output_tokens: sums.output_tokens,
    reasoning_tokens: sums.reasoning_tokens,
    cost_usd: sums.cost_usd,
  };
}

function addTo(sum: Mutable<HourlyRow>, row: HourlyRow): void {
  sum.requests += row.requests;
  sum.failures += row.failures;
  sum.cancelled += row.cancelled;
  sum.input_tokens += row.input_tokens;
  sum.cached_input_tokens += row.cached_input_tokens;
  sum.cache_write_tokens += row.cache_write_tokens;
  sum.output_tokens += row.output_tokens;
  sum.reasoning_tokens += row.reasoning_tokens;
  sum.cost_usd += row.cost_usd;
}
