// GET /usage as panels know it: exact totals from the store's sums, and the newest requests of each route and model.

import type { RequestSums, UsageTotals, UsedRequest } from "../../domain/usage-totals.ts";

export interface UsageStatistics {
  readonly requests: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly tokens: number;
  /** By `2026-01-31`, and by `00` to `23` over all days; UTC. */
  readonly requestsByDay: ReadonlyMap<string, number>;
  readonly requestsByHour: ReadonlyMap<string, number>;
  readonly tokensByDay: ReadonlyMap<string, number>;
  readonly tokensByHour: ReadonlyMap<string, number>;
  /** By `METHOD /route`. */
  readonly routes: ReadonlyMap<string, readonly ModelStatistics[]>;
}

export interface ModelStatistics {
  readonly model: string;
  readonly requests: number;
  readonly tokens: number;
  /** Asked for one after the other: all of them at once would not be bounded. Newest last. */
  details(): Promise<readonly UsedRequest[]>;
}

export interface StatisticsDeps {
  readonly totals: Pick<UsageTotals, "overview" | "newest">;
  /** Writes what has ended and is not in the store yet. */
  flush(): Promise<void>;
}

const MOST_DETAILS = 1000;

export async function usageStatistics({ totals, flush }: StatisticsDeps): Promise<UsageStatistics> {
  await flush();
  const { routes, hours } = await totals.overview();
  const byRoute = new Map<string, ModelStatistics[]>();
  for (const sums of routes) {
    const { route, model, requests } = sums;
    const details = async (): Promise<readonly UsedRequest[]> =>
      (await totals.newest({ route, model, limit: MOST_DETAILS })).toReversed();
    const models = byRoute.get(route) ?? [];
    models.push({ model, requests, tokens: tokensOf(sums), details });
    byRoute.set(route, models);
  }
  const all = sumOf(routes, ({ requests }) => requests);
  const succeeded = sumOf(routes, (sums) => sums.succeeded);
  const instants = hours.map((sums) => ({ sums, instant: new Date(sums.hour).toISOString() }));
  const by = (part: (instant: string) => string, value: (sums: RequestSums) => number): ReadonlyMap<string, number> => {
    const sums = new Map<string, number>();
    for (const one of instants) sums.set(part(one.instant), (sums.get(part(one.instant)) ?? 0) + value(one.sums));
    return sums;
  };
  return {
    requests: all,
    succeeded,
    failed: all - succeeded,
    tokens: sumOf(routes, tokensOf),
    requestsByDay: by(dayOf, ({ requests }) => requests),
    requestsByHour: by(hourOf, ({ requests }) => requests),
    tokensByDay: by(dayOf, tokensOf),
    tokensByHour: by(hourOf, tokensOf),
    routes: byRoute,
  };
}

/** What is shown while nothing shall be. */
export const NO_STATISTICS: UsageStatistics = {
  requests: 0,
  succeeded: 0,
  failed: 0,
  tokens: 0,
  requestsByDay: new Map(),
  requestsByHour: new Map(),
  tokensByDay: new Map(),
  tokensByHour: new Map(),
  routes: new Map(),
};

/** Input and output; cached input and reasoning are parts of those. */
export function tokensOf({ usage }: Pick<RequestSums, "usage">): number {
  return usage.inputTokens + usage.outputTokens;
}

/** A name of an account that tells its owner which one it is, and nobody else: `ada@...e.com`. */
export function maskedSource(label: string | null): string {
  const name = label ?? "";
  const kept = name.length > 8 ? 4 : name.length > 4 ? 2 : 1;
  return name.length <= 2 ? name : `${name.slice(0, kept)}...${name.slice(-kept)}`;
}

function sumOf(rows: readonly RequestSums[], value: (row: RequestSums) => number): number {
  return rows.reduce((sum, row) => sum + value(row), 0);
}

function dayOf(instant: string): string {
  return instant.slice(0, 10);
}

function hourOf(instant: string): string {
  return instant.slice(11, 13);
}
