// How each account's usage went over time, for the charts and the forecasts.

import type { Kysely } from "kysely";

import type { QuotaSample, QuotaSamples } from "../domain/ports.ts";
import { chunksOf, lastByKey } from "./chunks.ts";
import { wholeOrNull } from "./clean-text.ts";
import type { QuotaSampleRow, Tables } from "./tables.ts";

/** Quota samples in the database. One sample an account and instant: appending again after an error repeats nothing. */
export function createQuotaSamples(database: Kysely<Tables>): QuotaSamples {
  return {
    async append(samples) {
      const rows = lastByKey(samples.map(rowOf), (row) => `${row.account_id}\0${row.observed_at}`);
      if (rows.length === 0) return;
      await database.transaction().execute(async (transaction) => {
        for (const chunk of chunksOf(rows)) {
          await transaction
            .insertInto("quota_samples")
            .values(chunk)
            .onConflict((conflict) => conflict.columns(["account_id", "observed_at"]).doNothing())
            .execute();
        }
      });
    },
    async list(accountId, from, to) {
      const since = database
        .selectFrom("quota_samples")
        .selectAll()
        .where("account_id", "=", accountId)
        .where("observed_at", ">=", from)
        .orderBy("observed_at");
      const rows = await (to === undefined ? since : since.where("observed_at", "<", to)).execute();
      return rows.map(sampleOf);
    },
  };
}

function rowOf(sample: QuotaSample): QuotaSampleRow {
  return {
    account_id: sample.accountId,
    observed_at: wholeOrNull(sample.observedAt) ?? 0,
    primary_used_percent: sample.primaryUsedPercent,
    primary_resets_at: wholeOrNull(sample.primaryResetsAt),
    secondary_used_percent: sample.secondaryUsedPercent,
    secondary_resets_at: wholeOrNull(sample.secondaryResetsAt),
  };
}

function sampleOf(row: QuotaSampleRow): QuotaSample {
  return {
    accountId: row.account_id,
    observedAt: row.observed_at,
    primaryUsedPercent: row.primary_used_percent,
    primaryResetsAt: row.primary_resets_at,
    secondaryUsedPercent: row.secondary_used_percent,
    secondaryResetsAt: row.secondary_resets_at,
  };
}
