// What ended requests add to the roll-ups over time: rows for each way of summing, and counts of how long they took.

import { latencyBucket } from "../domain/latency.ts";
import { NAMED_SLOT_MS, RECENT_SLOT_MS, SLOT_MS, type UsageScope } from "../domain/usage-history.ts";
import { UNKNOWN_MODEL } from "../domain/usage-totals.ts";
import { indexedText } from "./clean-text.ts";
import type { LatencySlotRow, UsageSlotRow } from "./tables.ts";
import type { SlotSums, SummedRecord, UsageGroup } from "./usage-groups.ts";

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

/** What the groups add, a row a key. Merged here, member by member: the general way takes twice as long. */
export function slotsOf(groups: readonly UsageGroup[]): readonly UsageSlotRow[] {
  const rows = new Map<string, SlotKey & Mutable<SlotSums>>();
  for (const { of, sums } of groups) {
    for (const key of keysOf(of)) {
      const text = `${key.scope}\0${key.name}\0${key.slot}`;
      const known = rows.get(text);
      if (known === undefined) rows.set(text, rowOf(key, sums));
      else addTo(known, sums);
    }
  }
  return [...rows.values()];
}

type SlotKey = Pick<UsageSlotRow, "scope" | "name" | "slot">;
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

/** Its columns in the order of the table's. */
function rowOf({ scope, name, slot }: SlotKey, sums: SlotSums): SlotKey & Mutable<SlotSums> {
  return {
    scope,
    name,
    slot,
    requests: sums.requests,
    failures: sums.failures,
    cancelled: sums.cancelled,
    input_tokens: sums.input_tokens,
    cached_input_tokens: sums.cached_input_tokens,
    cache_write_tokens: sums.cache_write_tokens,
    output_tokens: sums.output_tokens,
    reasoning_tokens: sums.reasoning_tokens,
    cost_usd: sums.cost_usd,
    unpriced: sums.unpriced,
    first_bytes: sums.first_bytes,
    first_byte_ms: sums.first_byte_ms,
    totals: sums.totals,
    total_ms: sums.total_ms,
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

/** How often which length of time occurred, a row a key. */
export function latencyOf(records: readonly SummedRecord[]): readonly LatencySlotRow[] {
  const rows = new Map<string, Mutable<LatencySlotRow>>();
  const count = (measure: LatencySlotRow["measure"], ms: number | null, slot: number): void => {
    if (ms === null) return;
    const bucket = latencyBucket(ms);
    const key = `${measure} ${slot} ${bucket}`;
    const known = rows.get(key);
    if (known === undefined) rows.set(key, { measure, slot, bucket, requests: 1 });
    else known.requests += 1;
  };
  for (const { outcome, started_at, first_byte_ms, total_ms } of records) {
    // How long it took until somebody left says nothing of how long it takes.
    if (outcome !== "ok") continue;
    const slot = slotOf(started_at, SLOT_MS);
    count("first_byte", first_byte_ms, slot);
    count("total", total_ms, slot);
  }
  return [...rows.values()];
}

/** The beginning of the slot. */
export function slotOf(at: number, lengthMs: number): number {
  return Math.floor(at / lengthMs) * lengthMs;
}
