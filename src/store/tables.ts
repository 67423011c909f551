// The tables as the queries see them. Both databases give the same types: numbers, text, 0/1 for booleans.

import type { UsageScope } from "../domain/usage-history.ts";

export interface Tables {
  schema_version: { version: number };
  request_records: RecordRow;
  usage_hourly: HourlyRow;
  usage_totals: TotalRow;
  usage_slots: UsageSlotRow;
  latency_slots: LatencySlotRow;
  usage_pending: PendingUsageRow;
  usage_notes: UsageNoteRow;
  account_states: AccountStateRow;
  quota_samples: QuotaSampleRow;
  affinities: AffinityRow;
  leases: LeaseRow;
  dashboard_credentials: CredentialRow;
  dashboard_sessions: SessionRow;
  audit: AuditRow;
  client_keys: ClientKeyRow;
  client_key_names: ClientKeyNameRow;
  client_key_ledgers: ClientKeyLedgerRow;
  inspection_runs: InspectionRunRow;
  inspection_results: InspectionResultRow;
  inspection_pauses: InspectionPauseRow;
  action_candidates: ActionCandidateRow;
}

export interface UsageColumns {
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly cache_write_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
}

/** The tokens are null together: nothing is known of the request's usage. */
export type RecordRow = { readonly [Column in keyof UsageColumns]: UsageColumns[Column] | null } & {
  readonly id: string;
  readonly started_at: number;
  readonly outcome: string;
  readonly status: number;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly route: string;
  readonly transport: string;
  readonly dialect: string;
  readonly client_key: string | null;
  readonly user_agent: string | null;
  readonly model_asked: string | null;
  readonly model_served: string | null;
  readonly streamed: number;
  readonly provider: string | null;
  readonly account_id: string | null;
  readonly account_label: string | null;
  /** JSON */
  readonly attempts: string;
  readonly first_byte_ms: number | null;
  readonly total_ms: number | null;
  readonly cost_usd: number | null;
  readonly session: string | null;
};

/** A key column is '' where the domain says null: a unique key must hold no NULL. */
export interface HourlyRow extends UsageColumns {
  readonly hour: number;
  readonly account_id: string;
  readonly model: string;
  readonly client_key: string;
  readonly requests: number;
  readonly failures: number;
  readonly cancelled: number;
  readonly cost_usd: number;
}

/** `name` is a route, the epoch ms of an hour, or an account's id; `model` is '' but for routes. */
export interface TotalRow extends UsageColumns {
  readonly scope: "route" | "hour" | "account";
  readonly name: string;
  readonly model: string;
  readonly requests: number;
  readonly succeeded: number;
}

/** `name` is '' where the request has none, and always for `all` and `recent`. */
export interface UsageSlotRow extends UsageColumns {
  readonly scope: "all" | "recent" | UsageScope;
  readonly name: string;
  /** Epoch ms at which the slot begins. */
  readonly slot: number;
  readonly requests: number;
  readonly failures: number;
  readonly cancelled: number;
  readonly cost_usd: number;
  readonly unpriced: number;
  readonly first_bytes: number;
  readonly first_byte_ms: number;
  readonly totals: number;
  readonly total_ms: number;
}

/** Requests that ended in one transaction and are in no sum yet. */
export interface UsageNoteRow {
  /** Of the first of them. */
  readonly id: string;
  /** JSON: the ids of all. */
  readonly ended: string;
}

/** A request that has ended and is in no sum yet, as programs before the notes left it. */
export interface PendingUsageRow {
  readonly id: string;
  /** 1: it is in the sums by hour and the totals, as those who knew the schema before this column added them at once. */
  readonly is_summed: number;
}

export interface LatencySlotRow {
  readonly measure: "first_byte" | "total";
  readonly slot: number;
  readonly bucket: number;
  readonly requests: number;
}

export interface AccountStateRow {
  readonly account_id: string;
  /** JSON */
  readonly health: string;
  /** JSON */
  readonly quota: string | null;
  readonly last_used_at: number | null;
}

export interface QuotaSampleRow {
  readonly account_id: string;
  readonly observed_at: number;
  readonly primary_used_percent: number | null;
  readonly primary_resets_at: number | null;
  readonly secondary_used_percent: number | null;
  readonly secondary_resets_at: number | null;
}

export interface AffinityRow {
  readonly key: string;
  readonly account_id: string;
  readonly expires_at: number;
}

export interface LeaseRow {
  readonly name: string;
  readonly holder: string;
  readonly expires_at: number;
}

/** `name` is `operator`, `viewer` or `totp`; `used_step` is of `totp` alone. */
export interface CredentialRow {
  readonly name: string;
  readonly secret: string;
  readonly stamp: string;
  readonly used_step: number;
}

export interface SessionRow {
  /** sha256 of the cookie's value. */
  readonly hash: string;
  readonly stamp: string;
  readonly is_verified: number;
  readonly expires_at: number;
  readonly setup_secret: string | null;
}

export interface AuditRow {
  readonly id: string;
  readonly at: number;
  readonly action: string;
  readonly actor: string;
  readonly address: string | null;
  readonly subject: string | null;
  readonly detail: string | null;
}

export interface ClientKeyRow {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly prefix: string;
  readonly enabled: number;
  readonly created_at: number;
  readonly revision: number;
  readonly expires_at: number | null;
  /** JSON */
  readonly models: string | null;
  /** JSON */
  readonly accounts: string | null;
  readonly concurrency: number | null;
  /** JSON */
  readonly limits: string;
}

/** Every name that a key has or had. */
export interface ClientKeyNameRow {
  readonly name: string;
  readonly key_id: string;
}

export interface ClientKeyLedgerRow {
  readonly key_id: string;
  /** JSON */
  readonly ledger: string;
}

export interface InspectionRunRow {
  readonly id: string;
  readonly started_at: number;
  /** JSON */
  readonly run: string;
}

export interface InspectionResultRow {
  readonly run_id: string;
  readonly account_id: string;
  /** JSON */
  readonly result: string;
}

export interface InspectionPauseRow {
  readonly account_id: string;
  readonly at: number;
  readonly reason: string;
}

/** One row for an account, action and reason. */
export interface ActionCandidateRow {
  readonly id: string;
  readonly account_id: string;
  readonly action: string;
  readonly reason: string;
  readonly state: string;
  readonly last_seen_at: number;
  readonly settled_at: number | null;
  /** JSON */
  readonly candidate: string;
}
