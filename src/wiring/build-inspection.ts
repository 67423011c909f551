// Inspections and the action queue, built and joined with what they watch.

import modelData from "../../data/models.json" with { type: "json" };
import type { Config } from "../config/schema.ts";
import { createPriceLookup } from "../domain/price.ts";
import type { AccountId } from "../domain/ids.ts";
import type { AuthFileFolder } from "../logins/auth-file-folder.ts";
import { configAuthIndexes } from "../logins/config-accounts.ts";
import type { BatchDeps } from "../management/accounts/batch-accounts.ts";
import { probeModel } from "../management/accounts/probe-model.ts";
import { createSightings, type Sightings } from "../management/action-queue/sightings.ts";
import type { TestAnswer } from "../management/inspection/probe-live.ts";
import { createInspector, type Inspector } from "../management/inspection/inspector.ts";
import { createScheduledInspections, type ScheduledInspections } from "../management/inspection/inspection-schedule.ts";
import { createOwnedPauses, type OwnedPauses } from "../management/inspection/owned-pauses.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import { systemIds } from "../platform/system-ids.ts";
import type { LiveAccount } from "../pool/live-account.ts";
import type { Pool } from "../pool/pool.ts";
import type { ProbeAccount } from "../proxy/probe-account.ts";
import type { Store } from "../store/open-store.ts";
import type { EventBus } from "../telemetry/event-bus.ts";
import { errorFields, type Log } from "../telemetry/log.ts";
import type { OpenedConfig } from "./open-config.ts";
import type { Settings } from "./settings.ts";

export interface InspectionParts {
  readonly opened: OpenedConfig;
  readonly store: Store;
  readonly folder: AuthFileFolder;
  readonly pool: Pool;
  readonly probe: ProbeAccount;
  readonly events: EventBus;
  readonly log: Log;
  readonly sightings: Sightings;
  settings(): Settings;
}

export interface BuiltInspection {
  readonly inspector: Inspector;
  readonly schedule: ScheduledInspections;
  readonly sightings: Sightings;
  readonly owned: OwnedPauses;
  /** What acts on accounts; the pauses that it decides about are nobody's own any more. */
  readonly accounts: BatchDeps;
  /** Of this computer, e.g. `Europe/Berlin`. */
  readonly ownZone: string;
  accountsReplaced(): void;
  stop(): Promise<void>;
}

export function buildSightings({ store, events, log }: Pick<InspectionParts, "store" | "events" | "log">): Sightings {
  return createSightings({
    clock: systemClock,
    ids: systemIds,
    candidates: store.actionCandidates,
    publish: events.publish,
    defect: (error) => log.error("defect", errorFields(error)),
  });
}

export async function buildInspection(parts: InspectionParts): Promise<BuiltInspection> {
  const { opened, store, pool, events, log, sightings } = parts;
  const { document } = opened;
  const { inspections } = store;
  const defect = (error: unknown): void => log.error("defect", errorFields(error));
  const owned = createOwnedPauses({ clock: systemClock, inspections, pool });
  const accounts = batchDeps(parts, owned);
  const settings = (): Config["inspection"] => document.current().inspection;
  const inspector = createInspector({
    ...{ clock: systemClock, ids: systemIds, holder: systemIds.token("process"), leases: store.leases },
    ...{ inspections, pool, owned, accounts, settings, defect },
    publish: events.publish,
    inspected: sightings.inspected,
    testRequest: testRequests(parts),
  });
  const ownZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const schedule = createScheduledInspections({
    clock: systemClock,
    inspector,
    inspections,
    ownZone,
    settings,
    defect,
  });
  const stopFollowing = document.subscribe(({ changed }) => {
    if (changed.some((key) => key.startsWith("inspection."))) schedule.changed();
  });
  await owned.load();
  return {
    ...{ inspector, schedule, sightings, owned, accounts, ownZone },
    accountsReplaced() {
      void owned.look().catch(defect);
      sightings.accountsReplaced(pool.accounts());
    },
    async stop() {
      stopFollowing();
      schedule.stop();
      await inspector.stop();
      await sightings.settled();
    },
  };
}

function batchDeps({ opened, folder, pool }: InspectionParts, owned: OwnedPauses): BatchDeps {
  return {
    pool,
    shelf: folder.shelf,
    document: opened.document,
    authIndexes: (config: Config) => configAuthIndexes(config, sha256Hex),
    pauseDecided: (id: AccountId) => owned.giveUp([id]),
  };
}

const PROBE_MODELS: ReadonlyMap<string, string> = new Map(
  Object.entries(modelData).map(([provider, { probe }]) => [provider, probe]),
);

function testRequests({ pool, probe, settings }: InspectionParts): (live: LiveAccount) => Promise<TestAnswer | null> {
  const priceOf = createPriceLookup();
  return async ({ id, account }) => {
    const candidates = { names: pool.routes.namesOf(id), usual: PROBE_MODELS.get(account.provider) ?? null };
    const model = probeModel(candidates, { table: settings().prices, priceOf });
    return model === null ? null : probe({ accountId: id, model, requestId: systemIds.requestId() });
  };
}
