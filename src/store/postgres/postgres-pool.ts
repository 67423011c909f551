// A connection that has failed by itself (a timeout, a reset), not by the server's word, is in an unknown state:
// whatever comes next on it would wait behind the query that never ended. pg-pool would hand it out again.

import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from "kysely";
import { DatabaseError, type Pool, type PoolClient } from "pg";

import { StoreAway } from "../store-unavailable.ts";

/** SQLSTATE: connections (08), read-only (25006), resources (53), stopped or starting (57P), its system (58), its files (XX). */
const AWAY = /^(08|25006|53|57P|58|XX)/;

/** The pool as kysely wants it; a broken connection is closed when it comes back. */
export function withoutBrokenConnections(pool: Pool): PostgresPool {
  return {
    async connect() {
      try {
        return guard(await pool.connect());
      } catch (thrown) {
        throw new StoreAway(thrown);
      }
    },
    end: () => pool.end(),
  };
}

function guard(client: PoolClient): PostgresPoolClient {
  let broken: Error | null = null;
  function query<Row>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>>;
  function query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>;
  function query<Row>(
    text: string | PostgresCursor<Row>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<Row>> | PostgresCursor<Row> {
    if (typeof text !== "string") throw new Error("the store does not stream");
    return run<Row>(text, parameters);
  }
  async function run<Row>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>> {
    if (broken !== null) throw broken;
    try {
      return (await client.query(text, [...parameters])) as unknown as PostgresQueryResult<Row>;
    } catch (thrown) {
      if (thrown instanceof DatabaseError) throw AWAY.test(thrown.code ?? "") ? new StoreAway(thrown) : thrown;
      broken = new StoreAway(thrown);
      throw broken;
    }
  }
  return { query, release: () => client.release(broken ?? undefined) };
}
