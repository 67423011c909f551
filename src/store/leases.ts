// One holder at a time among all processes that share the database.

import type { Kysely } from "kysely";

import type { Leases } from "../domain/ports.ts";
import type { Tables } from "./tables.ts";

/** Leases in the database. One statement decides: free, expired or one's own, else nothing changes and nothing comes back. */
export function createLeases(database: Kysely<Tables>): Leases {
  return {
    async acquire({ name, holder, now, ttlMs }) {
      const taken = await database
        .insertInto("leases")
        .values({ name, holder, expires_at: Math.round(now + ttlMs) })
        .onConflict((conflict) =>
          conflict
            .column("name")
            .doUpdateSet(({ ref }) => ({ holder: ref("excluded.holder"), expires_at: ref("excluded.expires_at") }))
            .where((known) => known.or([known("leases.expires_at", "<=", now), known("leases.holder", "=", holder)])),
        )
        .returning("name")
        .execute();
      return taken.length === 1;
    },
    async release(name, holder) {
      await database.deleteFrom("leases").where("name", "=", name).where("holder", "=", holder).execute();
    },
  };
}
