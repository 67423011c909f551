// From ended requests to all their sums. A request is noted in the transaction that ends it and added to the sums a little
// later, many together: batch by batch the sums would cost more than the records. Whoever reads sums has the rest added
// first, so that nobody sees the difference; a crash leaves the notes.

import type { Kysely } from "kysely";

import { createAddRows } from "./additive-rows.ts";
import { chunksOf } from "./chunks.ts";
import { createAddToHourly } from "./hourly-usage.ts";
import { createRowStatement } from "./row-statement.ts";
import type { LatencySlotRow, PendingUsageRow, Tables, UsageSlotRow } from "./tables.ts";
import { latencyOf, SLOT_SUMS, slotsOf, SUMMED_COLUMNS, type SummedRecord } from "./usage-slots.ts";
import { createAddToTotals } from "./usage-totals.ts";

export interface UsageSettling {
  /** To be called inside the transaction that ended them: else they count twice or never. */
  note(transaction: Kysely<Tables>, ended: readonly EndedRow[]): Promise<void>;
  /** To be told when that transaction is through: what is remembered is not read again. */
  noted(ended: readonly EndedRow[]): void;
  /** Adds what this process has noted where that is much. */
  settleMany(): Promise<void>;
  /** Adds all that is noted, by whomever. */
  settle(): Promise<void>;
}

type EndedRow = SummedRecord & { readonly id: string };

/** Added together: as long as the write of a batch. */
const PIECE = 512;
/** While sums cannot be written the notes are enough. */
const MOST_REMEMBERED = 4 * PIECE;

export function createUsageSettling(database: Kysely<Tables>): UsageSettling {
  const insertNotes = createRowStatement((rows: readonly PendingUsageRow[]) =>
    database
      .insertInto("usage_pending")
      .values(rows)
      .onConflict((conflict) => conflict.doNothing()),
  );
  const remembered = new Map<string, EndedRow>();
  /** Noted by this process beyond what it remembers. */
  let beyond = 0;
  const { settleThese, settleAny } = createSettlePiece(database);
  const settleRemembered = async (): Promise<void> => {
    const piece = [...remembered.values()].slice(0, PIECE);
    await settleThese(piece);
    for (const { id } of piece) remembered.delete(id);
  };
  const settle = async (): Promise<void> => {
    while (remembered.size > 0) await settleRemembered();
    // Those of other processes, and of one that is gone.
    const first = await database.selectFrom("usage_pending").select("id").limit(1).executeTakeFirst();
    while (first !== undefined && (await settleAny()) === PIECE);
    beyond = 0;
  };
  return {
    async note(transaction, ended) {
      const rows = ended.map(({ id }) => ({ id, is_summed: 0 }));
      for (const chunk of chunksOf(rows)) await insertNotes(transaction, chunk);
    },
    noted(ended) {
      for (const row of ended) {
        if (remembered.size < MOST_REMEMBERED) remembered.set(row.id, row);
        else beyond += 1;
      }
    },
    async settleMany() {
      while (remembered.size >= PIECE) await settleRemembered();
      if (beyond >= PIECE) await settle();
    },
    settle,
  };
}

/** The database hands out each note once, to whichever process asks. */
function createSettlePiece(database: Kysely<Tables>) {
  const addToSums = createAddToSums(database);
  const take = (transaction: Kysely<Tables>) => transaction.deleteFrom("usage_pending").returning(["id", "is_summed"]);
  return {
    settleThese: (rows: readonly EndedRow[]): Promise<void> =>
      database.transaction().execute(async (transaction) => {
        const taken = await take(transaction).where("id", "in", filledUp(rows)).execute();
        await addToSums(transaction, rows, taken);
      }),
    /** Returns how many were noted. */
    settleAny: (): Promise<number> =>
      database.transaction().execute(async (transaction) => {
        const taken = await take(transaction)
          .where("id", "in", (noted) => noted.selectFrom("usage_pending").select("id").orderBy("id").limit(PIECE))
          .execute();
        const rows = await transaction
          .selectFrom("request_records")
          .select(["id", ...SUMMED_COLUMNS])
          .where("id", "in", filledUp(taken))
          .execute();
        await addToSums(transaction, rows, taken);
        return taken.length;
      }),
  };
}

/** As many parameters whatever the number: one statement, which stays prepared. */
function filledUp(rows: readonly { readonly id: string }[]): readonly string[] {
  return Array.from({ length: PIECE }, (_, index) => rows[index]?.id ?? "");
}

function createAddToSums(database: Kysely<Tables>) {
  const addToHourly = createAddToHourly(database);
  const addToTotals = createAddToTotals(database);
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
  return async (
    transaction: Kysely<Tables>,
    rows: readonly EndedRow[],
    taken: readonly PendingUsageRow[],
  ): Promise<void> => {
    const notes = new Map(taken.map(({ id, is_summed }) => [id, is_summed]));
    const ended = rows.filter(({ id }) => notes.has(id));
    const unsummed = ended.filter(({ id }) => notes.get(id) === 0);
    await addToHourly(transaction, unsummed);
    await addToTotals(transaction, unsummed);
    await addSlots(transaction, slotsOf(ended));
    await addLatency(transaction, ended.flatMap(latencyOf));
  };
}
