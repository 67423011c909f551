// The schema by which a record costs little to write and is found all the same: one index in the order of time instead of
// one a filter, and a note a batch instead of one a request.

/** What `migrations.ts` says differently in the two databases. */
interface Words {
  readonly sortedText: string;
  readonly clustered: string;
  /** Columns that make an index hold all that a question looks at; PostgreSQL's entries have no room for long texts. */
  readonly covering: (columns: readonly string[]) => string;
}

/** Of each of these every batch changed a page a name: three quarters of what a record cost. */
const SCATTERED = ["started", "account", "used", "unserved", "key", "model", "provider", "route"];

/** What filters look at. What went wrong has indexes of its own: there is little of it. */
const LOOKED_AT = [
  ...["outcome", "account_id", "client_key", "model_served", "provider", "route"],
  ...["error_code", "total_ms"],
];

export function recordIndexSchema({ sortedText, clustered, covering }: Words): readonly string[] {
  return [
    ...SCATTERED.map((name) => `drop index request_records_${name}`),
    // Entries come at the end alone: a page or two a batch.
    `create index request_records_time on request_records (started_at, id${covering(LOOKED_AT)})`,
    `create table usage_notes (id ${sortedText} not null primary key, ended text not null) ${clustered}`,
  ];
}
