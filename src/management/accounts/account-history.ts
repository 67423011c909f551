// What was left of an account's windows over time.

import type { AccountId } from "../../domain/ids.ts";
import { capacityOf } from "../../domain/plan-capacity.ts";
import type { Clock, QuotaSample, QuotaSamples } from "../../domain/ports.ts";
import { type TrendPoint, trendFrom, usageTrend } from "../../domain/usage-trend.ts";
import type { LiveAccount } from "../../pool/live-account.ts";
import type { Pool } from "../../pool/pool.ts";

export interface HistoryDeps {
  readonly clock: Pick<Clock, "now">;
  readonly pool: Pick<Pool, "accounts">;
  readonly samples: Pick<QuotaSamples, "list">;
}

export interface AccountTrends {
  readonly primary: readonly TrendPoint[];
  readonly secondary: readonly TrendPoint[];
}

/** Hourly, the last seven days; null where there is no such account. */
export async function accountTrends(deps: HistoryDeps, id: AccountId): Promise<AccountTrends | null> {
  const live = find(deps, id);
  if (live === null) return null;
  const now = deps.clock.now();
  const samples = withLatest(await deps.samples.list(id, trendFrom(now)), live);
  const at = { capacity: capacityOf(live.account.provider, live.quota?.plan ?? live.account.plan), now };
  return { primary: usageTrend(samples, "primary", at), secondary: usageTrend(samples, "secondary", at) };
}

const MOST_SAMPLES = 10_000;
const DEFAULT_MS = 7 * 86_400_000;

/** `[from, to)`, epoch ms, oldest first, of too many the newest; null where there is no such account. */
export async function accountSamples(
  deps: HistoryDeps,
  id: AccountId,
  range: { readonly from: number | null; readonly to: number | null },
): Promise<readonly QuotaSample[] | null> {
  const live = find(deps, id);
  if (live === null) return null;
  const to = range.to ?? deps.clock.now() + 1;
  const from = range.from ?? to - DEFAULT_MS;
  const samples = withLatest(await deps.samples.list(id, from), live);
  return samples.filter(({ observedAt }) => observedAt >= from && observedAt < to).slice(-MOST_SAMPLES);
}

/** What was seen last may not be in the store yet. */
function withLatest(samples: readonly QuotaSample[], { id, quota }: LiveAccount): readonly QuotaSample[] {
  if (quota === null || quota.observedAt <= (samples.at(-1)?.observedAt ?? -1)) return samples;
  const latest: QuotaSample = {
    accountId: id,
    observedAt: quota.observedAt,
    primaryUsedPercent: quota.primary?.usedPercent ?? null,
    primaryResetsAt: quota.primary?.resetsAt ?? null,
    secondaryUsedPercent: quota.secondary?.usedPercent ?? null,
    secondaryResetsAt: quota.secondary?.resetsAt ?? null,
  };
  return [...samples, latest];
}

function find({ pool }: HistoryDeps, id: AccountId): LiveAccount | null {
  return pool.accounts().find((live) => live.id === id) ?? null;
}
