// What a client key was used for: by hour or day and model, from the roll-ups; and what its holder is told of it.

import type { ClientKey, ClientKeys, KeyUsageHour } from "../../domain/client-key.ts";
import type { KeyTotals, LimitStanding } from "../../domain/key-ledger.ts";
import { NO_USAGE, type Usage } from "../../domain/usage.ts";
import { keyStanding, type StandingDeps } from "./key-standing.ts";

export interface UsageReport {
  readonly rows: readonly UsageRow[];
  readonly totals: UsageSums;
}

export interface UsageSums {
  readonly requests: number;
  readonly failures: number;
  readonly cancelled: number;
  readonly usage: Usage;
  readonly costUsd: number;
}

export interface UsageRow extends UsageSums {
  /** Epoch ms at which the hour or day (UTC) begins. */
  readonly at: number;
  readonly model: string;
}

export interface UsageAsked {
  readonly id: string;
  readonly by: "hour" | "day";
  /** Epoch ms */
  readonly from: number;
  readonly to: number;
}

export interface UsageReportDeps {
  readonly keys: Pick<ClientKeys, "usage">;
  /** Writes the records that are not in the store yet. */
  flushRecords(): Promise<void>;
}

const DAY_MS = 86_400_000;

/** Oldest first, then by model. */
export async function keyUsageReport(
  { keys, flushRecords }: UsageReportDeps,
  { id, by, from, to }: UsageAsked,
): Promise<UsageReport> {
  await flushRecords();
  const hours = await keys.usage({ of: { id }, from, to });
  const rows = by === "hour" ? hours.map(({ hour, ...sums }) => ({ at: hour, ...sums })) : daysOf(hours);
  return { rows, totals: sumOf(rows) };
}

function daysOf(hours: readonly KeyUsageHour[]): readonly UsageRow[] {
  const groups = Map.groupBy(hours, ({ hour, model }) => `${Math.floor(hour / DAY_MS) * DAY_MS} ${model}`);
  return [...groups.values()]
    .map((of) => ({ at: Math.floor((of[0]?.hour ?? 0) / DAY_MS) * DAY_MS, model: of[0]?.model ?? "", ...sumOf(of) }))
    .toSorted((a, b) => a.at - b.at || (a.model < b.model ? -1 : 1));
}

function sumOf(rows: readonly UsageSums[]): UsageSums {
  const add = (pick: (row: UsageSums) => number): number => rows.reduce((sum, row) => sum + pick(row), 0);
  return {
    requests: add(({ requests }) => requests),
    failures: add(({ failures }) => failures),
    cancelled: add(({ cancelled }) => cancelled),
    usage: {
      inputTokens: add(({ usage }) => usage.inputTokens),
      cachedInputTokens: add(({ usage }) => usage.cachedInputTokens),
      cacheWriteTokens: add(({ usage }) => usage.cacheWriteTokens),
      outputTokens: add(({ usage }) => usage.outputTokens),
      reasoningTokens: add(({ usage }) => usage.reasoningTokens),
    },
    costUsd: add(({ costUsd }) => costUsd),
  };
}

export interface OwnUsage {
  readonly totals: KeyTotals;
  readonly limits: readonly LimitStanding[];
}

export type OwnUsageDeps = StandingDeps & { readonly keys: Pick<ClientKeys, "usage"> };

/** What the holder of a key may know of it. A key of config.yaml has no counters: what it used stands in the roll-ups alone. */
export async function ownUsage(
  deps: OwnUsageDeps,
  client: { readonly name: string; readonly key: ClientKey | null },
): Promise<OwnUsage> {
  const standing = client.key === null ? null : await keyStanding(deps, client.key.id);
  if (standing !== null) return standing;
  if (client.key !== null) return { totals: { requests: 0, usage: NO_USAGE, costUsd: 0 }, limits: [] };
  const hours = await deps.keys.usage({ of: { name: client.name }, from: 0, to: Number.MAX_SAFE_INTEGER });
  return { totals: sumOf(hours), limits: [] };
}
