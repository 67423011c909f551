// Client keys: their definitions, and the names that their usage stands under.

import { type Kysely, sql } from "kysely";
import { z } from "zod";

import type { ClientKey, ClientKeys, KeyUsageRange } from "../domain/client-key.ts";
import { LIMIT_KINDS, LIMIT_WINDOWS } from "../domain/key-limit.ts";
import { cleanText, indexedText } from "./clean-text.ts";
import type { Engine } from "./engine.ts";
import { EMPTY_LEDGER_TEXT } from "./key-ledgers.ts";
import type { ClientKeyRow, HourlyRow, Tables } from "./tables.ts";
import type { UsageSettling } from "./usage-settling.ts";

export function createClientKeys(
  database: Kysely<Tables>,
  kind: Engine["kind"],
  { settle }: Pick<UsageSettling, "settle">,
): ClientKeys {
  return {
    async list() {
      const rows = await database.selectFrom("client_keys").selectAll().orderBy("created_at").orderBy("id").execute();
      return rows.map(keyOf);
    },
    add: (key) =>
      database.transaction().execute(async (transaction) => {
        if (!(await takeName(transaction, key))) return false;
        await transaction.insertInto("client_keys").values(rowOf(key)).execute();
        await transaction
          .insertInto("client_key_ledgers")
          .values({ key_id: key.id, ledger: EMPTY_LEDGER_TEXT })
          .execute();
        return true;
      }),
    change: (id, change) =>
      database.transaction().execute(async (transaction) => {
        const found = transaction.selectFrom("client_keys").selectAll().where("id", "=", id);
        const row = await (kind === "postgres" ? found.forUpdate() : found).executeTakeFirst();
        if (row === undefined) return { kind: "unknown" };
        const before = keyOf(row);
        const key = { ...change(before), id, revision: before.revision + 1 };
        if (!(await takeName(transaction, key))) return { kind: "name_taken" };
        await transaction.updateTable("client_keys").set(rowOf(key)).where("id", "=", id).execute();
        return { kind: "changed", key };
      }),
    remove: (id) =>
      database.transaction().execute(async (transaction) => {
        const removed = await transaction.deleteFrom("client_keys").where("id", "=", id).returning("id").execute();
        await transaction.deleteFrom("client_key_names").where("key_id", "=", id).execute();
        await transaction.deleteFrom("client_key_ledgers").where("key_id", "=", id).execute();
        return removed.length === 1;
      }),
    async stamp() {
      const { rows } = await sql<Record<string, number>>`
        select count(*) as keys, coalesce(sum(revision), 0) as changes, coalesce(max(created_at), 0) as newest
        from client_keys`.execute(database);
      return Object.values(rows[0] ?? {}).join(" ");
    },
    async usage(range) {
      await settle();
      return keyUsage(database, range);
    },
  };
}

/** A name stays its key's after a change: its usage stands under all of them. False where another key has it. */
async function takeName(transaction: Kysely<Tables>, { id, name }: ClientKey): Promise<boolean> {
  await transaction
    .insertInto("client_key_names")
    .values({ name: indexedText(name), key_id: id })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const owner = await transaction
    .selectFrom("client_key_names")
    .select("key_id")
    .where("name", "=", indexedText(name))
    .executeTakeFirst();
  return owner?.key_id === id;
}

const HOUR_MS = 3_600_000;

/** PostgreSQL's sum of bigints is a numeric, which its client gives as text. */
const sum = (column: keyof HourlyRow) => sql<number>`cast(sum(${sql.ref(column)}) as bigint)`;

async function keyUsage(database: Kysely<Tables>, { of, from, to }: KeyUsageRange): ReturnType<ClientKeys["usage"]> {
  const within = database
    .selectFrom("usage_hourly")
    .select(["hour", "model"])
    .select([
      sum("requests").as("requests"),
      sum("failures").as("failures"),
      sum("cancelled").as("cancelled"),
      sum("input_tokens").as("input"),
      sum("cached_input_tokens").as("cached"),
      sum("cache_write_tokens").as("written"),
      sum("output_tokens").as("output"),
      sum("reasoning_tokens").as("reasoning"),
      sql<number>`sum(cost_usd)`.as("cost"),
    ])
    .where("hour", ">=", from)
    .where("hour", "<", to)
    .groupBy(["hour", "model"])
    .orderBy("hour")
    .orderBy("model");
  const named =
    "name" in of
      ? within.where("client_key", "=", indexedText(of.name))
      : within
          .where("client_key", "in", (names) =>
            names.selectFrom("client_key_names").select("name").where("key_id", "=", of.id),
          )
          // An earlier key that is gone may have had the name.
          .where("hour", ">", sql<number>`(select created_at - ${HOUR_MS} from client_keys where id = ${of.id})`);
  const rows = await named.execute();
  return rows.map((row) => ({
    hour: row.hour,
    model: row.model,
    requests: row.requests,
    failures: row.failures,
    cancelled: row.cancelled,
    usage: {
      inputTokens: row.input,
      cachedInputTokens: row.cached,
      cacheWriteTokens: row.written,
      outputTokens: row.output,
      reasoningTokens: row.reasoning,
    },
    costUsd: row.cost,
  }));
}

function rowOf(key: ClientKey): ClientKeyRow {
  return {
    id: key.id,
    name: cleanText(key.name),
    hash: key.hash,
    prefix: key.prefix,
    enabled: key.enabled ? 1 : 0,
    created_at: key.createdAt,
    revision: key.revision,
    expires_at: key.expiresAt,
    models: listText(key.models),
    accounts: listText(key.accounts),
    concurrency: key.concurrency,
    limits: JSON.stringify(key.limits),
  };
}

function keyOf(row: ClientKeyRow): ClientKey {
  return {
    id: row.id,
    name: row.name,
    hash: row.hash,
    prefix: row.prefix,
    enabled: row.enabled !== 0,
    createdAt: row.created_at,
    revision: row.revision,
    expiresAt: row.expires_at,
    models: listOf(row.models),
    accounts: listOf(row.accounts),
    concurrency: row.concurrency,
    limits: limitsSchema.parse(JSON.parse(row.limits)),
  };
}

function listText(names: readonly string[] | null): string | null {
  return names === null ? null : JSON.stringify(names.map(cleanText));
}

function listOf(text: string | null): readonly string[] | null {
  return text === null ? null : namesSchema.parse(JSON.parse(text));
}

// A row that cannot be read is refused with an error: a key that lost its limits must not pass without them.
const namesSchema = z.array(z.string());
const limitsSchema = z.array(
  z.object({
    kind: z.enum(LIMIT_KINDS),
    window: z.enum(LIMIT_WINDOWS),
    max: z.number(),
    since: z.number(),
  }),
);
