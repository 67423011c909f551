// What ended requests add to the roll-ups over time: rows for each way of summing, and counts of how long they took.

import { latencyBucket } from "../domain/latency.ts";
import { NAMED_SLOT_MS, RECENT_SLOT_MS, SLOT_MS, type UsageScope } from "../domain/usage-history.ts";
import { UNKNOWN_MODEL } from "../domain/usage-totals.ts";
import { indexedText } from "./clean-text.ts";
import type { LatencySlotRow, RecordRow, UsageSlotRow } from "./tables.ts";

/** What is summed, in the order of the rows. */
export const SLOT_SUMS = [
  "requests",
  "failures",
  "cancelled",
  "input_tokens",
  "cached_input_tokens",
  "cache_write_tokens",
  "output_tokens",
  "reasoning_tokens",
  "cost_usd",
  "unpriced",
  "first_bytes",
  "first_byte_ms",
  "totals",
  "total_ms",
] as const satisfies readonly (keyof UsageSlotRow)[];

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

/** What the records add, a row a key. Merged here, member by member: the general way takes twice as long. */
export function slotsOf(records: readonly SummedRecord[]): readonly UsageSlotRow[] {
  const rows = new Map<string, SlotKey & Mutable<SlotSums>>();
  for (const record of records) {
    const share = shareOf(record);
    for (const key of keysOf(record)) {
      const text = `${key.scope}\0${key.name}\0${key.slot}`;
      const known = rows.get(text);
      if (known === undefined) rows.set(text, { ...key, ...share });
      else addTo(known, share);
    }
  }
  return [...rows.values()];
}

type SlotKey = Pick<UsageSlotRow, "scope" | "name" | "slot">;
type SlotSums = Omit<UsageSlotRow, keyof SlotKey>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function keysOf(record: SummedRecord): readonly SlotKey[] {
  const isError = record.outcome === "error" && record.error_code !== null;
  const hour = slotOf(record.started_at, NAMED_SLOT_MS);
  const named = (scope: UsageScope, name: string | null): SlotKey => ({
    scope,
    name: indexedText(name ?? ""),
    slot: hour,
  });
  return [
    { scope: "all", name: "", slot: slotOf(record.started_at, SLOT_MS) },
    { scope: "recent", name: "", slot: slotOf(record.started_at, RECENT_SLOT_MS) },
    named("account", record.account_id),
    named("model", modelOf(record)),
    named("key", record.client_key),
    named("provider", record.provider),
    named("route", record.route),
    ...(isError ? [named("error", record.error_code)] : []),
  ];
}

/** Clients name models as they like: those that nobody was asked for are one. */
function modelOf({ provider, model_served }: SummedRecord): string {
  return provider === null ? UNKNOWN_MODEL : (model_served ?? UNKNOWN_MODEL);
}

function shareOf(record: SummedRecord): SlotSums {
  return {
    requests: 1,
    failures: record.outcome === "error" || record.outcome === "interrupted" ? 1 : 0,
    cancelled: record.outcome === "cancelled" ? 1 : 0,
    input_tokens: record.input_tokens ?? 0,
    cached_input_tokens: record.cached_input_tokens ?? 0,
    cache_write_tokens: record.cache_write_tokens ?? 0,
    output_tokens: record.output_tokens ?? 0,
    reasoning_tokens: record.reasoning_tokens ?? 0,
    cost_usd: record.cost_usd ?? 0,
    unpriced: record.input_tokens !== null && record.cost_usd === null ? 1 : 0,
    first_bytes: record.first_byte_ms === null ? 0 : 1,
    first_byte_ms: record.first_byte_ms ?? 0,
    totals: record.total_ms === null ? 0 : 1,
    total_ms: record.total_ms ?? 0,
  };
}

function addTo(sum: Mutable<SlotSums>, share: SlotSums): void {
  sum.requests += share.requests;
  sum.failures += share.failures;
  sum.cancelled += share.cancelled;
  sum.input_tokens += share.input_tokens;
  sum.cached_input_tokens += share.cached_input_tokens;
  sum.cache_write_tokens += share.cache_write_tokens;
  sum.output_tokens += share.output_tokens;
  sum.reasoning_tokens += share.reasoning_tokens;
  sum.cost_usd += share.cost_usd;
  sum.unpriced += share.unpriced;
  sum.first_bytes += share.first_bytes;
  sum.first_byte_ms += share.first_byte_ms;
  sum.totals += share.totals;
  sum.total_ms += share.total_ms;
}

export function latencyOf(record: SummedRecord): readonly LatencySlotRow[] {
  const slot = slotOf(record.started_at, SLOT_MS);
  const counted = (measure: LatencySlotRow["measure"], ms: number | null): readonly LatencySlotRow[] =>
    ms === null ? [] : [{ measure, slot, bucket: latencyBucket(ms), requests: 1 }];
  // How long it took until somebody left says nothing of how long it takes.
  if (record.outcome !== "ok") return [];
  return [...counted("first_byte", record.first_byte_ms), ...counted("total", record.total_ms)];
}

/** The beginning of the slot. */
export function slotOf(at: number, lengthMs: number): number {
  return Math.floor(at / lengthMs) * lengthMs;
}
