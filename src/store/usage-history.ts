// Roll-ups over time: a row a name and slot for each way of summing, and counts of how long requests took.

import { type Kysely, sql } from "kysely";

import {
  NAMED_SLOT_MS,
  type NamedSums,
  RECENT_SLOT_MS,
  type SeriesQuery,
  SLOT_MS,
  type SumsAt,
  type TimeRange,
  type UsageHistory,
  type UsageScope,
  type UsageSums,
} from "../domain/usage-history.ts";
import { walk } from "./record-walk.ts";
import { isOfName, type Lane, namesOf } from "./request-filter.ts";
import type { Tables } from "./tables.ts";
import type { UsageSettling } from "./usage-settling.ts";
import { SLOT_SUMS, slotOf } from "./usage-slots.ts";

/** Of one statement. */
const NAMES_AT_ONCE = 16;
/** Looked through for the newest of a name. */
const MOST_PIECES = 64;

/** Each question has what has ended since added to the sums first. */
export function createUsageHistory(database: Kysely<Tables>, { settle }: Pick<UsageSettling, "settle">): UsageHistory {
  return {
    async series(query) {
      await settle();
      return series(database, "all", query);
    },
    async recent(query) {
      await settle();
      return series(database, "recent", query);
    },
    async byName(scope, { from, to }) {
      await settle();
      const range = { from: slotOf(from, NAMED_SLOT_MS), to };
      const names = await namesSince(database, scope, range.from);
      const found: NamedSums[] = [];
      // A few names at a time: of a large pool's month all at once would hold the thread.
      for (let index = 0; index < names.length; index += NAMES_AT_ONCE) {
        found.push(...(await sumsByName(database, { scope, range, names: names.slice(index, index + NAMES_AT_ONCE) })));
      }
      return found.toSorted((a, b) => b.requests - a.requests || (a.name < b.name ? -1 : 1));
    },
    async names(scope, since) {
      await settle();
      return namesSince(database, scope, slotOf(since, NAMED_SLOT_MS));
    },
    async latency(measure, { from, to }) {
      await settle();
      const rows = await database
        .selectFrom("latency_slots")
        .select(["bucket", sql<number>`cast(sum(requests) as double precision)`.as("requests")])
        .where("measure", "=", measure)
        .where("slot", ">=", slotOf(from, SLOT_MS))
        .where("slot", "<", to)
        .groupBy("bucket")
        .execute();
      return new Map(rows.map(({ bucket, requests }) => [bucket, requests]));
    },
    async newestTimes(of, { from, to, most }) {
      await settle();
      // So many, whatever became of them: of a name those that went well may be few.
      const lane: Lane = { lead: null, rest: [isOfName(of), sql`outcome <> 'open'`], named: [namesOf(of)] };
      const { fitting } = await walk(database, { lane, span: { from, to }, after: null, most, pieces: MOST_PIECES });
      const ids = fitting.map(({ id }) => id);
      if (ids.length === 0) return [];
      const rows = await database
        .selectFrom("request_records")
        .select(["first_byte_ms", "total_ms"])
        .where("id", "in", ids)
        .where("outcome", "=", "ok")
        .orderBy("started_at", "desc")
        .execute();
      return rows.map(({ first_byte_ms, total_ms }) => ({ firstByteMs: first_byte_ms, totalMs: total_ms }));
    },
  };
}

/** Each name of a scope is found by leaping from one to the next: as many steps as names, however long the history. */
async function namesSince(database: Kysely<Tables>, scope: UsageScope, since: number): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly name: string }>`
    with recursive names(name) as (
      select min(name) from usage_slots where scope = ${scope}
      union all
      select (select min(slots.name) from usage_slots as slots where slots.scope = ${scope} and slots.name > names.name)
      from names where names.name is not null
    )
    select names.name from names where names.name is not null and exists (
      select 1 from usage_slots as slots
      where slots.scope = ${scope} and slots.name = names.name and slots.slot >= ${since}
    ) order by names.name`.execute(database);
  return rows.map(({ name }) => name);
}

interface NamedQuery {
  readonly scope: UsageScope;
  readonly range: TimeRange;
  readonly names: readonly string[];
}

async function sumsByName(
  database: Kysely<Tables>,
  { scope, range, names }: NamedQuery,
): Promise<readonly NamedSums[]> {
  const { rows } = await sql<SumsRow & { readonly name: string }>`
    select slots.name, ${SUMMED} from usage_slots as slots
    where slots.scope = ${scope} and slots.name in (${sql.join(names)})
      and slots.slot >= ${range.from} and slots.slot < ${range.to}
    group by slots.name`.execute(database);
  return rows.map((row) => ({ name: row.name, ...sumsOf(row) }));
}

/** PostgreSQL's sums of bigints are numerics, which come as text. */
const SUMMED = sql.join(
  SLOT_SUMS.map((name) => sql`cast(sum(${sql.ref(`slots.${name}`)}) as double precision) as ${sql.ref(name)}`),
);

type SumsRow = Readonly<Record<(typeof SLOT_SUMS)[number], number>>;

async function series(
  database: Kysely<Tables>,
  scope: "all" | "recent",
  { from, to, origin, stepMs }: SeriesQuery,
): Promise<readonly SumsAt[]> {
  const first = slotOf(from, scope === "all" ? SLOT_MS : RECENT_SLOT_MS);
  // An origin before all slots: the division then rounds down in both databases.
  const base = origin - Math.ceil(Math.max(0, origin - first) / stepMs) * stepMs;
  const step = sql<number>`(slots.slot - cast(${base} as bigint)) / cast(${stepMs} as bigint)`;
  const { rows } = await sql<SumsRow & { readonly step: number }>`
    select ${step} as step, ${SUMMED} from usage_slots as slots
    where slots.scope = ${scope} and slots.name = '' and slots.slot >= ${first} and slots.slot < ${to}
    group by 1 order by 1`.execute(database);
  return rows.map((row) => ({ at: base + row.step * stepMs, ...sumsOf(row) }));
}

function sumsOf(row: SumsRow): UsageSums {
  return {
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
    unpriced: row.unpriced,
    firstByte: { requests: row.first_bytes, ms: row.first_byte_ms },
    total: { requests: row.totals, ms: row.total_ms },
  };
}
