// The schema of what the dashboard asks of the requests: roll-ups over time, and the indexes that its filters need.

/** What `migrations.ts` says differently in the two databases. */
interface Words {
  readonly sortedText: string;
  /** The table is its primary key: rows lie in its order, once. PostgreSQL has no such tables. */
  readonly clustered: string;
}

const SUMS = [
  ...["requests", "failures", "cancelled"].map((name) => `${name} bigint`),
  ...["input", "cached_input", "cache_write", "output", "reasoning"].map((kind) => `${kind}_tokens bigint`),
  "cost_usd double precision",
  ...["unpriced", "first_bytes", "first_byte_ms", "totals", "total_ms"].map((name) => `${name} bigint`),
];

const MODEL = "case when provider is null or model_served is null then 'unknown' else substr(model_served, 1, 200) end";

interface Slots {
  readonly scope: string;
  readonly name: string;
  readonly ms: number;
  /** Which of the ended requests count; all where not given. */
  readonly of?: string;
}

/** Names and lengths of slots as src/store/usage-history.ts has them. */
const NAMED: readonly Omit<Slots, "ms">[] = [
  { scope: "account", name: "coalesce(account_id, '')" },
  { scope: "model", name: MODEL },
  { scope: "key", name: "substr(coalesce(client_key, ''), 1, 200)" },
  { scope: "provider", name: "coalesce(provider, '')" },
  { scope: "route", name: "substr(route, 1, 200)" },
  { scope: "error", name: "substr(error_code, 1, 200)", of: "outcome = 'error' and error_code is not null" },
];
const SLOTS: readonly Slots[] = [
  { scope: "all", name: "''", ms: 900_000 },
  { scope: "recent", name: "''", ms: 300_000 },
  ...NAMED.map((named) => ({ ...named, ms: 3_600_000 })),
];

export function activitySchema({ sortedText, clustered }: Words): readonly string[] {
  return [
    `create table usage_slots (
      scope ${sortedText} not null,
      name ${sortedText} not null,
      slot bigint not null,
      ${SUMS.map((sum) => `${sum} not null`).join(", ")},
      primary key (scope, name, slot)
    ) ${clustered}`,
    `create table latency_slots (
      measure ${sortedText} not null,
      slot bigint not null,
      bucket integer not null,
      requests bigint not null,
      primary key (measure, slot, bucket)
    ) ${clustered}`,
    `create table usage_pending (id ${sortedText} not null primary key) ${clustered}`,
    ...SLOTS.map(slotsSoFar),
    // Each filter of the list of requests leads to its newest ones: an equality, then the time.
    "create index request_records_key on request_records (substr(client_key, 1, 200), started_at) where client_key is not null",
    "create index request_records_model on request_records (substr(model_served, 1, 200), started_at)",
    "create index request_records_provider on request_records (provider, started_at)",
    "create index request_records_route on request_records (substr(route, 1, 200), started_at)",
    "create index request_records_error on request_records (substr(error_code, 1, 200), started_at) where error_code is not null",
  ];
}

/** Begins the roll-ups with the records that are there. */
function slotsSoFar({ scope, name, ms, of = "1 = 1" }: Slots): string {
  const counted = (when: string): string => `sum(case when ${when} then 1 else 0 end)`;
  const tokens = ["input", "cached_input", "cache_write", "output", "reasoning"].map(
    (kind) => `coalesce(sum(${kind}_tokens), 0)`,
  );
  const sums = [
    "count(*)",
    counted("outcome in ('error', 'interrupted')"),
    counted("outcome = 'cancelled'"),
    ...tokens,
    "coalesce(sum(cost_usd), 0)",
    counted("input_tokens is not null and cost_usd is null"),
    "count(first_byte_ms)",
    "coalesce(sum(first_byte_ms), 0)",
    "count(total_ms)",
    "coalesce(sum(total_ms), 0)",
  ];
  return `insert into usage_slots
    select '${scope}', ${name}, (started_at / ${ms}) * ${ms}, ${sums.join(", ")}
    from request_records where outcome <> 'open' and ${of} group by 1, 2, 3`;
}
