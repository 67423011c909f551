// GET /api/forecast: how long the accounts and each provider's pool last at today's pace.

import type { z } from "@hono/zod-openapi";

import { getForecast } from "../../../contract/foresight.ts";
import type { AccountForecast, WindowForecast } from "../../domain/forecast.ts";
import type { ForecastHint } from "../../domain/forecast-hints.ts";
import type { PoolForecast, PoolWindowForecast } from "../../domain/forecast-pool.ts";
import type { Forecast } from "../../management/foresight/read-forecast.ts";
import type { Api } from "./api-app.ts";
import { instantOf, instantOrNull } from "./instants.ts";

type ForecastView = z.output<(typeof getForecast)["responses"][200]["content"]["application/json"]["schema"]>;

export function serveForecast({ serve }: Api, read: () => Promise<Forecast>): void {
  serve(getForecast, async (context) => context.json(viewOf(await read()), 200));
}

function viewOf({ at, pools, accounts }: Forecast): ForecastView {
  return {
    at: instantOf(at),
    pools: pools.map(({ pool, hints }) => poolView(pool, hints)),
    accounts: accounts.map(({ plan, forecast }) => accountView(forecast, plan)),
  };
}

function poolView(pool: PoolForecast, hints: readonly ForecastHint[]): ForecastView["pools"][number] {
  return {
    provider: pool.provider,
    accounts: pool.accounts,
    serving: pool.serving,
    next_reset_at: instantOrNull(pool.nextResetAt),
    until: instantOrNull(pool.until),
    runs_dry_at: instantOrNull(pool.runsDryAt),
    back_at: instantOrNull(pool.backAt),
    survives: pool.survives,
    headroom: rounded(pool.headroom),
    confidence: pool.confidence,
    primary: pool.primary === null ? null : poolWindowView(pool.primary),
    secondary: pool.secondary === null ? null : poolWindowView(pool.secondary),
    hints: hints.map(({ kind, text, accountIds }) => ({ kind, text, account_ids: [...accountIds] })),
  };
}

function poolWindowView(window: PoolWindowForecast): NonNullable<ForecastView["pools"][number]["primary"]> {
  return {
    accounts: window.accounts,
    capacity_credits: rounded(window.capacityCredits),
    remaining_credits: rounded(window.remainingCredits),
    used_percent: rounded(window.usedPercent),
    burn_percent_per_hour: rounded(window.burnPercentPerHour),
    burn_credits_per_hour: rounded(window.burnCreditsPerHour),
    safe_percent_per_hour: rounded(window.safePercentPerHour),
  };
}

function accountView(forecast: AccountForecast, plan: string | null): ForecastView["accounts"][number] {
  const { account, primary, secondary, runsDryAt, survives } = forecast;
  return {
    account_id: account.id,
    label: account.label,
    provider: account.provider,
    plan,
    runs_dry_at: instantOrNull(runsDryAt),
    survives,
    primary: primary === null ? null : windowView(primary),
    secondary: secondary === null ? null : windowView(secondary),
  };
}

function windowView(window: WindowForecast): NonNullable<ForecastView["accounts"][number]["primary"]> {
  const { burn, confidence } = window;
  return {
    used_percent: rounded(window.usedPercent),
    window_minutes: window.windowMs / 60_000,
    resets_at: instantOrNull(window.resetsAt),
    burn_percent_per_hour: rounded(burn?.percentPerHour ?? null),
    burn_credits_per_hour: rounded(burn?.creditsPerHour ?? null),
    burn_source: burn?.source ?? null,
    runs_dry_at: instantOrNull(window.runsDryAt),
    survives: window.survives,
    safe_percent_per_hour: rounded(window.safePercentPerHour),
    confidence: confidence.level,
    samples: confidence.samples,
    span_seconds: Math.round(confidence.spanMs / 1000),
  };
}

/** To four decimals: more is not known. */
function rounded<Value extends number | null>(value: Value): Value {
  return (value === null ? null : Math.round(value * 10_000) / 10_000) as Value;
}
