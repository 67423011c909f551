// The part of the management API that is about accounts: auth files, what they used, calls in their name.

import modelData from "../../data/models.json" with { type: "json" };
import type { Config } from "../config/schema.ts";
import type { RequestRecord } from "../domain/request-record.ts";
import { configAuthIndexes } from "../logins/config-accounts.ts";
import { switchKey } from "../management/key-lists/switch-key.ts";
import { type AccountActivity, createAccountActivity } from "../management/usage/account-activity.ts";
import { createUsageQueue, type UsageQueue } from "../management/usage/usage-queue.ts";
import { upstreamPlaces } from "../management/upstream-calls/upstream-places.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import { createApiCallRoutes } from "../server/v0/api-call-routes.ts";
import { createAuthFileRoutes } from "../server/v0/auth-file-routes.ts";
import type { ManagementRoute } from "../server/v0/route.ts";
import { createUsageRoutes } from "../server/v0/usage-routes.ts";
import { createVertexRoutes } from "../server/v0/vertex-routes.ts";
import type { ManagementParts } from "./build-management.ts";

/** What is kept of requests that have ended, beside the store. */
export interface UsageMemory {
  readonly activity: AccountActivity;
  readonly queue: UsageQueue;
  note(record: RequestRecord): void;
}

export function createUsageMemory(): UsageMemory {
  const activity = createAccountActivity({ clock: systemClock });
  const queue = createUsageQueue({ clock: systemClock });
  return {
    activity,
    queue,
    note(record) {
      activity.note(record);
      queue.put(record);
    },
  };
}

export function accountRoutes(parts: ManagementParts): readonly ManagementRoute[] {
  const { folder, pool, client, store, userAgent } = parts;
  const { activity, queue } = parts.usage;
  const { document } = parts.opened;
  const config = () => document.current();
  const authIndexes = (of: Config) => configAuthIndexes(of, sha256Hex);
  const { shelf } = folder;
  const totals = store.usageTotals;
  const clock = systemClock;
  const { pauseDecided } = parts.inspection.accounts;
  return [
    ...createAuthFileRoutes({
      ...{ clock, shelf, pool, totals, activity, modelData, pauseDecided },
      switchKey: (asked) => switchKey(document, authIndexes, asked),
    }),
    ...createUsageRoutes({
      ...{ totals, pool, activity, queue },
      flush: parts.flushRecords,
      isEnabled: () => config().usageStatisticsEnabled,
    }),
    ...createApiCallRoutes({
      clock,
      client,
      pool,
      places: () => upstreamPlaces(config().upstreams),
      settings: () => ({ userAgent, proxyUrl: config().proxyUrl }),
    }),
    ...createVertexRoutes({ shelf, folder }),
  ];
}
