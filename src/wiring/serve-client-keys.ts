// The part of /api that is about client keys, with everything it needs.

import { newClientKey } from "../platform/new-client-key.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import { systemIds } from "../platform/system-ids.ts";
import type { Pool } from "../pool/pool.ts";
import type { Api } from "../server/api/api-app.ts";
import { serveClientKeys } from "../server/api/client-keys-handlers.ts";
import type { Store } from "../store/open-store.ts";
import type { EventBus } from "../telemetry/event-bus.ts";
import type { ClientKeyParts } from "./build-client-keys.ts";
import type { Settings } from "./settings.ts";

export interface ClientKeyApiParts {
  readonly store: Store;
  readonly pool: Pool;
  readonly clientKeys: ClientKeyParts;
  readonly events: EventBus;
  flushRecords(): Promise<void>;
  settings(): Settings;
}

export function serveClientKeysApi(api: Api, parts: ClientKeyApiParts): void {
  const { store, pool, clientKeys, settings } = parts;
  serveClientKeys(api, {
    clock: systemClock,
    keys: store.clientKeys,
    ring: clientKeys.ring,
    ledgers: clientKeys.ledgers,
    sha256: sha256Hex,
    newKey: newClientKey,
    newId: () => systemIds.token("key"),
    configNames: () => new Set(settings().proxy.apiKeys.values()),
    knowsAccount: (id) => pool.accounts().some((live) => live.id === id),
    publish: parts.events.publish,
    flushRecords: parts.flushRecords,
  });
}
