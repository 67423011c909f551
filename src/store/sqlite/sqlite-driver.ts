// bun:sqlite as kysely wants a driver: one connection, taken in turns, its statements prepared once.

import type { Database, SQLQueryBindings, Statement } from "bun:sqlite";

import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from "kysely";

import { errorCodeOf } from "../engine.ts";
import { createMutex } from "../mutex.ts";
import { StoreAway } from "../store-unavailable.ts";
import type { EachQuery } from "../write-rows.ts";

/** Statements kept prepared: some dozens of the store's own, batches in a few sizes each, and searches. */
const MOST_STATEMENTS = 128;

/** Every transaction here writes. One that began as a reader could not wait for another process's write: it would fail. */
export const BEGIN = "begin immediate";
const COMMIT = "commit";

/** Of the file, its disk and those who share it; extended codes begin with these. */
const AWAY = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)/;

export interface SqliteDriverDeps {
  /** Runs at the first query; what it throws is what that query throws. */
  open(): Database;
  /** A transaction is in the file, or in its WAL. */
  committed(): void;
}

export function createSqliteDriver({ open, committed }: SqliteDriverDeps): Driver {
  const turns = createMutex();
  let session: { readonly database: Database; readonly connection: SqliteConnection } | null = null;
  const run = async (connection: DatabaseConnection, text: string): Promise<void> => {
    await connection.executeQuery(CompiledQuery.raw(text));
  };
  return {
    async init() {
      const database = open();
      session = { database, connection: createConnection(database, committed) };
    },
    async acquireConnection() {
      if (session === null) throw new Error("the database is closed");
      await turns.lock();
      return session.connection;
    },
    beginTransaction: (connection) => run(connection, BEGIN),
    commitTransaction: (connection) => run(connection, COMMIT),
    async rollbackTransaction(connection) {
      // A full disk ends the transaction by itself; a second rollback would hide the error that says so.
      if (session?.database.inTransaction === true) await run(connection, "rollback");
    },
    async releaseConnection() {
      turns.unlock();
    },
    async destroy() {
      await turns.lock();
      session?.connection.finalize();
      session?.database.close();
      session = null;
      turns.unlock();
    },
  };
}

interface SqliteConnection extends DatabaseConnection {
  /** Lets go of the statements: with one left the file would stay open, its WAL beside it. */
  finalize(): void;
}

type AnyStatement = Statement<unknown, SQLQueryBindings[]>;

function createConnection(database: Database, committed: () => void): SqliteConnection {
  const statements = new Map<string, AnyStatement>();
  return {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      try {
        const statement = prepared(database, statements, query.sql);
        if ("each" in query) return { rows: runEach(statement, query as EachQuery) as Row[] };
        const parameters = query.parameters as SQLQueryBindings[];
        if (statement.columnNames.length > 0) return { rows: statement.all(...parameters) as Row[] };
        const { changes } = statement.run(...parameters);
        if (query.sql === COMMIT) committed();
        return { rows: [], numAffectedRows: BigInt(changes) };
      } catch (thrown) {
        throw AWAY.test(errorCodeOf(thrown) ?? "") ? new StoreAway(thrown) : thrown;
      }
    },
    streamQuery() {
      throw new Error("the store does not stream");
    },
    finalize() {
      for (const statement of statements.values()) statement.finalize();
      statements.clear();
    },
  };
}

function runEach(statement: AnyStatement, { each }: EachQuery): readonly number[] {
  return each.map((parameters) => statement.run(...(parameters as SQLQueryBindings[])).changes);
}

function prepared(database: Database, statements: Map<string, AnyStatement>, text: string): AnyStatement {
  const known = statements.get(text);
  if (known !== undefined) {
    // What was used longest ago goes first: searches come in many texts, and writes in few.
    statements.delete(text);
    statements.set(text, known);
    return known;
  }
  if (statements.size >= MOST_STATEMENTS) {
    const [oldest] = statements;
    if (oldest !== undefined) {
      oldest[1].finalize();
      statements.delete(oldest[0]);
    }
  }
  const statement = database.prepare<unknown, SQLQueryBindings[]>(text);
  statements.set(text, statement);
  return statement;
}
