// From ended requests to the roll-ups over time. A request is noted in the transaction that ends it and added to the sums a
// little later, many together: one at a time the sums would cost more than the record. Whoever reads sums has the rest
// added first, so that nobody sees the difference; a crash leaves the notes.

import type { Kysely } from "kysely";

import { createAddRows } from "./additive-rows.ts";
import { chunksOf } from "./chunks.ts";
import { createRowStatement } from "./row-statement.ts";
import type { LatencySlotRow, PendingUsageRow, RecordRow, Tables, UsageSlotRow } from "./tables.ts";
import { latencyOf, SLOT_SUMS, slotsOf, SUMMED_COLUMNS } from "./usage-slots.ts";

export interface UsageSettling {
  /** To be called inside the transaction that ended them: else they count twice or never. */
  note(transaction: Kysely<Tables>, ended: readonly Pick<RecordRow, "id">[]): Promise<void>;
  /** Adds what is noted where that is much. */
  settleMany(): Promise<void>;
  /** Adds all that is noted. */
  settle(): Promise<void>;
}

/** Added together: as long as the write of a batch. */
const PIECE = 512;

export function createUsageSettling(database: Kysely<Tables>): UsageSettling {
  const insertNotes = createRowStatement((rows: readonly PendingUsageRow[]) =>
    database
      .insertInto("usage_pending")
      .values(rows)
      .onConflict((conflict) => conflict.doNothing()),
  );
  const settlePiece = createSettlePiece(database);
  let noted = 0;
  const settle = async (): Promise<void> => {
    noted = 0;
    const first = await database.selectFrom("usage_pending").select("id").limit(1).executeTakeFirst();
    if (first === undefined) return;
    while ((await settlePiece()) === PIECE);
  };
  return {
    async note(transaction, ended) {
      const rows = ended.map(({ id }) => ({ id }));
      for (const chunk of chunksOf(rows)) await insertNotes(transaction, chunk);
      noted += rows.length;
    },
    async settleMany() {
      if (noted >= PIECE) await settle();
    },
    settle,
  };
}

/** Returns how many were noted. The database hands out each note once, to whichever process asks. */
function createSettlePiece(database: Kysely<Tables>): () => Promise<number> {
  const addSlots = createAddRows<UsageSlotRow>(database, {
    table: "usage_slots",
    keys: ["scope", "name", "slot"],
    sums: SLOT_SUMS,
  });
  const addLatency = createAddRows<LatencySlotRow>(database, {
    table: "latency_slots",
    keys: ["measure", "slot", "bucket"],
    sums: ["requests"],
  });
  return () =>
    database.transaction().execute(async (transaction) => {
      const taken = await transaction
        .deleteFrom("usage_pending")
        .where("id", "in", (noted) => noted.selectFrom("usage_pending").select("id").orderBy("id").limit(PIECE))
        .returning("id")
        .execute();
      // As many parameters whatever the number: one statement, which stays prepared.
      const ids = Array.from({ length: PIECE }, (_, index) => taken[index]?.id ?? "");
      const ended = await transaction
        .selectFrom("request_records")
        .select(SUMMED_COLUMNS)
        .where("id", "in", ids)
        .execute();
      await addSlots(transaction, slotsOf(ended));
      await addLatency(transaction, ended.flatMap(latencyOf));
      return taken.length;
    });
}
