// The database that the operator named, or one clear line why not.

import type { DatabaseOptions } from "../cli/deps.ts";
import type { Store } from "../store/open-store.ts";
import type { CheckpointElsewhere } from "../store/sqlite/sqlite-engine.ts";
import type { OpenedConfig } from "./open-config.ts";
import { openStoreOrFail } from "./open-store-or-fail.ts";

export interface OpenedDatabase {
  readonly store: Store;
  /** Other replicas write to it. */
  readonly isShared: boolean;
}

/** `checkpoint`: of whoever serves. Throws CliFailure. */
export async function openDatabase(
  options: DatabaseOptions,
  { document, paths }: OpenedConfig,
  checkpoint?: CheckpointElsewhere,
): Promise<OpenedDatabase> {
  const url = options.databaseUrl ?? document.current().databaseUrl ?? paths.databaseFile;
  return { store: await openStoreOrFail(url, checkpoint), isShared: /^postgres(ql)?:/.test(url) };
}
