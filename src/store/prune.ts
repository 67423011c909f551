// Retention: what is old goes, a piece at a time, so that requests are served in between.

import { setImmediate as nextTurn } from "node:timers/promises";

import { type DeleteResult, type Kysely, sql } from "kysely";

import type { Tables } from "./tables.ts";

/** A few ms of SQLite's time, which is this thread's. */
const PIECE = 500;

/** Epoch ms: older request records and quota samples go. */
export interface PruneLimits {
  readonly records: number;
  readonly samples: number;
}

/** Drops what is older than the limits. Roll-ups stay: they do not grow with the requests. */
export async function prune(database: Kysely<Tables>, olderThan: PruneLimits): Promise<void> {
  await deleteInPieces((limit) =>
    database
      .deleteFrom("request_records")
      .where("id", "in", (old) =>
        old.selectFrom("request_records").select("id").where("started_at", "<", olderThan.records).limit(limit),
      )
      .executeTakeFirst(),
  );
  await deleteInPieces((limit) =>
    database
      .deleteFrom("quota_samples")
      .where(
        sql<boolean>`(account_id, observed_at) in (
          select account_id, observed_at from quota_samples where observed_at < ${olderThan.samples} limit ${limit}
        )`,
      )
      .executeTakeFirst(),
  );
}

/** Repeats a delete of at most `limit` rows until it finds fewer; returns how many went. */
export async function deleteInPieces(remove: (limit: number) => Promise<DeleteResult>): Promise<number> {
  let removed = 0;
  for (;;) {
    const piece = Number((await remove(PIECE)).numDeletedRows);
    removed += piece;
    if (piece < PIECE) return removed;
    await nextTurn();
  }
}
