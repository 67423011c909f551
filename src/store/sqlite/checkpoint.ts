// Moves what the WAL holds into the database file, on a connection of its own.

import { Database } from "bun:sqlite";

/**
 * As far as nobody who reads is in the way; writers go on meanwhile. Waits for the disk, which takes some 15 ms: a gateway
 * has a thread do it. Throws where the file cannot be opened.
 */
export function checkpoint(path: string): void {
  const database = new Database(path, { readwrite: true, create: false });
  try {
    database.run("pragma synchronous = normal");
    database.run("pragma wal_checkpoint(passive)");
  } finally {
    database.close();
  }
}
