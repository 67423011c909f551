// Brings a database to this program's schema, safe for several processes starting at once.

import { type Kysely, sql } from "kysely";

import type { Engine } from "./engine.ts";
import { LATEST_VERSION, statementsAfter } from "./migrations.ts";
import { StoreUnavailable } from "./store-unavailable.ts";
import type { Tables } from "./tables.ts";

/** Any number that no other program is likely to take for its own lock. */
const MIGRATION_LOCK = 7_412_026_318;

/** Runs what is missing, each version in its own transaction. Throws StoreUnavailable, before any change, where the schema is not ours. */
export async function migrate(database: Kysely<Tables>, engine: Engine): Promise<void> {
  refuseNewer(await schemaVersion(database, engine), engine);
  await refuseForeign(database, engine);
  await engine.prepare(database);
  let version = await migrateOnce(database, engine);
  while (version < LATEST_VERSION) version = await migrateOnce(database, engine);
  await engine.settle(database);
}

/** Applies the next version, if any; returns the version the database then has. */
function migrateOnce(database: Kysely<Tables>, engine: Engine): Promise<number> {
  return database.transaction().execute(async (transaction) => {
    // SQLite's transactions are immediate ones: the file itself is the lock.
    if (engine.kind === "postgres") await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(transaction);
    const version = await schemaVersion(transaction, engine);
    refuseNewer(version, engine);
    if (version === LATEST_VERSION) return version;
    await sql`create table if not exists schema_version (version integer not null primary key)`.execute(transaction);
    for (const statement of statementsAfter(version, engine.kind)) await sql.raw(statement).execute(transaction);
    await transaction
      .insertInto("schema_version")
      .values({ version: version + 1 })
      .execute();
    return version + 1;
  });
}

async function schemaVersion(database: Kysely<Tables>, engine: Engine): Promise<number> {
  // PostgreSQL's to_regclass would be shorter, but it answers from a cache that has not heard of another process's migration.
  const known =
    engine.kind === "sqlite"
      ? sql`select 1 from sqlite_master where type = 'table' and name = 'schema_version'`
      : sql`select 1 from pg_catalog.pg_class where relname = 'schema_version' and pg_catalog.pg_table_is_visible(oid)`;
  if ((await known.execute(database)).rows.length === 0) return 0;
  const newest = await database
    .selectFrom("schema_version")
    .select("version")
    .orderBy("version", "desc")
    .limit(1)
    .execute();
  return newest[0]?.version ?? 0;
}

function refuseNewer(version: number, engine: Engine): void {
  if (version <= LATEST_VERSION) return;
  throw new StoreUnavailable(
    `the database ${engine.name} has schema version ${version}, this Switchyard knows ${LATEST_VERSION} at most: ` +
      "start the newer Switchyard that wrote it",
  );
}

/** A SQLite file is one program's own; a PostgreSQL schema may well be shared. */
async function refuseForeign(database: Kysely<Tables>, engine: Engine): Promise<void> {
  if (engine.kind === "postgres") return;
  const tables = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(database);
  const names = tables.rows.map(({ name }) => name);
  if (names.length === 0 || names.includes("schema_version")) return;
  throw new StoreUnavailable(`the database ${engine.name} belongs to another program: it holds the table ${names[0]}`);
}
