// Who is signed in to the dashboard. A session whose password has changed is none, whenever it was written.

import type { Kysely } from "kysely";

import type { Role, Sessions } from "../domain/sign-in.ts";
import type { Tables } from "./tables.ts";

export function createSessions(database: Kysely<Tables>): Sessions {
  const update = async (hash: string, change: Partial<Tables["dashboard_sessions"]>): Promise<void> => {
    await database.updateTable("dashboard_sessions").set(change).where("hash", "=", hash).execute();
  };
  return {
    async open({ hash, stamp, isVerified, expiresAt }) {
      await database
        .insertInto("dashboard_sessions")
        .values({ hash, stamp, is_verified: isVerified ? 1 : 0, expires_at: Math.round(expiresAt), setup_secret: null })
        .execute();
    },
    async find(hash, now) {
      const found = await database
        .selectFrom("dashboard_sessions as session")
        .innerJoin("dashboard_credentials as credential", "credential.stamp", "session.stamp")
        .select(["credential.name", "session.stamp", "is_verified", "expires_at", "setup_secret"])
        .where("session.hash", "=", hash)
        .where("expires_at", ">", now)
        .executeTakeFirst();
      if (found === undefined) return null;
      return {
        hash,
        stamp: found.stamp,
        role: roleOf(found.name),
        isVerified: found.is_verified === 1,
        expiresAt: found.expires_at,
        setupSecret: found.setup_secret,
      };
    },
    extend: (hash, expiresAt) => update(hash, { expires_at: Math.round(expiresAt) }),
    markVerified: (hash) => update(hash, { is_verified: 1 }),
    keepSetup: (hash, secret) => update(hash, { setup_secret: secret }),
    async close(hash) {
      await database.deleteFrom("dashboard_sessions").where("hash", "=", hash).execute();
    },
    async closeOthers(hash, now) {
      const closed = await database
        .deleteFrom("dashboard_sessions")
        .where("hash", "<>", hash)
        .returning(["stamp", "expires_at"])
        .execute();
      const stamps = await database.selectFrom("dashboard_credentials").select("stamp").execute();
      const inForce = new Set(stamps.map(({ stamp }) => stamp));
      return closed.filter(({ stamp, expires_at: end }) => end > now && inForce.has(stamp)).length;
    },
    async sweep(now) {
      const { numDeletedRows } = await database
        .deleteFrom("dashboard_sessions")
        .where((session) =>
          session.or([
            session("expires_at", "<=", now),
            session("stamp", "not in", (of) => of.selectFrom("dashboard_credentials").select("stamp")),
          ]),
        )
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}

/** Only a password opens sessions. */
function roleOf(name: string): Role {
  return name === "operator" ? "operator" : "viewer";
}
