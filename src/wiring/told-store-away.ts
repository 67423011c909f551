// Whether an error is the database's, which is away for the moment: no defect, and told to the log here.

import { StoreAway } from "../store/store-unavailable.ts";
import type { Log } from "../telemetry/log.ts";

export function createToldStoreAway(log: Pick<Log, "error">): (error: unknown) => boolean {
  return (error) => {
    if (!(error instanceof StoreAway)) return false;
    log.error("store_failed", { error: error.message });
    return true;
  };
}
