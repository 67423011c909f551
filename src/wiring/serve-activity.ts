// The part of /api that tells what has been and what is happening, with everything it needs.

import { brokenFiles } from "../management/accounts/account-rows.ts";
import { createPaceReader } from "../management/overview/pool-windows.ts";
import type { Retention } from "../management/storage/retention.ts";
import type { PriceTable } from "../domain/price.ts";
import type { AuthFileFolder } from "../logins/auth-file-folder.ts";
import { createLogFolder } from "../platform/log-folder.ts";
import { systemClock } from "../platform/system-clock.ts";
import type { Pool } from "../pool/pool.ts";
import type { Api } from "../server/api/api-app.ts";
import { serveEvents } from "../server/api/events-handlers.ts";
import { serveLogs } from "../server/api/logs-handlers.ts";
import { serveOverview } from "../server/api/overview-handlers.ts";
import { serveRequests } from "../server/api/requests-handlers.ts";
import { serveStorage } from "../server/api/storage-handlers.ts";
import { serveUsage } from "../server/api/usage-handlers.ts";
import type { Store } from "../store/open-store.ts";
import type { EventBus } from "../telemetry/event-bus.ts";
import type { Recording } from "./build-recording.ts";
import type { OpenedConfig } from "./open-config.ts";

export interface ActivityParts {
  readonly opened: OpenedConfig;
  readonly store: Store;
  readonly folder: AuthFileFolder;
  readonly pool: Pool;
  readonly events: EventBus;
  readonly recording: Pick<Recording, "writer" | "inFlight" | "recordsDropped">;
  readonly retention: Retention;
  prices(): PriceTable;
}

const DAY_MS = 86_400_000;

export function serveActivityApi(api: Api, parts: ActivityParts): void {
  const { store, pool, recording, prices } = parts;
  const { document } = parts.opened;
  const { writer } = recording;
  const { accounts } = pool;
  const clock = systemClock;
  const history = store.usageHistory;
  const limits = () => document.current().retention;
  const { flush } = writer;
  serveRequests(api, {
    ...{ clock, history, accounts, flush, prices },
    search: store.requestSearch,
    keptMs: () => limits().recordsDays * DAY_MS,
    find: async (id) => writer.find(id) ?? (await store.records.find(id)),
  });
  serveUsage(api, { clock, document, history, accounts, flush, prices, labels: store.requestSearch });
  serveLogs(api, { folder: createLogFolder(parts.opened.paths.logDir), settings: document.current });
  serveOverview(api, {
    ...{ clock, history, accounts, flush },
    paces: createPaceReader({ clock, accounts, samples: store.quotaSamples }),
    brokenFiles: () => brokenFiles(parts.folder.shelf),
    configWarnings: document.warnings,
    recordsDropped: recording.recordsDropped,
    inFlight: recording.inFlight,
  });
  serveStorage(api, { storage: store, retention: parts.retention, limits });
  serveEvents(api, {
    events: parts.events,
    isSession: async (id) => (await store.sessions.find(id, clock.now())) !== null,
  });
}
