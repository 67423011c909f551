// What comes: where the accounts are heading, and what other settings or accounts would have made of the past.

import { z } from "@hono/zod-openapi";

import { ROUTING_STRATEGIES } from "../src/domain/strategies.ts";
import { endpoint, jsonAnswer, jsonBody } from "./endpoint.ts";
import { instant, percent } from "./shapes.ts";

const TAG = "Foresight";

const confidence = z.enum(["none", "low", "medium", "high"]);
const survives = z
  .boolean()
  .nullable()
  .openapi({ description: "Whether it lasts until it resets; null where that is unknown." });
const runsDryAt = instant
  .nullable()
  .openapi({ description: "When it is used up at this pace; null where it resets first, or where that is unknown." });

const windowForecast = z
  .object({
    used_percent: percent,
    window_minutes: z.number(),
    resets_at: instant.nullable(),
    burn_percent_per_hour: z
      .number()
      .min(0)
      .nullable()
      .openapi({ description: "The pace of late; null where it is unknown." }),
    burn_credits_per_hour: z
      .number()
      .min(0)
      .nullable()
      .openapi({ description: "The same in credits; null where the plan's size is unknown." }),
    burn_source: z
      .enum(["samples", "tokens"])
      .nullable()
      .openapi({ description: "Read from the window itself, or reckoned from the tokens served." }),
    runs_dry_at: runsDryAt,
    survives,
    safe_percent_per_hour: z.number().min(0).nullable().openapi({ description: "The pace that would just last." }),
    confidence,
    samples: z.number().int(),
    span_seconds: z.number(),
  })
  .openapi("WindowForecast");

const accountForecast = z
  .object({
    account_id: z.string(),
    label: z.string(),
    provider: z.string(),
    plan: z.string().nullable(),
    runs_dry_at: runsDryAt,
    survives,
    primary: windowForecast.nullable(),
    secondary: windowForecast.nullable(),
  })
  .openapi("AccountForecast");

const poolWindowForecast = z
  .object({
    accounts: z.number().int(),
    capacity_credits: z.number().nullable(),
    remaining_credits: z.number().nullable(),
    used_percent: percent,
    burn_percent_per_hour: z.number().min(0).nullable(),
    burn_credits_per_hour: z.number().min(0).nullable(),
    safe_percent_per_hour: z.number().min(0).nullable(),
  })
  .openapi("PoolWindowForecast");

const forecastHint = z
  .object({
    kind: z.enum(["pool_runs_dry", "account_runs_dry", "resets_soon", "expires_unused", "usage_unknown"]),
    text: z.string(),
    account_ids: z.array(z.string()),
  })
  .openapi("ForecastHint");

const poolForecast = z
  .object({
    provider: z.string(),
    accounts: z.number().int(),
    serving: z.number().int().openapi({ description: "Accounts that may serve, now or once they have rested." }),
    next_reset_at: instant.nullable(),
    until: instant.nullable().openapi({ description: "How far is looked ahead: until every window has reset once." }),
    runs_dry_at: instant.nullable().openapi({ description: "When nobody could serve any more, at today's pace." }),
    back_at: instant.nullable().openapi({ description: "When the first is back after that." }),
    survives: z.boolean().nullable().openapi({
      description: "Whether somebody can serve at every moment until `until`; null where that is unknown.",
    }),
    headroom: z.number().min(0).nullable().openapi({
      description: "The pace could be so many times today's; below 1 it is too fast. null where nothing is used.",
    }),
    confidence,
    primary: poolWindowForecast.nullable(),
    secondary: poolWindowForecast.nullable(),
    hints: z.array(forecastHint),
  })
  .openapi("PoolForecast");

export const getForecast = endpoint({
  method: "get",
  path: "/api/forecast",
  tag: TAG,
  summary: "How long the accounts and each provider's pool last at today's pace",
  access: "viewer",
  action: null,
  answer: jsonAnswer(
    z.object({ at: instant, pools: z.array(poolForecast), accounts: z.array(accountForecast) }).openapi("Forecast"),
  ),
});

const MOST_NAMED = 1000;
const accountIds = z.array(z.string().max(100)).max(MOST_NAMED);
const strategy = z.enum(ROUTING_STRATEGIES);
const cap = z.number().int().min(1).max(100_000).nullable();
const priority = z.number().int().min(-1_000_000).max(1_000_000);

const newAccounts = z.strictObject({
  provider: z.string().min(1).max(60),
  plan: z.string().max(60).nullable().optional().openapi({ description: "Says how much it holds, e.g. `plus`." }),
  count: z.number().int().min(1).max(100).optional().openapi({ description: "Default 1." }),
  priority: priority.optional(),
  concurrency: cap.optional(),
});

const simulationWish = z
  .strictObject({
    last: z
      .string()
      .regex(/^[1-9]\d{0,4}[mhd]$/)
      .optional()
      .openapi({ description: "The stretch up to now: minutes, hours or days. In place of `from`.", example: "24h" }),
    from: instant.optional(),
    to: instant.optional().openapi({ description: "Default now." }),
    strategy: strategy.optional().openapi({ description: "What is left out stays as it is set." }),
    prefer_earlier_reset: z.boolean().optional(),
    sticky: z.boolean().optional().openapi({ description: "Whether conversations keep to their account." }),
    accounts: z
      .strictObject({
        include: accountIds.optional().openapi({ description: "These alone, also where they are paused." }),
        exclude: accountIds.optional(),
        add: z.array(newAccounts).max(20).optional().openapi({ description: "Accounts that do not exist." }),
        priority: z.record(z.string(), priority).optional().openapi({ description: "By account id." }),
        concurrency: z.record(z.string(), cap).optional().openapi({ description: "By account id; null: no cap." }),
      })
      .optional(),
  })
  .openapi("SimulationWish");

const usedOverTime = z.array(z.number().nullable());

const outcome = z
  .object({
    requests: z.number().int(),
    served: z.number().int(),
    refused: z.number().int(),
    refusals: z.record(z.string(), z.number().int()).openapi({ example: { "429 usage_limit_reached": 3 } }),
    first_refusals: z.array(z.object({ at: instant, status: z.number().int(), code: z.string() })),
    refused_over_time: z.array(z.number().int()).openapi({ description: "In each bucket of the stretch." }),
    waited: z.number().int().openapi({ description: "Requests that waited for a place at an account." }),
    waited_seconds: z.number(),
    conversations: z.number().int(),
    cache_breaks: z
      .number()
      .int()
      .openapi({ description: "Requests whose conversation another account had served before." }),
    cached_tokens_at_stake: z.number().int().openapi({ description: "What those had read from the prompt cache." }),
    cost_usd: z.number(),
    accounts: z.array(
      z.object({
        account_id: z.string(),
        label: z.string().nullable(),
        requests: z.number().int(),
        cost_usd: z.number(),
        used_up: z.number().int().openapi({ description: "How often a window was used up." }),
        primary: usedOverTime.openapi({ description: "Used percent at the end of each bucket." }),
        secondary: usedOverTime,
      }),
    ),
  })
  .openapi("SimulatedOutcome");

const run = z
  .object({
    strategy,
    prefer_earlier_reset: z.boolean(),
    sticky: z.boolean(),
    accounts: z.array(
      z.object({ account_id: z.string(), label: z.string(), provider: z.string(), is_new: z.boolean() }),
    ),
    outcome,
  })
  .openapi("SimulatedRun");

const difference = z
  .object({
    refused: z.number().int(),
    cache_breaks: z.number().int(),
    waited: z.number().int(),
    cost_usd: z.number(),
    requests: z.array(z.object({ account_id: z.string(), requests: z.number().int() })),
  })
  .openapi("SimulationDifference");

const simulationResult = z
  .object({
    bucket_seconds: z.number(),
    played: z.number().int(),
    left_out: z.number().int().openapi({ description: "Requests that never needed an account." }),
    quota_model: z
      .array(
        z.object({
          provider: z.string(),
          window: z.enum(["primary", "secondary"]),
          credits_per_usd: z.number().openapi({ description: "Credits that requests of 1 USD at list price use." }),
          samples: z.number().int(),
        }),
      )
      .openapi({
        description: "What requests cost in quota, fitted from the past. Windows that are not here stand aside.",
      }),
    recorded: outcome.openapi({ description: "What really happened." }),
    baseline: run.openapi({ description: "The same requests with the settings and accounts of now." }),
    simulated: run.openapi({ description: "The same requests as they were wished." }),
    against_baseline: difference.openapi({ description: "simulated minus baseline" }),
    against_recorded: difference.openapi({ description: "simulated minus recorded" }),
  })
  .openapi("SimulationResult");

const simulation = z
  .object({
    id: z.string(),
    started_at: instant,
    from: instant,
    to: instant,
    state: z.enum(["running", "done", "failed"]),
    progress: z.number().min(0).max(1),
    result: simulationResult.nullable().openapi({ description: "Once it is done." }),
  })
  .openapi("Simulation");

const simulationParams = z.object({ simulation_id: z.string() });

export const startSimulation = endpoint({
  method: "post",
  path: "/api/simulations",
  tag: TAG,
  summary: "Play recorded requests again, with other settings or accounts",
  access: "operator",
  action: "simulation.start",
  request: { body: jsonBody(simulationWish) },
  answer: jsonAnswer(simulation, "It runs; ask for it until it is done."),
  errors: ["account_not_found", "simulations_busy"],
});

export const listSimulations = endpoint({
  method: "get",
  path: "/api/simulations",
  tag: TAG,
  summary: "The simulations of this session, the newest first, without results",
  access: "viewer",
  action: null,
  answer: jsonAnswer(z.object({ simulations: z.array(simulation.omit({ result: true })) })),
});

export const getSimulation = endpoint({
  method: "get",
  path: "/api/simulations/{simulation_id}",
  tag: TAG,
  summary: "How far a simulation is, and what came of it",
  access: "viewer",
  action: null,
  request: { params: simulationParams },
  answer: jsonAnswer(simulation),
  errors: ["simulation_not_found"],
});

export const deleteSimulation = endpoint({
  method: "delete",
  path: "/api/simulations/{simulation_id}",
  tag: TAG,
  summary: "End a simulation, and forget it",
  access: "operator",
  action: "simulation.delete",
  request: { params: simulationParams },
  answer: jsonAnswer(z.object({ status: z.literal("deleted") })),
  errors: ["simulation_not_found"],
});
