// What has been used: GET /usage from the sums and records, and how each key of the configuration has been doing.

import { NO_USAGE } from "../../domain/usage.ts";
import type { UsageTotals, UsedRequest } from "../../domain/usage-totals.ts";
import { type KeyUsageDeps, usageOfKeys } from "../../management/usage/key-usage.ts";
import {
  maskedSource,
  type ModelStatistics,
  NO_STATISTICS,
  type StatisticsDeps,
  tokensOf,
  type UsageStatistics,
  usageStatistics,
} from "../../management/usage/usage-statistics.ts";
import type { UsageQueue } from "../../management/usage/usage-queue.ts";
import { recentView } from "./recent-view.ts";
import { ManagementFault, type ManagementRoute } from "./route.ts";
import { queueView } from "./usage-queue-view.ts";

export interface UsageRoutesDeps extends Omit<StatisticsDeps & KeyUsageDeps, "totals"> {
  readonly totals: UsageTotals;
  /** `usage-statistics-enabled` */
  isEnabled(): boolean;
  readonly queue: UsageQueue;
}

export function createUsageRoutes(deps: UsageRoutesDeps): readonly ManagementRoute[] {
  return [
    {
      method: "GET",
      path: "/usage",
      handle: async () => usageAnswer(deps.isEnabled() ? await usageStatistics(deps) : NO_STATISTICS),
    },
    {
      method: "GET",
      path: "/api-key-usage",
      handle: async () =>
        Response.json(
          Object.fromEntries(
            [...(await usageOfKeys(deps))].map(([provider, keys]) => [
              provider,
              Object.fromEntries(
                [...keys].map(([key, { success, failed, recent }]) => [
                  key,
                  { success, failed, recent_requests: recentView(recent) },
                ]),
              ),
            ]),
          ),
        ),
    },
    {
      method: "GET",
      path: "/usage-queue",
      handle: ({ query }) => Response.json(deps.queue.take(countIn(query)).map(queueView)),
    },
  ];
}

function countIn(query: URLSearchParams): number {
  const count = query.get("count") ?? "1";
  if (!/^[1-9]\d{0,8}$/.test(count)) throw new ManagementFault(400, "count must be a positive integer");
  return Number(count);
}

/** A stream: the newest thousand requests of every model together are more than should lie in memory. */
function usageAnswer(statistics: UsageStatistics): Response {
  const headers = { "content-type": "application/json; charset=utf-8" };
  return new Response(usageText(statistics), { headers });
}

async function* usageText(statistics: UsageStatistics): AsyncGenerator<string> {
  const { routes } = statistics;
  const head = JSON.stringify({
    total_requests: statistics.requests,
    success_count: statistics.succeeded,
    failure_count: statistics.failed,
    total_tokens: statistics.tokens,
    requests_by_day: Object.fromEntries(statistics.requestsByDay),
    requests_by_hour: Object.fromEntries(statistics.requestsByHour),
    tokens_by_day: Object.fromEntries(statistics.tokensByDay),
    tokens_by_hour: Object.fromEntries(statistics.tokensByHour),
  });
  yield `{"usage":${head.slice(0, -1)},"apis":{`;
  let between = "";
  for (const [route, models] of routes) {
    const requests = models.reduce((sum, model) => sum + model.requests, 0);
    const tokens = models.reduce((sum, model) => sum + model.tokens, 0);
    yield `${between}${JSON.stringify(route)}:{"total_requests":${requests},"total_tokens":${tokens},"models":{`;
    for (const [index, model] of models.entries()) yield (index === 0 ? "" : ",") + (await modelText(model));
    yield "}}";
    between = ",";
  }
  yield `}},"failed_requests":${statistics.failed}}`;
}

async function modelText({ model, requests, tokens, details }: ModelStatistics): Promise<string> {
  const view = { total_requests: requests, total_tokens: tokens, details: (await details()).map(detailView) };
  return `${JSON.stringify(model)}:${JSON.stringify(view)}`;
}

function detailView(request: UsedRequest): object {
  const usage = request.usage ?? NO_USAGE;
  return {
    timestamp: new Date(request.startedAt).toISOString(),
    source: maskedSource(request.accountLabel),
    auth_index: request.accountId?.replace(/^acc_/, "") ?? "",
    latency_ms: request.totalMs ?? 0,
    tokens: {
      input_tokens: usage.inputTokens,
      output_tokens: usage.outputTokens,
      reasoning_tokens: usage.reasoningTokens,
      cached_tokens: usage.cachedInputTokens,
      total_tokens: tokensOf({ usage }),
    },
    failed: request.outcome !== "ok",
  };
}
