// The dashboard's passwords and second factor. Whatever may happen twice at once is decided by one statement.

import type { Kysely } from "kysely";

import type { Credential, Credentials } from "../domain/sign-in.ts";
import type { Tables } from "./tables.ts";

export function createCredentials(database: Kysely<Tables>): Credentials {
  return {
    async find(name) {
      const found = await database
        .selectFrom("dashboard_credentials")
        .select(["secret", "stamp"])
        .where("name", "=", name)
        .executeTakeFirst();
      return found === undefined ? null : { name, ...found };
    },
    async add(credential) {
      const added = await database
        .insertInto("dashboard_credentials")
        .values(rowOf(credential))
        .onConflict((conflict) => conflict.column("name").doNothing())
        .returning("name")
        .execute();
      return added.length === 1;
    },
    put: (credential) =>
      database.transaction().execute(async (transaction) => {
        await endSessions(transaction, credential.name);
        await transaction
          .insertInto("dashboard_credentials")
          .values(rowOf(credential))
          .onConflict((conflict) => conflict.column("name").doUpdateSet(rowOf(credential)))
          .execute();
      }),
    replace: (credential, from) =>
      database.transaction().execute((transaction) => replace(transaction, credential, from)),
    remove: (name) =>
      database.transaction().execute(async (transaction) => {
        await endSessions(transaction, name);
        const removed = await transaction
          .deleteFrom("dashboard_credentials")
          .where("name", "=", name)
          .returning("name")
          .execute();
        return removed.length === 1;
      }),
    async useStep(step) {
      const used = await database
        .updateTable("dashboard_credentials")
        .set({ used_step: step })
        .where("name", "=", "totp")
        .where("used_step", "<", step)
        .returning("name")
        .execute();
      return used.length === 1;
    },
  };
}

async function replace(
  transaction: Kysely<Tables>,
  credential: Credential,
  { stamp, keptSession }: Parameters<Credentials["replace"]>[1],
): Promise<boolean> {
  const replaced = await transaction
    .updateTable("dashboard_credentials")
    .set(rowOf(credential))
    .where("name", "=", credential.name)
    .where("stamp", "=", stamp)
    .returning("name")
    .execute();
  if (replaced.length === 0) return false;
  await transaction
    .updateTable("dashboard_sessions")
    .set({ stamp: credential.stamp })
    .where("hash", "=", keptSession)
    .where("stamp", "=", stamp)
    .execute();
  await transaction.deleteFrom("dashboard_sessions").where("stamp", "=", stamp).execute();
  return true;
}

function rowOf({
  name,
  secret,
  stamp,
  usedStep = 0,
}: Credential & { readonly usedStep?: number }): Tables["dashboard_credentials"] {
  return { name, secret, stamp, used_step: usedStep };
}

async function endSessions(transaction: Kysely<Tables>, name: Credential["name"]): Promise<void> {
  await transaction
    .deleteFrom("dashboard_sessions")
    .where("stamp", "in", (of) => of.selectFrom("dashboard_credentials").select("stamp").where("name", "=", name))
    .execute();
}
