// Retention: what is old goes, a piece at a time, so that requests are served in between.

import { setImmediate as nextTurn } from "node:timers/promises";

import { type DeleteResult, type Kysely, sql } from "kysely";

import type { Pruned, PruneLimits } from "../domain/storage.ts";
import type { Tables } from "./tables.ts";

/** At most 8 ms of SQLite's time, which is this thread's; fewer rows cost more each. */
const PIECE = 50;

/** Drops what is older than the limits; other roll-ups stay: they do not grow with the requests. */
export async function prune(
  database: Kysely<Tables>,
  olderThan: PruneLimits,
  mayGoOn: () => boolean = () => true,
): Promise<Pruned> {
  const inPieces = (remove: RemovePiece): Promise<number> => deleteInPieces(remove, mayGoOn);
  const records = await inPieces((limit) =>
    database
      .deleteFrom("request_records")
      .where("id", "in", (old) =>
        old
          .selectFrom("request_records")
          .select("id")
          .where("started_at", "<", olderThan.records)
          // What ended a moment ago is in no sum yet.
          .where("id", "not in", (noted) => noted.selectFrom("usage_pending").select("id"))
          .where(
            sql<boolean>`not exists (select 1 from usage_notes where ended like '%"' || request_records.id || '"%')`,
          )
          .orderBy("started_at")
          .limit(limit),
      )
      .executeTakeFirst(),
  );
  const samples = await inPieces((limit) =>
    database
      .deleteFrom("quota_samples")
      .where(
        sql<boolean>`(account_id, observed_at) in (
          select account_id, observed_at from quota_samples where observed_at < ${olderThan.samples} limit ${limit}
        )`,
      )
      .executeTakeFirst(),
  );
  await pruneSlots(database, olderThan.slots, inPieces);
  return { records, samples };
}

async function pruneSlots(
  database: Kysely<Tables>,
  before: number,
  inPieces: (remove: RemovePiece) => Promise<number>,
): Promise<void> {
  await inPieces((limit) =>
    database
      .deleteFrom("usage_slots")
      .where("scope", "=", "recent")
      .where("name", "=", "")
      .where("slot", "in", (old) =>
        old
          .selectFrom("usage_slots")
          .select("slot")
          .where("scope", "=", "recent")
          .where("name", "=", "")
          .where("slot", "<", before)
          .limit(limit),
      )
      .executeTakeFirst(),
  );
  for (const measure of ["first_byte", "total"]) {
    await inPieces((limit) =>
      database
        .deleteFrom("latency_slots")
        .where(
          sql<boolean>`(measure, slot, bucket) in (
            select measure, slot, bucket from latency_slots where measure = ${measure} and slot < ${before} limit ${limit}
          )`,
        )
        .executeTakeFirst(),
    );
  }
}

/** Deletes at most `limit` rows. */
type RemovePiece = (limit: number) => Promise<DeleteResult>;

/** Repeats a delete until it finds fewer rows than it may take, or may not go on; returns how many went. */
export async function deleteInPieces(remove: RemovePiece, mayGoOn: () => boolean = () => true): Promise<number> {
  let removed = 0;
  while (mayGoOn()) {
    const piece = Number((await remove(PIECE)).numDeletedRows);
    removed += piece;
    if (piece < PIECE) break;
    await nextTurn();
  }
  return removed;
}
