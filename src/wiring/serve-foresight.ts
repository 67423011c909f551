// The part of /api that looks ahead: forecasts, and simulations of what would have been.

import { systemClock } from "../platform/system-clock.ts";
import { systemIds } from "../platform/system-ids.ts";
import { createForecasts } from "../management/foresight/read-forecast.ts";
import { createSimulations } from "../management/foresight/simulations.ts";
import type { Pool } from "../pool/pool.ts";
import type { Api } from "../server/api/api-app.ts";
import { serveForecast } from "../server/api/forecast-handlers.ts";
import { serveSimulations } from "../server/api/simulations-handlers.ts";
import type { Store } from "../store/open-store.ts";
import { errorFields, type Log } from "../telemetry/log.ts";
import type { Settings } from "./settings.ts";

export interface ForesightParts {
  readonly store: Store;
  readonly pool: Pool;
  readonly log: Log;
  settings(): Settings;
}

export function serveForesightApi(api: Api, { store, pool, log, settings }: ForesightParts): void {
  const evidence = {
    clock: systemClock,
    samples: store.quotaSamples,
    records: store.records,
    accounts: pool.accounts,
    prices: () => settings().prices,
  };
  serveForecast(api, createForecasts(evidence));
  const simulations = createSimulations({
    ...evidence,
    ids: systemIds,
    history: store.recordedRequests,
    routes: pool.routes,
    settings() {
      const { pool: rules, proxy } = settings();
      const { strategy, preferEarlierReset } = rules;
      return { strategy, preferEarlierReset, sticky: proxy.stickyThreads, sessionTtlMs: proxy.sessionTtlMs };
    },
    defect: (error) => log.error("defect", errorFields(error)),
  });
  serveSimulations(api, { simulations, now: systemClock.now });
}
