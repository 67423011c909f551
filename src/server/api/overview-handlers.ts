// GET /api/overview

import { getOverview } from "../../../contract/overview.ts";
import { type OverviewDeps, readOverview } from "../../management/overview/read-overview.ts";
import type { PoolWindow } from "../../management/overview/pool-windows.ts";
import type { Api } from "./api-app.ts";
import { instantOf, instantOrNull } from "./instants.ts";
import { viewOfLatency, viewOfSums } from "./sums-view.ts";

export function serveOverview({ serve }: Api, deps: OverviewDeps): void {
  serve(getOverview, async (context) => {
    const { timeframe = "1d" } = context.req.valid("query");
    const overview = await readOverview(timeframe, deps);
    return context.json(
      {
        timeframe,
        from: instantOf(overview.range.from),
        to: instantOf(overview.range.to),
        totals: viewOfSums(overview.totals),
        before: viewOfSums(overview.before),
        top_error: overview.topError,
        bucket_seconds: overview.bucketMs / 1000,
        buckets: overview.buckets.map(({ at, ...sums }) => ({ at: instantOf(at), ...viewOfSums(sums) })),
        latency: viewOfLatency(overview.latency),
        pools: overview.pools.map(({ primary, secondary, ...pool }) => ({
          ...pool,
          primary: viewOfWindow(primary),
          secondary: viewOfWindow(secondary),
        })),
        accounts_by_status: Object.fromEntries(overview.accountsByStatus),
        in_flight: overview.inFlight,
        attention: overview.attention.map(({ accountId, accountProblem, since, until, ...rest }) => ({
          ...rest,
          account_id: accountId,
          account_problem: accountProblem,
          since: instantOrNull(since),
          until: instantOrNull(until),
        })),
        health: overview.health.map(({ at, requests, failures }) => ({ at: instantOf(at), requests, failures })),
      },
      200,
    );
  });
}

function viewOfWindow(window: PoolWindow | null) {
  if (window === null) return null;
  return {
    accounts: window.accounts,
    remaining_percent: window.remainingPercent,
    capacity_credits: window.capacityCredits,
    remaining_credits: window.remainingCredits,
    burn_percent_per_hour: window.burnPercentPerHour,
    next_resets: window.nextResets.map(instantOf),
  };
}
