// Where the accounts are heading, and each provider's pool with them.

import { lookBackMs } from "../../domain/burn-rate.ts";
import { type AccountForecast, forecastAccount } from "../../domain/forecast.ts";
import { type ForecastHint, forecastHints } from "../../domain/forecast-hints.ts";
import { forecastPool, type PoolForecast } from "../../domain/forecast-pool.ts";
import type { Clock } from "../../domain/ports.ts";
import { fitQuotaCosts, WINDOW_MS } from "../../domain/quota-cost.ts";
import type { LiveAccount } from "../../pool/live-account.ts";
import { type Evidence, type EvidenceDeps, gatherEvidence, planOf } from "./gather-evidence.ts";

export interface Forecast {
  /** Epoch ms at which it was made. */
  readonly at: number;
  readonly pools: readonly { readonly pool: PoolForecast; readonly hints: readonly ForecastHint[] }[];
  readonly accounts: readonly { readonly plan: string | null; readonly forecast: AccountForecast }[];
}

export interface ForecastDeps extends EvidenceDeps {
  readonly clock: Pick<Clock, "now">;
  accounts(): readonly LiveAccount[];
}

/** A page asks for it again and again, and so do several pages: a forecast is good for this long. */
const FRESH_MS = 5000;

export function createForecasts(deps: ForecastDeps): () => Promise<Forecast> {
  let latest: { readonly at: number; readonly forecast: Promise<Forecast> } | null = null;
  return () => {
    const now = deps.clock.now();
    if (latest === null || now - latest.at >= FRESH_MS || now < latest.at) {
      const forecast = readForecast(deps, now);
      const fresh = { at: now, forecast };
      latest = fresh;
      // A failed one is not good for anything.
      forecast.catch(() => (latest = latest === fresh ? null : latest));
    }
    return latest.forecast;
  };
}

async function readForecast(deps: ForecastDeps, now: number): Promise<Forecast> {
  const from = now - lookBackMs(WINDOW_MS.secondary);
  const evidence = await gatherEvidence(deps, deps.accounts(), { from, to: now });
  const costs = fitQuotaCosts(evidence);
  const accounts = evidence.map((one) => ({
    plan: planOf(one.live).plan,
    forecast: forecastAccount(forecastable(one), { now, costs }),
  }));
  const byProvider = Map.groupBy(
    accounts.map(({ forecast }) => forecast),
    ({ account }) => account.provider,
  );
  const pools = [...byProvider].map(([provider, forecasts]) => {
    const pool = forecastPool(provider, forecasts, now);
    return { pool, hints: forecastHints(pool, forecasts, now) };
  });
  return { at: now, pools: pools.toSorted((a, b) => (a.pool.provider < b.pool.provider ? -1 : 1)), accounts };
}

function forecastable({ live, ...used }: Evidence): Parameters<typeof forecastAccount>[0] {
  const { id, label, quota, account, paused, usableFrom } = live;
  return {
    ...used,
    id,
    label,
    quota,
    usableFrom: paused ? Number.POSITIVE_INFINITY : usableFrom,
    isUnmetered: account.credentials.kind === "api-key" && quota === null,
  };
}
