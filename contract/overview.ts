// The state of things at a glance: what was asked, how it went, what is left, what needs a hand.

import { z } from "@hono/zod-openapi";

import { accountProblemKind, accountStatus } from "./account-views.ts";
import { endpoint, jsonAnswer } from "./endpoint.ts";
import { instant, percent } from "./shapes.ts";
import { latencyView, sums, sumsView } from "./usage-views.ts";

const poolWindow = z
  .object({
    accounts: z.number().int().openapi({ description: "Accounts with this window that could serve, paused ones not." }),
    remaining_percent: percent.openapi({ description: "By credits where all capacities are known, else the mean." }),
    capacity_credits: z.number().nullable().openapi({ description: "null where a plan's size is unknown." }),
    remaining_credits: z.number().nullable(),
    burn_percent_per_hour: z
      .number()
      .nullable()
      .openapi({ description: "How fast it was used up over the last hours; null where that was not seen." }),
    next_resets: z.array(instant).openapi({ description: "The next ones, soonest first." }),
  })
  .openapi("PoolWindow");

const providerPool = z.object({
  provider: z.string(),
  accounts: z.number().int(),
  usable: z.number().int().openapi({ description: "Could serve at this moment." }),
  primary: poolWindow.nullable(),
  secondary: poolWindow.nullable(),
});

const attention = z
  .object({
    kind: z.enum(["account", "auth_file", "config", "records_dropped"]),
    account_id: z.string().nullable(),
    account_problem: accountProblemKind.nullable().openapi({ description: "null for all but accounts." }),
    code: z.string().nullable().openapi({ description: "The upstream's, of an account's problem; else null." }),
    subject: z.string().openapi({ description: "An account's label, a file, a key of config.yaml." }),
    problem: z.string().openapi({ description: "In words." }),
    since: instant.nullable(),
    until: instant.nullable().openapi({ description: "When it heals by itself; null: somebody has to act." }),
  })
  .openapi("Attention");

export const getOverview = endpoint({
  method: "get",
  path: "/api/overview",
  tag: "Overview",
  summary: "The state of things over the last hour, day, week or month",
  access: "viewer",
  action: null,
  request: {
    query: z.strictObject({
      timeframe: z.enum(["1h", "1d", "7d", "30d"]).optional().openapi({ description: "Default 1d." }),
    }),
  },
  answer: jsonAnswer(
    z
      .object({
        timeframe: z.string(),
        from: instant,
        to: instant,
        totals: sumsView,
        before: sumsView.openapi({ description: "The same length of time before it." }),
        top_error: z.object({ code: z.string(), requests: z.number().int() }).nullable(),
        bucket_seconds: z.number().int(),
        buckets: z.array(z.object({ at: instant, ...sums })).openapi({ description: "Oldest first, gaps filled." }),
        latency: latencyView,
        pools: z.array(providerPool),
        accounts_by_status: z.partialRecord(accountStatus, z.number().int()),
        in_flight: z.number().int(),
        attention: z.array(attention),
        health: z
          .array(z.object({ at: instant, requests: z.number().int(), failures: z.number().int() }))
          .openapi({ description: "The last 24 hours in 144 cells of ten minutes, oldest first." }),
      })
      .openapi("Overview"),
  ),
});
