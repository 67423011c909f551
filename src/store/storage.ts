// What the database weighs, what goes from it, and how its file gets smaller.

import { type Kysely, sql } from "kysely";

import type { Storage } from "../domain/storage.ts";
import type { Engine } from "./engine.ts";
import { prune } from "./prune.ts";
import type { Tables } from "./tables.ts";
import type { UsageSettling } from "./usage-settling.ts";

export function createStorage(database: Kysely<Tables>, engine: Engine, settling: UsageSettling): Storage {
  return {
    async prune(olderThan, mayGoOn) {
      // What goes has to be in the sums before.
      await settling.settle();
      return prune(database, olderThan, mayGoOn);
    },
    shrink: () => engine.shrink(database),
    async size() {
      const { rows } = await sql<{ readonly oldest: number | null }>`
        select min(started_at) as oldest from request_records`.execute(database);
      const { records } = await database
        .selectFrom("request_records")
        .select(({ fn }) => fn.countAll<number>().as("records"))
        .executeTakeFirstOrThrow();
      const oldestAt = rows[0]?.oldest ?? null;
      return { kind: engine.kind, ...(await engine.size(database)), records, oldestAt };
    },
  };
}
