// PostgreSQL by URL: one database for any number of replicas.

import { PostgresDialect } from "kysely";
import { Pool, types } from "pg";

import { type Engine, errorCodeOf, errorLineOf } from "../engine.ts";
import { databaseSize } from "./database-size.ts";
import { withoutBrokenConnections } from "./postgres-pool.ts";

const MOST_CONNECTIONS = 8;
const CONNECT_TIMEOUT_MS = 10_000;
/** Kept on this side: as a startup parameter (`statement_timeout`) connection poolers such as PgBouncer refuse it. */
const QUERY_TIMEOUT_MS = 30_000;
const IDLE_TIMEOUT_MS = 60_000;
const INT8_OID = 20;

/** The server at `url` (`postgres://user:password@host:port/database`). */
export function postgresEngine(url: string): Engine {
  const name = publicAddressOf(url);
  return {
    kind: "postgres",
    begin: "begin",
    name,
    dialect: new PostgresDialect({ pool: async () => withoutBrokenConnections(createPool(url)) }),
    prepare: async () => {},
    settle: async () => {},
    // Its own vacuum sees to it.
    shrink: async () => false,
    size: databaseSize,
    explain: (thrown) => `cannot use the database ${name}: ${reasonOf(thrown)}`,
  };
}

function createPool(url: string): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: "switchyard",
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    types: {
      // Epoch ms and token counts stay far below 2^53. For this pool only: the parser table of pg is the process's.
      getTypeParser: (oid, format) => (oid === INT8_OID ? Number : types.getTypeParser(oid, format)),
    },
  });
  // An idle connection that breaks (a server restart) is replaced at its next use; unheard, the event would end the process.
  pool.on("error", () => {});
  // One that breaks while it is lent out tells its query; the event beside that would end the process all the same.
  pool.on("connect", (client) => void client.on("error", () => {}));
  return pool;
}

/** The address without what must not be shown: password and parameters. */
function publicAddressOf(url: string): string {
  if (!URL.canParse(url)) return "postgres://...";
  const { username, hostname, port, pathname } = new URL(url);
  const user = username === "" ? "" : `${username}@`;
  return `postgres://${user}${hostname}${port === "" ? "" : `:${port}`}${pathname}`;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the host's name cannot be looked up",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the host cannot be reached",
  ETIMEDOUT: "the server does not answer",
  ECONNRESET: "the server closed the connection",
  ENOENT: "there is no such socket",
  ERR_INVALID_URL: "the address is not a valid URL",
  "28P01": "the server refuses the user or the password",
  "28000": "the server refuses the user",
  "3D000": "the server has no such database",
  "3F000": "the search path names no schema",
  "42501": "the user may not create tables in it",
  "53300": "the server has no connection left",
  "57P03": "the server is starting up",
};

function reasonOf(thrown: unknown): string {
  return REASONS[errorCodeOf(thrown) ?? ""] ?? errorLineOf(thrown);
}
