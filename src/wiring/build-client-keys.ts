// The operator's client keys and what they have left: in memory where one process serves, counted in the database where others
// serve from it too.

import type { Cancel } from "../domain/ports.ts";
import { systemClock } from "../platform/system-clock.ts";
import { systemIds } from "../platform/system-ids.ts";
import { createKeyLedgers, type KeyLedgers, type KeyLedgersDeps } from "../pool/key-ledgers.ts";
import { createKeyRing, type KeyRing } from "../pool/key-ring.ts";
import { createSharedKeyLedgers } from "../pool/shared-key-ledgers.ts";
import type { Store } from "../store/open-store.ts";
import { errorFields, type Log } from "../telemetry/log.ts";

export interface ClientKeyParts {
  readonly ring: KeyRing;
  readonly ledgers: KeyLedgers;
  /** Stops looking for the changes of others. The ledgers are closed by themselves, once nothing runs. */
  stopLooking: Cancel;
}

/** A key that another replica made, changed or deleted counts here within this time. */
const LOOK_MS = 1000;

export async function buildClientKeys(input: {
  readonly store: Store;
  readonly log: Log;
  readonly isStoreShared: boolean;
}): Promise<ClientKeyParts> {
  const { store, log } = input;
  const ring = createKeyRing({ keys: store.clientKeys });
  await ring.refresh();
  const failed = (error: unknown): void => log.error("client_keys", errorFields(error));
  const deps: KeyLedgersDeps = {
    clock: systemClock,
    stored: store.keyLedgers,
    ring,
    holder: systemIds.token("process"),
    failed,
  };
  if (!input.isStoreShared) {
    return { ring, ledgers: createKeyLedgers(deps, await store.keyLedgers.load()), stopLooking: () => undefined };
  }
  const stopLooking = systemClock.every(LOOK_MS, () => void ring.refresh().catch(failed));
  return { ring, ledgers: createSharedKeyLedgers(deps), stopLooking };
}
