// Ended requests that are summed under the same names, taken together: what a batch adds to the sums is worked out once a
// group, not once a request.

import { RECENT_SLOT_MS } from "../domain/usage-history.ts";
import type { RecordRow, UsageSlotRow } from "./tables.ts";

/** What the sums are made of. */
export const SUMMED_COLUMNS = [
  "started_at",
  "outcome",
  "error_code",
  "route",
  "client_key",
  "model_asked",
  "model_served",
  "provider",
  "account_id",
  "first_byte_ms",
  "total_ms",
  "input_tokens",
  "cached_input_tokens",
  "cache_write_tokens",
  "output_tokens",
  "reasoning_tokens",
  "cost_usd",
] as const satisfies readonly (keyof RecordRow)[];

export type SummedRecord = Pick<RecordRow, (typeof SUMMED_COLUMNS)[number]>;

export type SlotSums = Omit<UsageSlotRow, "scope" | "name" | "slot">;

export interface UsageGroup {
  /** One of them: its names are those of all, its slot of five minutes as well. */
  readonly of: SummedRecord;
  readonly sums: SlotSums & { readonly succeeded: number };
}

/** The groups of the requests, in no order. */
export function groupsOf(records: readonly SummedRecord[]): readonly UsageGroup[] {
  const groups = new Map<string, { readonly of: SummedRecord; readonly sums: Mutable<UsageGroup["sums"]> }>();
  for (const record of records) {
    const key = keyOf(record);
    const known = groups.get(key);
    if (known !== undefined) addTo(known.sums, record);
    else groups.set(key, { of: record, sums: addTo(none(), record) });
  }
  return [...groups.values()];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** No text of a record holds a NUL: none is another's neighbour by chance. */
function keyOf(record: SummedRecord): string {
  const model = record.model_served === null ? `\0${record.model_asked}` : record.model_served;
  const code = record.outcome === "error" ? record.error_code : null;
  const slot = Math.floor(record.started_at / RECENT_SLOT_MS);
  return `${slot}\0${text(record.account_id)}\0${model}\0${text(record.client_key)}\0${text(record.provider)}\0${record.route}\0${text(code)}`;
}

/** Told from any text. */
function text(value: string | null): string {
  return value ?? "\0";
}

function none(): Mutable<UsageGroup["sums"]> {
  return {
    requests: 0,
    succeeded: 0,
    failures: 0,
    cancelled: 0,
    input_tokens: 0,
    cached_input_tokens: 0,
    cache_write_tokens: 0,
    output_tokens: 0,
    reasoning_tokens: 0,
    cost_usd: 0,
    unpriced: 0,
    first_bytes: 0,
    first_byte_ms: 0,
    totals: 0,
    total_ms: 0,
  };
}

function addTo(sums: Mutable<UsageGroup["sums"]>, record: SummedRecord): Mutable<UsageGroup["sums"]> {
  sums.requests += 1;
  if (record.outcome === "ok") sums.succeeded += 1;
  if (record.outcome === "error" || record.outcome === "interrupted") sums.failures += 1;
  if (record.outcome === "cancelled") sums.cancelled += 1;
  sums.input_tokens += record.input_tokens ?? 0;
  sums.cached_input_tokens += record.cached_input_tokens ?? 0;
  sums.cache_write_tokens += record.cache_write_tokens ?? 0;
  sums.output_tokens += record.output_tokens ?? 0;
  sums.reasoning_tokens += record.reasoning_tokens ?? 0;
  sums.cost_usd += record.cost_usd ?? 0;
  if (record.input_tokens !== null && record.cost_usd === null) sums.unpriced += 1;
  if (record.first_byte_ms !== null) sums.first_bytes += 1;
  sums.first_byte_ms += record.first_byte_ms ?? 0;
  if (record.total_ms !== null) sums.totals += 1;
  sums.total_ms += record.total_ms ?? 0;
  return sums;
}
