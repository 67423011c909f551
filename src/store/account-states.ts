// What is remembered of an account between runs. A row that does not parse is no reason not to start: the account begins afresh.

import type { Kysely } from "kysely";
import { z } from "zod";

import type { AccountHealth, ClosedModel, Condition } from "../domain/account-health.ts";
import type { AccountId } from "../domain/ids.ts";
import type { AccountState, AccountStates } from "../domain/ports.ts";
import type { Quota, QuotaWindow } from "../domain/quota.ts";
import { chunksOf, lastByKey } from "./chunks.ts";
import { wholeOrNull } from "./clean-text.ts";
import type { AccountStateRow, Tables } from "./tables.ts";

/** Account states in the database; the newest save of an account wins. */
export function createAccountStates(database: Kysely<Tables>): AccountStates {
  return {
    async load() {
      return statesOf(await database.selectFrom("account_states").selectAll().execute());
    },
    async save(states) {
      const rows = [...states].map(([id, state]): AccountStateRow => ({
        account_id: id,
        health: JSON.stringify(state.health),
        quota: state.quota === null ? null : JSON.stringify(state.quota),
        last_used_at: wholeOrNull(state.lastUsedAt),
      }));
      if (rows.length === 0) return;
      await database.transaction().execute(async (transaction) => {
        for (const chunk of chunksOf(lastByKey(rows, (row) => row.account_id))) await upsert(transaction, chunk);
      });
    },
    async forget(id) {
      await database.deleteFrom("account_states").where("account_id", "=", id).execute();
    },
  };
}

/** The states that rows say; those that do not parse are left out. */
export function statesOf(rows: readonly AccountStateRow[]): ReadonlyMap<AccountId, AccountState> {
  return new Map(
    rows.flatMap((row) => {
      const health = parsed(healthSchema, row.health);
      if (health === null) return [];
      const quota = row.quota === null ? null : parsed(quotaSchema, row.quota);
      return [[row.account_id, { health, quota, lastUsedAt: row.last_used_at }] as const];
    }),
  );
}

async function upsert(transaction: Kysely<Tables>, rows: readonly AccountStateRow[]): Promise<void> {
  await transaction
    .insertInto("account_states")
    .values(rows)
    .onConflict((conflict) =>
      conflict.column("account_id").doUpdateSet(({ ref }) => ({
        health: ref("excluded.health"),
        quota: ref("excluded.quota"),
        last_used_at: ref("excluded.last_used_at"),
      })),
    )
    .execute();
}

function parsed<Value>(schema: z.ZodType<Value>, text: string): Value | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

const because = { since: z.number(), code: z.string(), reason: z.string() };
const cooling = { ...because, until: z.number() };

const conditionSchema: z.ZodType<Condition> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("healthy") }),
  z.object({ kind: z.literal("rate_limited"), ...cooling }),
  z.object({ kind: z.literal("quota_exceeded"), ...cooling }),
  z.object({ kind: z.literal("backing_off"), ...cooling }),
  z.object({ kind: z.literal("reauth_required"), ...because }),
  z.object({ kind: z.literal("deactivated"), ...because }),
]);

const closedModelSchema: z.ZodType<ClosedModel> = z.object({
  reason: z.enum(["model_refused", "model_rate_limited", "model_exhausted"]),
  until: z.number(),
});

const healthSchema: z.ZodType<AccountHealth> = z.object({
  condition: conditionSchema,
  failuresInARow: z.number(),
  // Rows from before models could be closed for other reasons than a refusal have none.
  closedModels: z.record(z.string(), closedModelSchema).default({}),
});

const windowSchema: z.ZodType<QuotaWindow> = z.object({
  usedPercent: z.number(),
  windowMs: z.number(),
  resetsAt: z.number().nullable(),
});

const quotaSchema: z.ZodType<Quota> = z.object({
  primary: windowSchema.nullable(),
  secondary: windowSchema.nullable(),
  models: z.array(z.object({ model: z.string(), window: windowSchema })).exactOptional(),
  plan: z.string().nullable(),
  allowed: z.boolean().nullable(),
  observedAt: z.number(),
});
