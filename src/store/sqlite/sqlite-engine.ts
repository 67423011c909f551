// The default database: one private file beside the configuration.

import { Database } from "bun:sqlite";
import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";

import { type Dialect, type Kysely, sql, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";

import { type Engine, errorCodeOf, errorLineOf } from "../engine.ts";
import type { Tables } from "../tables.ts";
import { BEGIN, createSqliteDriver } from "./sqlite-driver.ts";

const MEMORY = ":memory:";
/** While another process migrates; nothing is served yet. */
const OPENING_BUSY_MS = 10_000;
const WAL_TRIES = 100;
/** Waiting for another process's write blocks this thread, so it is short: batches are kept and tried again. */
const SERVING_BUSY_MS = 500;
/**
 * With synchronous=NORMAL only a checkpoint waits for the disk, some 14 ms: fewer than by default (1000 pages) make a record
 * cheaper. Measured at 500 requests a second: 500 pages take as long as 2000, and 4000 longer and no less in all.
 */
const CHECKPOINT_PAGES = 2000;
/** Where checkpoints are made elsewhere: what a thread that is late, or gone, leaves to whoever commits. */
const LATE_CHECKPOINT_PAGES = 16_000;
/** How often they are made there: a batch of records is a dozen pages, so this is as often as by pages. */
const COMMITS_A_CHECKPOINT = 128;
/** Given back to the disk at once: a few ms. */
const SHRINK_PAGES = 20;
/** What the WAL shrinks to after a burst. */
const WAL_LIMIT_BYTES = 64 * 1024 * 1024;

/** Makes a checkpoint of the file beside this thread. */
export type CheckpointElsewhere = (path: string) => Promise<void>;

/** SQLite at `path`; the file and its folder are made where missing. Without `elsewhere` this thread makes the checkpoints. */
export function sqliteEngine(path: string, elsewhere?: CheckpointElsewhere): Engine {
  const checkpoints = path === MEMORY || elsewhere === undefined ? null : createCheckpoints(() => elsewhere(path));
  const checkpointPages = checkpoints === null ? CHECKPOINT_PAGES : LATE_CHECKPOINT_PAGES;
  const dialect: Dialect = {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () =>
      createSqliteDriver({
        open: () => openDatabase(path, checkpointPages),
        committed: () => checkpoints?.committed(),
      }),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
  return {
    kind: "sqlite",
    begin: BEGIN,
    dialect,
    name: path,
    async prepare(database) {
      // Counts for a file without tables alone; WAL would be its first word, and too early for this one.
      await sql`pragma auto_vacuum = incremental`.execute(database);
      await turnOnWal(database);
      await sql.raw(`pragma journal_size_limit = ${WAL_LIMIT_BYTES}`).execute(database);
      // SQLite gives -wal and -shm the mode of the database file.
      if (path !== MEMORY) makePrivate(path);
    },
    async settle(database) {
      await sql.raw(`pragma busy_timeout = ${SERVING_BUSY_MS}`).execute(database);
    },
    async shrink(database) {
      await sql.raw(`pragma incremental_vacuum(${SHRINK_PAGES})`).execute(database);
      return (await pragma(database, "freelist_count")) >= SHRINK_PAGES;
    },
    async size(database) {
      const pageBytes = await pragma(database, "page_size");
      const [pages, free] = [await pragma(database, "page_count"), await pragma(database, "freelist_count")];
      return { bytes: pages * pageBytes, freeBytes: free * pageBytes };
    },
    explain: (thrown) => `cannot use the database ${path}: ${reasonOf(thrown)}`,
  };
}

async function pragma(database: Kysely<Tables>, name: "page_size" | "page_count" | "freelist_count"): Promise<number> {
  const { rows } = await sql.raw<Readonly<Record<string, number>>>(`pragma ${name}`).execute(database);
  return rows[0]?.[name] ?? 0;
}

/** One at a time. What cannot be made elsewhere is made by the commit that finds the WAL too long. */
function createCheckpoints(make: () => Promise<void>): { committed(): void } {
  let commits = 0;
  let isRunning = false;
  return {
    committed() {
      commits += 1;
      if (isRunning || commits < COMMITS_A_CHECKPOINT) return;
      commits = 0;
      isRunning = true;
      const over = (): void => void (isRunning = false);
      make().then(over, over);
    },
  };
}

function openDatabase(path: string, checkpointPages: number): Database {
  if (path !== MEMORY) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Made here, not by SQLite: with its mode from the first moment, and the system's own word on why it cannot be.
    closeSync(openSync(path, "a", 0o600));
  }
  const database = new Database(path, { readwrite: true, create: true });
  try {
    database.run(`pragma busy_timeout = ${OPENING_BUSY_MS}`);
    database.run("pragma synchronous = normal");
    // What a statement of many rows notes to undo itself, and what it returns, would be written to files: half a record's cost.
    database.run("pragma temp_store = memory");
    database.run(`pragma wal_autocheckpoint = ${checkpointPages}`);
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/**
 * Turns the file to WAL. Where two processes do so at once SQLite tells one of them that it is busy, without waiting as
 * it does elsewhere; an exclusive transaction does wait until the other is done.
 */
async function turnOnWal(database: Kysely<Tables>): Promise<void> {
  for (let triesLeft = WAL_TRIES; ; triesLeft -= 1) {
    try {
      await sql`pragma journal_mode = wal`.execute(database);
      return;
    } catch (thrown) {
      if (triesLeft <= 0 || !errorCodeOf(thrown)?.startsWith("SQLITE_BUSY")) throw thrown;
      await sql`begin exclusive`.execute(database);
      await sql`rollback`.execute(database);
    }
  }
}

function makePrivate(path: string): void {
  try {
    chmodSync(path, 0o600);
  } catch (thrown) {
    // A file of another owner that we may write: its mode is that owner's business.
    if (errorCodeOf(thrown) !== "EPERM") throw thrown;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "no permission to read and write it",
  EPERM: "no permission to read and write it",
  EROFS: "its file system is read-only",
  ENOTDIR: "a part of its path is not a folder",
  EEXIST: "a part of its path is not a folder",
  EISDIR: "it is a folder, not a file",
  ENOSPC: "the disk is full",
  SQLITE_NOTADB: "the file is not a SQLite database",
  SQLITE_CORRUPT: "the file is damaged",
  SQLITE_BUSY: "another process keeps it locked",
  SQLITE_CANTOPEN: "the file or its folder cannot be opened",
  SQLITE_READONLY: "it is read-only",
  SQLITE_FULL: "the disk is full",
};

function reasonOf(thrown: unknown): string {
  const code = errorCodeOf(thrown) ?? "";
  // Extended codes say more than is needed here: SQLITE_READONLY_DIRECTORY is read-only.
  const family = code.startsWith("SQLITE_") ? code.split("_", 2).join("_") : code;
  return REASONS[code] ?? REASONS[family] ?? errorLineOf(thrown);
}
