// Request records: every request once, and with its end the note that has it added to the sums, in one transaction a batch.

import { type Kysely, sql } from "kysely";

import type { RequestRecords } from "../domain/ports.ts";
import type { RequestRecord } from "../domain/request-record.ts";
import { chunksOf } from "./chunks.ts";
import { hourlyUsage } from "./hourly-usage.ts";
import { recordOf, recordRowOf } from "./record-row.ts";
import { createRowStatement, type RowStatement } from "./row-statement.ts";
import type { RecordRow, Tables } from "./tables.ts";
import type { UsageSettling } from "./usage-settling.ts";

/**
 * A record that has ended is never written again, by whomever: the database decides it in the statement itself,
 * and only the ids that it then names are counted. So a batch may be repeated, whole or in part.
 */
export function createRequestRecords(database: Kysely<Tables>, settling: UsageSettling): RequestRecords {
  const upsert = upsertStatement(database);
  return {
    async write(batch) {
      const rows = latestStates(batch).map(recordRowOf);
      if (rows.length === 0) return;
      const notes = await database.transaction().execute(async (transaction) => {
        const ended: RecordRow[] = [];
        for (const chunk of chunksOf(rows)) {
          const written = new Set((await upsert(transaction, chunk)).map(({ id }) => id));
          ended.push(...chunk.filter(({ id, outcome }) => outcome !== "open" && written.has(id)));
        }
        return settling.note(transaction, ended);
      });
      settling.noted(notes);
      await settling.settleMany();
    },
    async find(id) {
      const row = await database.selectFrom("request_records").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : recordOf(row);
    },
    async list({ limit, before }) {
      const newest = database.selectFrom("request_records").selectAll().orderBy("id", "desc").limit(limit);
      const rows = await (before === null ? newest : newest.where("id", "<", before)).execute();
      return rows.map(recordOf);
    },
    async hourly(range) {
      await settling.settle();
      return hourlyUsage(database, range);
    },
    closeInterrupted: (at) =>
      database.transaction().execute(async (transaction) => {
        const interrupted = await transaction
          .updateTable("request_records")
          .set({ outcome: "interrupted", total_ms: null })
          .where("outcome", "=", "open")
          .where("started_at", "<=", at)
          .returningAll()
          .execute();
        await settling.note(transaction, interrupted);
        return interrupted.length;
      }),
  };
}

/** Writes the rows whose request has not ended yet, and returns their ids. */
function upsertStatement(database: Kysely<Tables>): RowStatement<RecordRow, Pick<RecordRow, "id">> {
  return createRowStatement((rows) => {
    const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== "id") as (keyof RecordRow)[];
    return database
      .insertInto("request_records")
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .column("id")
          .doUpdateSet(({ ref }) => Object.fromEntries(columns.map((column) => [column, ref(`excluded.${column}`)])))
          .where("request_records.outcome", "=", sql.lit("open")),
      )
      .returning("id");
  });
}

/** One state an id: the first that ended it, else the last. A statement cannot touch one row twice. */
function latestStates(batch: readonly RequestRecord[]): readonly RequestRecord[] {
  const latest = new Map<string, RequestRecord>();
  for (const record of batch) {
    const known = latest.get(record.id);
    if (known === undefined || known.outcome === "open") latest.set(record.id, record);
  }
  return [...latest.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
