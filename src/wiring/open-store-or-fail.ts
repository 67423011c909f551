// The database, or one clear line why not.

import { CliFailure } from "../cli/deps.ts";
import { openStore, type Store } from "../store/open-store.ts";
import type { CheckpointElsewhere } from "../store/sqlite/sqlite-engine.ts";
import { StoreUnavailable } from "../store/store-unavailable.ts";
import { fileFailure } from "./open-config.ts";

/** Throws CliFailure. */
export async function openStoreOrFail(url: string, checkpoint?: CheckpointElsewhere): Promise<Store> {
  try {
    return await openStore({ url, checkpoint });
  } catch (error) {
    if (error instanceof StoreUnavailable) throw new CliFailure(error.message);
    throw fileFailure(error, url);
  }
}
