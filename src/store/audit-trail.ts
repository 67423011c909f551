// The audit: rows are added and, when they are old, dropped; nothing changes one.

import { type Kysely, sql } from "kysely";

import { ACTORS, type AuditRecord, type AuditTrail } from "../domain/audit.ts";
import { cleanText, cleanTextOrNull, indexedText } from "./clean-text.ts";
import { deleteInPieces } from "./prune.ts";
import type { AuditRow, Tables } from "./tables.ts";

export function createAuditTrail(database: Kysely<Tables>): AuditTrail {
  return {
    async append({ id, at, action, actor, address, subject, detail }) {
      await database
        .insertInto("audit")
        .values({
          id,
          at: Math.round(at),
          action: indexedText(action),
          actor,
          address: cleanTextOrNull(address),
          subject: subject === null ? null : indexedText(subject),
          detail: cleanTextOrNull(detail),
        })
        .execute();
    },
    async list(filter, { limit, after }) {
      let query = database.selectFrom("audit").selectAll();
      if (filter.action !== undefined) {
        const beginning = filter.action.endsWith("*") ? filter.action.slice(0, -1) : null;
        query =
          beginning === null
            ? query.where("action", "=", cleanText(filter.action))
            : query.where(sql<boolean>`substr(action, 1, ${beginning.length}) = ${cleanText(beginning)}`);
      }
      if (filter.actor !== undefined) query = query.where("actor", "=", filter.actor);
      if (filter.subject !== undefined) query = query.where("subject", "=", indexedText(filter.subject));
      if (filter.from !== undefined) query = query.where("at", ">=", Math.ceil(filter.from));
      if (filter.to !== undefined) query = query.where("at", "<", Math.ceil(filter.to));
      if (after !== null) query = query.where(sql<boolean>`(at, id) < (${after.at}, ${after.id})`);
      return (await query.orderBy("at", "desc").orderBy("id", "desc").limit(limit).execute()).map(recordOf);
    },
    prune: (before) =>
      deleteInPieces((limit) =>
        database
          .deleteFrom("audit")
          .where("id", "in", (old) => old.selectFrom("audit").select("id").where("at", "<", before).limit(limit))
          .executeTakeFirst(),
      ),
  };
}

function recordOf({ actor, ...row }: AuditRow): AuditRecord {
  return { ...row, actor: ACTORS.find((known) => known === actor) ?? "nobody" };
}
