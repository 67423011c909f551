// The request records as they stand in a gateway's database, read beside the running gateway.

import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { join } from "node:path";

import type { RequestRecord } from "../../src/domain/request-record.ts";
import { recordOf } from "../../src/store/record-row.ts";
import type { RecordRow } from "../../src/store/tables.ts";

/** Every record, oldest first. */
export function readRecords(dataDir: string): readonly RequestRecord[] {
  return rows(dataDir, "select * from request_records order by id", []).map(recordOf);
}

export function readRecord(dataDir: string, id: string): RequestRecord | null {
  const [row] = rows(dataDir, "select * from request_records where id = ?", [id]);
  return row === undefined ? null : recordOf(row);
}

function rows(dataDir: string, sql: string, parameters: readonly string[]): readonly RecordRow[] {
  const file = join(dataDir, "switchyard.db");
  if (!existsSync(file)) return [];
  const database = new Database(file, { readonly: true });
  try {
    database.run("pragma busy_timeout = 2000");
    return database.query<RecordRow, string[]>(sql).all(...parameters);
  } finally {
    database.close();
  }
}
