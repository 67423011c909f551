// The account states of a database that is as it should be, for a command that asks it nothing else: loading the query
// builder and looking at the whole schema would take longer than everything that such a command does.

import { Database } from "bun:sqlite";

import type { AccountId } from "../../domain/ids.ts";
import type { AccountState } from "../../domain/ports.ts";
import { statesOf } from "../account-states.ts";
import { LATEST_VERSION } from "../migrations.ts";
import { sqlitePath } from "../sqlite-path.ts";
import type { AccountStateRow } from "../tables.ts";

/** While another process writes; whoever waits longer opens the store and is told what is the matter. */
const BUSY_MS = 500;

/** null where `openStore` has something to do or to say: no file yet, another schema, PostgreSQL, any error. */
export function glanceAtStates(url: string): ReadonlyMap<AccountId, AccountState> | null {
  const path = sqlitePath(url);
  if (path === null) return null;
  try {
    // Not read-only: such a connection leaves the files of the WAL behind.
    using database = new Database(path, { readwrite: true, create: false });
    database.run(`pragma busy_timeout = ${BUSY_MS}`);
    const schema = database.query<{ version: number | null }, []>("select max(version) as version from schema_version");
    if (schema.get()?.version !== LATEST_VERSION) return null;
    return statesOf(database.query<AccountStateRow, []>("select * from account_states").all());
  } catch {
    return null;
  }
}
