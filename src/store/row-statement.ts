// Statements of the hot path. Building the text of one costs more than running it, so it is built once a number of rows.

import type { CompiledQuery } from "kysely";

import type { Connection } from "./transaction.ts";

/** Runs the statement on the rows; returns what it returns. */
export type RowStatement<Row, Result> = (connection: Connection, rows: readonly Row[]) => Promise<readonly Result[]>;

/**
 * A statement over `values(rows)` that keeps its texts. `build` may have no other parameter than the rows' members
 * (constants go in as literals), and all rows must be made by one function: same members, same order.
 */
export function createRowStatement<Row extends Readonly<Record<keyof Row, unknown>>, Result>(
  build: (rows: readonly Row[]) => { compile(): CompiledQuery<Result> },
): RowStatement<Row, Result> {
  const statements = new Map<number, CompiledQuery<Result>>();
  return async (connection, rows) => {
    const parameters: unknown[] = rows.flatMap((row) => Object.values(row));
    let statement = statements.get(rows.length);
    if (statement === undefined) {
      statement = build(rows).compile();
      if (statement.parameters.length !== parameters.length) throw new Error("the statement has parameters of its own");
      statements.set(rows.length, statement);
    }
    // Not CompiledQuery.raw: it freezes the parameters, which costs as much as a third of the write.
    return (await connection.executeQuery<Result>({ ...statement, parameters })).rows;
  };
}
