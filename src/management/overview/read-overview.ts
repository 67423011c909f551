// The state of things at a glance. Every number comes from roll-ups or from what is live: nothing here reads the records.

import { type AccountStatus, statusOf } from "../../domain/account-status.ts";
import type { BrokenAuthFile, Clock } from "../../domain/ports.ts";
import {
  RECENT_SLOT_MS,
  sumOf,
  type SumsAt,
  type TimeRange,
  type UsageHistory,
  type UsageSums,
} from "../../domain/usage-history.ts";
import type { LiveAccount } from "../../pool/live-account.ts";
import { type Latency, latencyIn } from "../usage/percentiles.ts";
import { type Attention, attentionList } from "./attention.ts";
import { type Paces, type ProviderPool, providerPools } from "./pool-windows.ts";

export type Timeframe = keyof typeof TIMEFRAMES;

export interface Overview {
  readonly range: TimeRange;
  readonly totals: UsageSums;
  readonly before: UsageSums;
  readonly topError: { readonly code: string; readonly requests: number } | null;
  readonly bucketMs: number;
  readonly buckets: readonly SumsAt[];
  readonly latency: Latency;
  readonly pools: readonly ProviderPool[];
  readonly accountsByStatus: ReadonlyMap<AccountStatus, number>;
  readonly inFlight: number;
  readonly attention: readonly Attention[];
  /** The last 24 hours in cells of ten minutes, oldest first. */
  readonly health: readonly SumsAt[];
}

export interface OverviewDeps {
  readonly clock: Pick<Clock, "now">;
  readonly history: UsageHistory;
  accounts(): readonly LiveAccount[];
  paces(): Promise<Paces>;
  brokenFiles(): readonly BrokenAuthFile[];
  configWarnings(): readonly { readonly message: string }[];
  recordsDropped(): number;
  inFlight(): number;
  /** Writes what has ended a moment ago. */
  flush(): Promise<void>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const CELL_MS = 10 * MINUTE_MS;

export const TIMEFRAMES = {
  "1h": { ms: HOUR_MS, bucketMs: 5 * MINUTE_MS },
  "1d": { ms: DAY_MS, bucketMs: 30 * MINUTE_MS },
  "7d": { ms: 7 * DAY_MS, bucketMs: 6 * HOUR_MS },
  "30d": { ms: 30 * DAY_MS, bucketMs: DAY_MS },
} as const;

export async function readOverview(timeframe: Timeframe, deps: OverviewDeps): Promise<Overview> {
  await deps.flush();
  const now = deps.clock.now();
  const { ms, bucketMs } = TIMEFRAMES[timeframe];
  // Up to the end of the slot that is under way: the last bucket is the one that grows.
  const to = Math.floor(now / RECENT_SLOT_MS) * RECENT_SLOT_MS + RECENT_SLOT_MS;
  const range = { from: to - ms, to };
  const buckets = await filled(deps.history, range, bucketMs);
  const accounts = deps.accounts();
  return {
    range,
    totals: sumOf(buckets),
    before: await sumBefore(deps.history, range),
    topError: await topError(deps.history, range),
    bucketMs,
    buckets,
    latency: await latencyIn(deps.history, range),
    pools: providerPools(accounts, await deps.paces(), now),
    accountsByStatus: byStatus(accounts, now),
    inFlight: deps.inFlight(),
    attention: attentionList({
      accounts,
      brokenFiles: deps.brokenFiles(),
      configWarnings: deps.configWarnings(),
      recordsDropped: deps.recordsDropped(),
      now,
    }),
    health: await healthCells(deps.history, now),
  };
}

/** Every step of the range, those without requests too. */
async function filled(history: UsageHistory, { from, to }: TimeRange, stepMs: number): Promise<readonly SumsAt[]> {
  const found = await history.recent({ from, to, origin: from, stepMs });
  const byStart = new Map(found.map((sums) => [sums.at, sums]));
  const steps = Array.from({ length: Math.ceil((to - from) / stepMs) }, (_, index) => from + index * stepMs);
  return steps.map((at) => byStart.get(at) ?? { at, ...sumOf([]) });
}

/** Fine slots are kept for a little longer than a month: what lies before it is known by quarters of an hour. */
async function sumBefore(history: UsageHistory, { from, to }: TimeRange): Promise<UsageSums> {
  const ms = to - from;
  const query = { from: from - ms, to: from, origin: from - ms, stepMs: ms };
  return sumOf(await (ms > 7 * DAY_MS ? history.series(query) : history.recent(query)));
}

async function topError(history: UsageHistory, range: TimeRange): Promise<Overview["topError"]> {
  const [first] = await history.byName("error", range);
  return first === undefined ? null : { code: first.name, requests: first.requests };
}

function healthCells(history: UsageHistory, now: number): Promise<readonly SumsAt[]> {
  const to = Math.floor(now / CELL_MS) * CELL_MS + CELL_MS;
  return filled(history, { from: to - DAY_MS, to }, CELL_MS);
}

function byStatus(accounts: readonly LiveAccount[], now: number): ReadonlyMap<AccountStatus, number> {
  const counts = new Map<AccountStatus, number>();
  for (const live of accounts) {
    const status = statusOf(live, now);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return counts;
}
