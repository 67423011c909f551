// The database that the operator named, or one clear line why not.

import { CliFailure, type DatabaseOptions } from "../cli/deps.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { StoreUnavailable } from "../store/store-unavailable.ts";
import { fileFailure, type OpenedConfig } from "./open-config.ts";

export interface OpenedDatabase {
  readonly store: Store;
  /** Other replicas write to it. */
  readonly isShared: boolean;
}

/** Throws CliFailure. */
export async function openDatabase(
  options: DatabaseOptions,
  { document, paths }: OpenedConfig,
): Promise<OpenedDatabase> {
  const url = options.databaseUrl ?? document.current().databaseUrl ?? paths.databaseFile;
  try {
    return { store: await openStore({ url }), isShared: /^postgres(ql)?:/.test(url) };
  } catch (error) {
    if (error instanceof StoreUnavailable) throw new CliFailure(error.message);
    throw fileFailure(error, url);
  }
}
