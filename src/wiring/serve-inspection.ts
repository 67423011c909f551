// The part of /api that is about inspections and the action queue.

import { configureInspection } from "../management/inspection/configure-inspection.ts";
import { systemClock } from "../platform/system-clock.ts";
import { serveActionQueue } from "../server/api/action-queue-handlers.ts";
import type { Api } from "../server/api/api-app.ts";
import { serveInspection } from "../server/api/inspection-handlers.ts";
import type { Store } from "../store/open-store.ts";
import type { EventBus } from "../telemetry/event-bus.ts";
import type { BuiltInspection } from "./build-inspection.ts";
import type { OpenedConfig } from "./open-config.ts";
import type { Pool } from "../pool/pool.ts";

export interface InspectionApiParts {
  readonly opened: OpenedConfig;
  readonly store: Store;
  readonly pool: Pool;
  readonly events: EventBus;
  readonly inspection: BuiltInspection;
}

export function serveInspectionApi(api: Api, { opened, store, pool, events, inspection }: InspectionApiParts): void {
  const { document } = opened;
  const { inspector, schedule, sightings, accounts, ownZone } = inspection;
  serveInspection(api, {
    inspector,
    ownZone,
    nextAt: schedule.nextAt,
    ownPauses: async () => (await store.inspections.ownedPauses()).length,
    settings: () => document.current().inspection,
    configure: (settings) => configureInspection(document, settings),
  });
  serveActionQueue(api, {
    clock: systemClock,
    candidates: store.actionCandidates,
    accounts,
    publish: events.publish,
    liveAccounts: pool.accounts,
    settled: sightings.settled,
  });
}
