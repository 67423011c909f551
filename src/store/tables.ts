// The tables as the queries see them. Both databases give the same types: numbers, text, 0/1 for booleans.

export interface Tables {
  schema_version: { version: number };
  request_records: RecordRow;
  usage_hourly: HourlyRow;
  usage_totals: TotalRow;
  account_states: AccountStateRow;
  quota_samples: QuotaSampleRow;
  affinities: AffinityRow;
  leases: LeaseRow;
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
