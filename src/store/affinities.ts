// Which account owns a response id, a file, a session.

import { createHash } from "node:crypto";

import type { Kysely } from "kysely";

import type { Affinities } from "../domain/ports.ts";
import { chunksOf, lastByKey } from "./chunks.ts";
import { cleanText } from "./clean-text.ts";
import { deleteInPieces } from "./prune.ts";
import type { AffinityRow, Tables } from "./tables.ts";

/** Longer keys (a session header may hold anything) are kept by their hash: an index entry has its limits, a lookup does not care. */
const LONGEST_KEY = 256;

/** Affinities in the database; the newest binding of a key wins. */
export function createAffinities(database: Kysely<Tables>): Affinities {
  return {
    async save(bindings) {
      const rows = bindings.map((binding): AffinityRow => ({
        key: storedKey(binding.key),
        account_id: binding.accountId,
        expires_at: Math.round(binding.expiresAt),
      }));
      if (rows.length === 0) return;
      await database.transaction().execute(async (transaction) => {
        for (const chunk of chunksOf(lastByKey(rows, (row) => row.key))) await upsert(transaction, chunk);
      });
    },
    async find(key, now) {
      const row = await database
        .selectFrom("affinities")
        .select(["account_id", "expires_at"])
        .where("key", "=", storedKey(key))
        .where("expires_at", ">", now)
        .executeTakeFirst();
      return row === undefined ? null : { key, accountId: row.account_id, expiresAt: row.expires_at };
    },
    sweep: (now) =>
      deleteInPieces((limit) =>
        database
          .deleteFrom("affinities")
          .where("key", "in", (expired) =>
            expired.selectFrom("affinities").select("key").where("expires_at", "<=", now).limit(limit),
          )
          .executeTakeFirst(),
      ),
  };
}

async function upsert(transaction: Kysely<Tables>, rows: readonly AffinityRow[]): Promise<void> {
  await transaction
    .insertInto("affinities")
    .values(rows)
    .onConflict((conflict) =>
      conflict.column("key").doUpdateSet(({ ref }) => ({
        account_id: ref("excluded.account_id"),
        expires_at: ref("excluded.expires_at"),
      })),
    )
    .execute();
}

function storedKey(key: string): string {
  if (key.length <= LONGEST_KEY) return cleanText(key);
  return `sha256:${createHash("sha256").update(key).digest("hex")}`;
}
