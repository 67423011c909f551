// The statement that a record is written with, as each database takes it best.

import { type CompiledQuery, type Kysely, sql } from "kysely";

import { chunksOf } from "./chunks.ts";
import type { Engine } from "./engine.ts";
import { createRowStatement } from "./row-statement.ts";
import type { RecordRow, Tables } from "./tables.ts";
import type { Connection } from "./transaction.ts";

/**
 * Writes the rows whose request has not ended yet, and returns those. The database decides it in the statement itself.
 * No id comes twice.
 */
export type WriteRows = (connection: Connection, rows: readonly RecordRow[]) => Promise<readonly RecordRow[]>;

/** A statement that is run once for the parameters of each row; its result's rows are the numbers of rows changed. */
export interface EachQuery extends CompiledQuery {
  readonly each: readonly (readonly unknown[])[];
}

export function createWriteRows(database: Kysely<Tables>, kind: Engine["kind"]): WriteRows {
  return kind === "sqlite" ? oneByOne(database) : manyAtOnce(database);
}

/** SQLite is in this process: to be asked often costs nothing, one statement stays warm, and it need not return what it wrote. */
function oneByOne(database: Kysely<Tables>): WriteRows {
  let statement: CompiledQuery | null = null;
  return async (connection, rows) => {
    statement ??= upsertOf(database, rows.slice(0, 1)).compile();
    const query: EachQuery = { ...statement, each: rows.map((row) => Object.values(row)) };
    const { rows: changes } = await connection.executeQuery<number>(query);
    return rows.filter((_, index) => changes[index] === 1);
  };
}

/** To PostgreSQL each statement is a journey. */
function manyAtOnce(database: Kysely<Tables>): WriteRows {
  const write = createRowStatement((rows: readonly RecordRow[]) => upsertOf(database, rows).returning("id"));
  return async (connection, rows) => {
    const written = new Set<string>();
    for (const chunk of chunksOf(rows)) for (const { id } of await write(connection, chunk)) written.add(id);
    return rows.filter(({ id }) => written.has(id));
  };
}

function upsertOf(database: Kysely<Tables>, rows: readonly RecordRow[]) {
  const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== "id") as (keyof RecordRow)[];
  return database
    .insertInto("request_records")
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .column("id")
        .doUpdateSet(({ ref }) => Object.fromEntries(columns.map((column) => [column, ref(`excluded.${column}`)])))
        .where("request_records.outcome", "=", sql.lit("open")),
    );
}
