// Request records: every request once, and with its end the note that has it added to the sums, in one transaction a batch.

import type { Kysely } from "kysely";

import type { RequestRecords } from "../domain/ports.ts";
import type { RequestRecord } from "../domain/request-record.ts";
import type { Engine } from "./engine.ts";
import { hourlyUsage } from "./hourly-usage.ts";
import { recordOf, recordRowOf } from "./record-row.ts";
import type { Tables } from "./tables.ts";
import { createInTransaction } from "./transaction.ts";
import type { UsageSettling } from "./usage-settling.ts";
import { createWriteRows } from "./write-rows.ts";

/**
 * A record that has ended is never written again, by whomever, and only what is written is counted. So a batch may be
 * repeated, whole or in part.
 */
export function createRequestRecords(
  database: Kysely<Tables>,
  engine: Pick<Engine, "kind" | "begin">,
  settling: UsageSettling,
): RequestRecords {
  const inTransaction = createInTransaction(database, engine);
  const writeRows = createWriteRows(database, engine.kind);
  return {
    async write(batch) {
      const rows = latestStates(batch).map(recordRowOf);
      if (rows.length === 0) return;
      const notes = await inTransaction(async (connection) => {
        const written = await writeRows(connection, rows);
        return settling.note(
          connection,
          written.filter(({ outcome }) => outcome !== "open"),
        );
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

/** One state an id: the first that ended it, else the last. A statement cannot touch one row twice. */
function latestStates(batch: readonly RequestRecord[]): readonly RequestRecord[] {
  const latest = new Map<string, RequestRecord>();
  for (const record of batch) {
    const known = latest.get(record.id);
    if (known === undefined || known.outcome === "open") latest.set(record.id, record);
  }
  return [...latest.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
