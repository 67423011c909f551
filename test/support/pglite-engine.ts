// PostgreSQL without a server: PGlite behind kysely, for the laws that must hold on it too.

import type { PGlite } from "@electric-sql/pglite";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from "kysely";

import { type Engine, errorLineOf } from "../../src/store/engine.ts";
import { databaseSize } from "../../src/store/postgres/database-size.ts";
import { createMutex } from "../../src/store/mutex.ts";

const INT8_OID = 20;

/** An engine on `database`, which outlives the stores that are opened on it. */
export function pgliteEngine(database: PGlite): Engine {
  return {
    kind: "postgres",
    begin: "begin",
    name: "pglite",
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => createDriver(database),
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    prepare: async () => {},
    settle: async () => {},
    shrink: async () => false,
    size: databaseSize,
    explain: errorLineOf,
  };
}

function createDriver(database: PGlite): Driver {
  const turns = createMutex();
  const connection: DatabaseConnection = {
    async executeQuery<Row>(query: CompiledQuery) {
      const { rows, affectedRows } = await database.query<Row>(query.sql, [...query.parameters], {
        parsers: { [INT8_OID]: Number },
      });
      return { rows, numAffectedRows: BigInt(affectedRows ?? 0) };
    },
    streamQuery() {
      throw new Error("the store does not stream");
    },
  };
  const run = async (text: string): Promise<void> => {
    await connection.executeQuery(CompiledQuery.raw(text));
  };
  return {
    init: async () => {},
    async acquireConnection() {
      await turns.lock();
      return connection;
    },
    beginTransaction: () => run("begin"),
    commitTransaction: () => run("commit"),
    rollbackTransaction: () => run("rollback"),
    releaseConnection: async () => turns.unlock(),
    destroy: async () => {},
  };
}
