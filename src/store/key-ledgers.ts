// What client keys have used, a row a key.

import type { Kysely } from "kysely";
import { z } from "zod";

import { EMPTY_LEDGER, type KeyLedger, type StoredLedgers } from "../domain/key-ledger.ts";
import type { Engine } from "./engine.ts";
import type { Tables } from "./tables.ts";

export const EMPTY_LEDGER_TEXT = JSON.stringify(EMPTY_LEDGER);

export function createStoredLedgers(database: Kysely<Tables>, kind: Engine["kind"]): StoredLedgers {
  const put = async (transaction: Kysely<Tables>, id: string, ledger: KeyLedger): Promise<void> => {
    await transaction
      .updateTable("client_key_ledgers")
      .set({ ledger: JSON.stringify(ledger) })
      .where("key_id", "=", id)
      .execute();
  };
  return {
    async load() {
      const rows = await database.selectFrom("client_key_ledgers").selectAll().execute();
      return new Map(rows.map(({ key_id, ledger }) => [key_id, ledgerOf(ledger)]));
    },
    async save(ledgers) {
      if (ledgers.size === 0) return;
      await database.transaction().execute(async (transaction) => {
        for (const [id, ledger] of ledgers) await put(transaction, id, ledger);
      });
    },
    change: (id, change) =>
      database.transaction().execute(async (transaction) => {
        const found = transaction.selectFrom("client_key_ledgers").select("ledger").where("key_id", "=", id);
        // The row is the lock: whoever comes second reads what the first has written.
        const row = await (kind === "postgres" ? found.forUpdate() : found).executeTakeFirst();
        if (row === undefined) return false;
        await put(transaction, id, change(ledgerOf(row.ledger)));
        return true;
      }),
  };
}

function ledgerOf(text: string): KeyLedger {
  return ledgerSchema.parse(JSON.parse(text));
}

const counts = z.record(z.string(), z.object({ startsAt: z.number(), used: z.number() }));

const ledgerSchema = z.object({
  counts,
  totals: z.object({
    requests: z.number(),
    usage: z.object({
      inputTokens: z.number(),
      cachedInputTokens: z.number(),
      cacheWriteTokens: z.number(),
      outputTokens: z.number(),
      reasoningTokens: z.number(),
    }),
    costUsd: z.number(),
  }),
  lastUsedAt: z.number().nullable(),
  shares: z.record(z.string(), z.object({ calls: z.number(), amounts: counts, until: z.number(), turn: z.number() })),
}) satisfies z.ZodType<KeyLedger>;
