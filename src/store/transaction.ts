// A transaction of the hot path: kysely's own builds a dozen objects for each, and a write comes every 35 ms.

import { CompiledQuery, type Kysely, type QueryResult } from "kysely";

import type { Engine } from "./engine.ts";
import type { Tables } from "./tables.ts";

/** Runs compiled statements, within a transaction or not. */
export interface Connection {
  executeQuery<Row>(query: CompiledQuery<Row>): Promise<QueryResult<Row>>;
}

/** Runs the work in a transaction, which is undone where it throws. */
export type InTransaction = <Result>(work: (connection: Connection) => Promise<Result>) => Promise<Result>;

export function createInTransaction(database: Kysely<Tables>, engine: Pick<Engine, "begin">): InTransaction {
  const begin = CompiledQuery.raw(engine.begin);
  const commit = CompiledQuery.raw("commit");
  const rollback = CompiledQuery.raw("rollback");
  return (work) =>
    database.getExecutor().provideConnection(async (connection) => {
      await connection.executeQuery(begin);
      try {
        const result = await work(connection);
        await connection.executeQuery(commit);
        return result;
      } catch (thrown) {
        // A full disk has ended the transaction, a lost connection as well: the first error says why.
        await connection.executeQuery(rollback).catch(() => {});
        throw thrown;
      }
    });
}
