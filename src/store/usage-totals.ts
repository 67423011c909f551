// Sums that outlive the records: a row a route and model, a row an hour, a row an account; each moved once by every
// request that ends.

import { type Kysely, sql } from "kysely";

import type { RequestSums, UsageTotals } from "../domain/usage-totals.ts";
import { UNKNOWN_MODEL } from "../domain/usage-totals.ts";
import { eachChunk } from "./chunks.ts";
import { indexedText } from "./clean-text.ts";
import { outcomeOf, usageOf } from "./record-row.ts";
import { EVER, walk } from "./record-walk.ts";
import { isOfName, namesOf } from "./request-filter.ts";
import { createRowStatement } from "./row-statement.ts";
import type { Tables, TotalRow } from "./tables.ts";
import type { UsageSettling } from "./usage-settling.ts";
import type { SummedRecord, UsageGroup } from "./usage-groups.ts";

const HOUR_MS = 3_600_000;

/** Adds ended requests to the sums. To be called inside the transaction that takes their notes: else they count twice or never. */
export type AddToTotals = (transaction: Kysely<Tables>, ended: readonly UsageGroup[]) => Promise<void>;

/** The addition, its statements kept. */
export function createAddToTotals(database: Kysely<Tables>): AddToTotals {
  const add = createRowStatement((rows: readonly TotalRow[]) =>
    database
      .insertInto("usage_totals")
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(["scope", "name", "model"]).doUpdateSet({
          requests: plus("requests"),
          succeeded: plus("succeeded"),
          input_tokens: plus("input_tokens"),
          cached_input_tokens: plus("cached_input_tokens"),
          cache_write_tokens: plus("cache_write_tokens"),
          output_tokens: plus("output_tokens"),
          reasoning_tokens: plus("reasoning_tokens"),
        }),
      ),
  );
  return (transaction, ended) => eachChunk(sumsOf(ended), (chunk) => add(transaction, chunk));
}

/** The sums have what has ended since added first. */
export function createUsageTotals(database: Kysely<Tables>, { settle }: Pick<UsageSettling, "settle">): UsageTotals {
  return {
    async overview() {
      await settle();
      const rows = await database
        .selectFrom("usage_totals")
        .selectAll()
        .where("scope", "in", ["route", "hour"])
        .orderBy("name")
        .orderBy("model")
        .execute();
      return {
        routes: rows.flatMap((row) =>
          row.scope === "route" ? [{ route: row.name, model: row.model, ...requestSums(row) }] : [],
        ),
        hours: rows.flatMap((row) => (row.scope === "hour" ? [{ hour: Number(row.name), ...requestSums(row) }] : [])),
      };
    },
    async byAccount() {
      await settle();
      const rows = await database.selectFrom("usage_totals").selectAll().where("scope", "=", "account").execute();
      return new Map(rows.map((row) => [row.name, requestSums(row)]));
    },
    async newest(of) {
      await settle();
      return newest(database, of);
    },
  };
}

async function newest(
  database: Kysely<Tables>,
  { route, model, limit }: Parameters<UsageTotals["newest"]>[0],
): ReturnType<UsageTotals["newest"]> {
  const sums = await database
    .selectFrom("usage_totals")
    .select("requests")
    .where("scope", "=", "route")
    .where("name", "=", route)
    .where("model", "=", model)
    .executeTakeFirst();
  const isOfModel =
    model === UNKNOWN_MODEL ? sql<boolean>`provider is null` : isOfName({ scope: "model", name: model });
  const { fitting } = await walk(database, {
    lane: {
      lead: null,
      rest: [isOfName({ scope: "route", name: route }), isOfModel, sql`outcome <> 'open'`],
      named: [namesOf({ scope: "model", name: model }), namesOf({ scope: "route", name: route })],
    },
    span: EVER,
    after: null,
    // As many as there ever were: what is rare is not looked for beyond them.
    most: Math.min(limit, sums?.requests ?? 0),
    pieces: Infinity,
  });
  const ids = fitting.map(({ id }) => id);
  if (ids.length === 0) return [];
  const rows = await database
    .selectFrom("request_records")
    .select(["id", "started_at", "outcome", "account_id", "account_label", "total_ms", ...TOKENS])
    .where("id", "in", ids)
    .orderBy("id", "desc")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    startedAt: row.started_at,
    outcome: outcomeOf(row.outcome),
    accountId: row.account_id,
    accountLabel: row.account_label,
    totalMs: row.total_ms,
    usage: usageOf(row),
  }));
}

const TOKENS = [
  "input_tokens",
  "cached_input_tokens",
  "cache_write_tokens",
  "output_tokens",
  "reasoning_tokens",
] as const;

const plus = (column: keyof TotalRow) =>
  sql<number>`${sql.ref(`usage_totals.${column}`)} + ${sql.ref(`excluded.${column}`)}`;

function requestSums(row: TotalRow): RequestSums {
  return {
    requests: row.requests,
    succeeded: row.succeeded,
    usage: {
      inputTokens: row.input_tokens,
      cachedInputTokens: row.cached_input_tokens,
      cacheWriteTokens: row.cache_write_tokens,
      outputTokens: row.output_tokens,
      reasoningTokens: row.reasoning_tokens,
    },
  };
}

/** One row a key, in the order of the keys: two processes that add to the same rows then never wait for each other in a ring. */
function sumsOf(ended: readonly UsageGroup[]): readonly TotalRow[] {
  const sums = new Map<string, Mutable<TotalRow>>();
  for (const group of ended) {
    for (const row of sharesOf(group)) {
      const key = `${row.scope}\0${row.name}\0${row.model}`;
      const known = sums.get(key);
      if (known === undefined) sums.set(key, row);
      else addTo(known, row);
    }
  }
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function sharesOf({ of: record, sums }: UsageGroup): readonly TotalRow[] {
  const share = {
    requests: sums.requests,
    succeeded: sums.succeeded,
    input_tokens: sums.input_tokens,
    cached_input_tokens: sums.cached_input_tokens,
    cache_write_tokens: sums.cache_write_tokens,
    output_tokens: sums.output_tokens,
    reasoning_tokens: sums.reasoning_tokens,
  };
  const hour = Math.floor(record.started_at / HOUR_MS) * HOUR_MS;
  const of = (scope: TotalRow["scope"], name: string, model = ""): TotalRow => ({ scope, name, model, ...share });
  return [
    of("route", indexedText(record.route), modelOf(record)),
    of("hour", String(hour)),
    ...(record.account_id === null ? [] : [of("account", indexedText(record.account_id))]),
  ];
}

function modelOf({ provider, model_served }: SummedRecord): string {
  return provider === null || model_served === null ? UNKNOWN_MODEL : indexedText(model_served);
}

function addTo(sum: Mutable<TotalRow>, row: TotalRow): void {
  sum.requests += row.requests;
  sum.succeeded += row.succeeded;
  sum.input_tokens += row.input_tokens;
  sum.cached_input_tokens += row.cached_input_tokens;
  sum.cache_write_tokens += row.cache_write_tokens;
  sum.output_tokens += row.output_tokens;
  sum.reasoning_tokens += row.reasoning_tokens;
}
