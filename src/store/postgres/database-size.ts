// What our tables weigh in PostgreSQL, their indexes with them. What is free in them it does not say.

import { type Kysely, sql } from "kysely";

import type { StorageSize } from "../../domain/storage.ts";
import type { Tables } from "../tables.ts";

export async function databaseSize(database: Kysely<Tables>): Promise<Pick<StorageSize, "bytes" | "freeBytes">> {
  const { rows } = await sql<{ readonly bytes: number }>`
    select cast(coalesce(sum(pg_total_relation_size(oid)), 0) as double precision) as bytes
    from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace`.execute(database);
  return { bytes: rows[0]?.bytes ?? 0, freeBytes: 0 };
}
