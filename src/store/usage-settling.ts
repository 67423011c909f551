// From ended requests to all their sums. A request is noted in the transaction that ends it and added to the sums a little
// later, many together: batch by batch the sums would cost more than the records. Whoever reads sums has the rest added
// first, so that nobody sees the difference; a crash leaves the notes.

import { setImmediate as nextTurn } from "node:timers/promises";

import type { Kysely } from "kysely";
import { z } from "zod";

import { createAddRows } from "./additive-rows.ts";
import { createAddToHourly } from "./hourly-usage.ts";
import { createRowStatement } from "./row-statement.ts";
import type { LatencySlotRow, Tables, UsageNoteRow, UsageSlotRow } from "./tables.ts";
import { groupsOf, SUMMED_COLUMNS, type SummedRecord } from "./usage-groups.ts";
import { latencyOf, SLOT_SUMS, slotsOf } from "./usage-slots.ts";
import type { Connection } from "./transaction.ts";
import { createAddToTotals } from "./usage-totals.ts";

export interface UsageSettling {
  /** To be called inside the transaction that ended them: else they count twice or never. */
  note(connection: Connection, ended: readonly EndedRow[]): Promise<readonly Note[]>;
  /** To be told when that transaction is through: what is remembered is not read again. */
  noted(notes: readonly Note[]): void;
  /** Adds what this process has noted where that is much. */
  settleMany(): Promise<void>;
  /** Adds all that is noted, by whomever. */
  settle(): Promise<void>;
}

type EndedRow = SummedRecord & { readonly id: string };

/** Requests that ended in one transaction. */
interface Note {
  /** Of the first of them: a request ends once, so no other note has it. */
  readonly id: string;
  readonly rows: readonly EndedRow[];
}

/** Requests added together; also the most of a note. */
const PIECE = 512;
/** While sums cannot be written the notes are enough. */
const MOST_REMEMBERED = 4 * PIECE;
/** Notes of other processes that are added together: such a one has some twenty requests. */
const NOTES_AT_ONCE = 25;

export function createUsageSettling(database: Kysely<Tables>): UsageSettling {
  const insertNote = createRowStatement((rows: readonly UsageNoteRow[]) =>
    database.insertInto("usage_notes").values(rows),
  );
  const remembered = new Map<string, Note>();
  let rememberedRows = 0;
  /** Noted by this process beyond what it remembers. */
  let beyond = 0;
  const { settleThese, settleAny, settleSingles } = createSettlePiece(database);
  const settleRemembered = async (): Promise<void> => {
    const piece: Note[] = [];
    let rows = 0;
    for (const note of remembered.values()) {
      piece.push(note);
      rows += note.rows.length;
      if (rows >= PIECE) break;
    }
    await settleThese(piece);
    for (const { id, rows: done } of piece) if (remembered.delete(id)) rememberedRows -= done.length;
  };
  const settle = async (): Promise<void> => {
    while (remembered.size > 0) await settleRemembered();
    // Those of other processes, and of one that is gone.
    const any = await database.selectFrom("usage_notes").select("id").limit(1).executeTakeFirst();
    while (any !== undefined && (await settleAny()) === NOTES_AT_ONCE);
    const single = await database.selectFrom("usage_pending").select("id").limit(1).executeTakeFirst();
    while (single !== undefined && (await settleSingles()) === PIECE);
    beyond = 0;
  };
  return {
    async note(connection, ended) {
      const notes: Note[] = [];
      for (let from = 0; from < ended.length; from += PIECE) {
        const rows = ended.slice(from, from + PIECE);
        const note = { id: rows[0]?.id ?? "", rows };
        await insertNote(connection, [{ id: note.id, ended: JSON.stringify(rows.map(({ id }) => id)) }]);
        notes.push(note);
      }
      return notes;
    },
    noted(notes) {
      for (const note of notes) {
        if (rememberedRows >= MOST_REMEMBERED) {
          beyond += note.rows.length;
          continue;
        }
        remembered.set(note.id, note);
        rememberedRows += note.rows.length;
      }
    },
    async settleMany() {
      while (rememberedRows >= PIECE) await settleRemembered();
      if (beyond >= PIECE) await settle();
    },
    settle,
  };
}

/** The database hands out each note once, to whichever process asks. */
function createSettlePiece(database: Kysely<Tables>) {
  const addToSums = createAddToSums(database);
  const read = async (transaction: Kysely<Tables>, ids: readonly string[]): Promise<readonly EndedRow[]> => {
    const rows: EndedRow[] = [];
    for (let from = 0; from < ids.length; from += PIECE) {
      const piece = transaction
        .selectFrom("request_records")
        .select(["id", ...SUMMED_COLUMNS])
        .where("id", "in", filledUp(ids.slice(from, from + PIECE)));
      rows.push(...(await piece.execute()));
      await nextTurn();
    }
    return rows;
  };
  return {
    settleThese: (notes: readonly Note[]): Promise<void> =>
      database.transaction().execute(async (transaction) => {
        const taken = await transaction
          .deleteFrom("usage_notes")
          .where("id", "in", filledUp(notes.map(({ id }) => id)))
          .returning("id")
          .execute();
        const ids = new Set(taken.map(({ id }) => id));
        const ended = notes.filter(({ id }) => ids.has(id)).flatMap(({ rows }) => rows);
        await addToSums(transaction, ended, ended);
      }),
    /** Returns how many notes there were. */
    settleAny: (): Promise<number> =>
      database.transaction().execute(async (transaction) => {
        const taken = await transaction
          .deleteFrom("usage_notes")
          .where("id", "in", (noted) => noted.selectFrom("usage_notes").select("id").orderBy("id").limit(NOTES_AT_ONCE))
          .returning("ended")
          .execute();
        const ended = await read(transaction, taken.flatMap(idsOf));
        await addToSums(transaction, ended, ended);
        return taken.length;
      }),
    /** The notes that programs before this one's schema leave, a request each. Returns how many there were. */
    settleSingles: (): Promise<number> =>
      database.transaction().execute(async (transaction) => {
        const taken = await transaction
          .deleteFrom("usage_pending")
          .where("id", "in", (noted) => noted.selectFrom("usage_pending").select("id").orderBy("id").limit(PIECE))
          .returning(["id", "is_summed"])
          .execute();
        const ended = await read(
          transaction,
          taken.map(({ id }) => id),
        );
        const summed = new Set(taken.filter(({ is_summed }) => is_summed === 1).map(({ id }) => id));
        await addToSums(
          transaction,
          ended,
          ended.filter(({ id }) => !summed.has(id)),
        );
        return taken.length;
      }),
  };
}

function idsOf({ ended }: Pick<UsageNoteRow, "ended">): readonly string[] {
  return z.array(z.string()).parse(JSON.parse(ended));
}

/** Filled up to a power of two: few different statements, each stays prepared. */
function filledUp(ids: readonly string[]): readonly string[] {
  const size = 2 ** Math.ceil(Math.log2(Math.max(1, ids.length)));
  return Array.from({ length: size }, (_, index) => ids[index] ?? "");
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
  /** `unsummed`: those of them that are not in the sums by hour and the totals either. */
  return async (
    transaction: Kysely<Tables>,
    ended: readonly SummedRecord[],
    unsummed: readonly SummedRecord[],
  ): Promise<void> => {
    const groups = groupsOf(ended);
    const newGroups = unsummed === ended ? groups : groupsOf(unsummed);
    await addToHourly(transaction, newGroups);
    await nextTurn();
    await addToTotals(transaction, newGroups);
    await nextTurn();
    await addSlots(transaction, slotsOf(groups));
    await nextTurn();
    await addLatency(transaction, latencyOf(ended));
  };
}
