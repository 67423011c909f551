// The schema's history: a numbered list. A published entry never changes; a new one is added at the end.

import { activitySchema } from "./activity-schema.ts";
import { clientKeySchema } from "./client-key-schema.ts";
import type { Engine } from "./engine.ts";
import { inspectionSchema } from "./inspection-schema.ts";
import { recordIndexSchema } from "./record-index-schema.ts";

/** The statements of one version. The types are chosen to mean the same in both databases: an epoch ms is a bigint. */
type Migration = (words: DialectWords) => readonly string[];

interface DialectWords {
  /** Text that sorts by its bytes whatever the database's locale, as ids must. */
  readonly sortedText: string;
  /** The table is its primary key: its rows lie in that order, once. PostgreSQL has no such tables. */
  readonly clustered: string;
  /** Columns that an index holds beyond those that it sorts by. */
  readonly covering: (columns: readonly string[]) => string;
}

const WORDS: Record<Engine["kind"], DialectWords> = {
  sqlite: { sortedText: "text", clustered: "without rowid", covering: (columns) => `, ${columns.join(", ")}` },
  postgres: { sortedText: 'text collate "C"', clustered: "", covering: () => "" },
};

const TOKENS = (constraint: string): string =>
  ["input", "cached_input", "cache_write", "output", "reasoning"]
    .map((name) => `${name}_tokens bigint ${constraint}`)
    .join(", ");

interface TotalsScope {
  readonly scope: string;
  readonly name: string;
  readonly model: string;
  /** Which of the ended requests count. */
  readonly of: string;
}

const UPSTREAM_MODEL =
  "case when provider is null or model_served is null then 'unknown' else substr(model_served, 1, 200) end";

const TOTALS: readonly TotalsScope[] = [
  { scope: "route", name: "substr(route, 1, 200)", model: UPSTREAM_MODEL, of: "1 = 1" },
  { scope: "hour", name: "cast((started_at / 3600000) * 3600000 as text)", model: "''", of: "1 = 1" },
  { scope: "account", name: "account_id", model: "''", of: "account_id is not null" },
];

/** Begins the sums with the records that are there. */
function totalsSoFar({ scope, name, model, of }: TotalsScope): string {
  const tokens = ["input", "cached_input", "cache_write", "output", "reasoning"]
    .map((kind) => `coalesce(sum(${kind}_tokens), 0)`)
    .join(", ");
  return `insert into usage_totals
    select '${scope}', ${name}, ${model}, count(*), sum(case when outcome = 'ok' then 1 else 0 end), ${tokens}
    from request_records where outcome <> 'open' and ${of} group by 1, 2, 3`;
}

const MIGRATIONS: readonly Migration[] = [
  ({ sortedText }) => [
    `create table request_records (
      id ${sortedText} not null primary key,
      started_at bigint not null,
      outcome text not null,
      status integer not null,
      error_code text,
      error_message text,
      route text not null,
      transport text not null,
      dialect text not null,
      client_key text,
      user_agent text,
      model_asked text,
      model_served text,
      streamed integer not null,
      provider text,
      account_id text,
      account_label text,
      attempts text not null,
      first_byte_ms bigint,
      total_ms bigint,
      ${TOKENS("")},
      cost_usd double precision
    )`,
    "create index request_records_started on request_records (started_at)",
    "create index request_records_account on request_records (account_id, started_at)",
    // What went well is nearly all there is, and is never looked for by its outcome: it stays out of the index.
    "create index request_records_outcome on request_records (outcome, started_at) where outcome <> 'ok'",
    `create table usage_hourly (
      hour bigint not null,
      account_id text not null,
      model text not null,
      client_key text not null,
      requests bigint not null,
      failures bigint not null,
      cancelled bigint not null,
      ${TOKENS("not null")},
      cost_usd double precision not null,
      primary key (hour, account_id, model, client_key)
    )`,
    `create table account_states (
      account_id text not null primary key,
      health text not null,
      quota text,
      last_used_at bigint
    )`,
    `create table quota_samples (
      account_id text not null,
      observed_at bigint not null,
      primary_used_percent double precision,
      primary_resets_at bigint,
      secondary_used_percent double precision,
      secondary_resets_at bigint,
      primary key (account_id, observed_at)
    )`,
    "create index quota_samples_observed on quota_samples (observed_at)",
    `create table affinities (
      key text not null primary key,
      account_id text not null,
      expires_at bigint not null
    )`,
    "create index affinities_expires on affinities (expires_at)",
    `create table leases (
      name text not null primary key,
      holder text not null,
      expires_at bigint not null
    )`,
  ],
  ({ sortedText }) => [
    `create table usage_totals (
      scope text not null,
      name ${sortedText} not null,
      model ${sortedText} not null,
      requests bigint not null,
      succeeded bigint not null,
      ${TOKENS("not null")},
      primary key (scope, name, model)
    )`,
    ...TOTALS.map(totalsSoFar),
    // The newest of a route and model; those for whom no upstream was asked are few, and one model.
    `create index request_records_used on request_records (route, substr(model_served, 1, 200), id)
      where outcome <> 'open' and provider is not null`,
    `create index request_records_unserved on request_records (route, id) where outcome <> 'open' and provider is null`,
  ],
  () => ["alter table request_records add column session text"],
  ({ sortedText }) => [
    `create table dashboard_credentials (
      name text not null primary key,
      secret text not null,
      stamp text not null,
      used_step bigint not null
    )`,
    `create table dashboard_sessions (
      hash text not null primary key,
      stamp text not null,
      is_verified integer not null,
      expires_at bigint not null,
      setup_secret text
    )`,
    `create table audit (
      id ${sortedText} not null primary key,
      at bigint not null,
      action text not null,
      actor text not null,
      address text,
      subject text,
      detail text
    )`,
    "create index audit_at on audit (at, id)",
  ],
  activitySchema,
  clientKeySchema,
  inspectionSchema,
  // Requests that are noted already are in the sums by hour and the totals.
  () => ["alter table usage_pending add column is_summed integer not null default 1"],
  recordIndexSchema,
];

/** The newest schema version that this program knows. */
export const LATEST_VERSION = MIGRATIONS.length;

/** The statements that lead from `version` to the one after it. */
export function statementsAfter(version: number, kind: Engine["kind"]): readonly string[] {
  return MIGRATIONS[version]?.(WORDS[kind]) ?? [];
}
