// Inspections: the newest runs with what they found, and which pauses are theirs.

import type { Kysely } from "kysely";
import { z } from "zod";

import {
  FINDINGS,
  type InspectionResult,
  type InspectionRun,
  type Inspections,
  type OwnedPause,
  REASONS,
  RUN_STATES,
  SUGGESTIONS,
} from "../domain/inspection.ts";
import { chunksOf, lastByKey } from "./chunks.ts";
import type { Tables } from "./tables.ts";

export function createInspections(database: Kysely<Tables>): Inspections {
  return { ...createRuns(database), ...createPauses(database) };
}

type Pauses = Pick<Inspections, "ownedPauses" | "own" | "disown">;

function createRuns(database: Kysely<Tables>): Omit<Inspections, keyof Pauses> {
  return {
    async saveRun(run) {
      const row = { id: run.id, started_at: Math.round(run.startedAt), run: JSON.stringify(run) };
      await database
        .insertInto("inspection_runs")
        .values(row)
        .onConflict((conflict) => conflict.column("id").doUpdateSet({ run: row.run }))
        .execute();
    },
    async saveResults(runId, results) {
      const rows = results.map((result) => ({
        run_id: runId,
        account_id: result.accountId,
        result: JSON.stringify(result),
      }));
      for (const chunk of chunksOf(lastByKey(rows, ({ account_id }) => account_id))) {
        await database
          .insertInto("inspection_results")
          .values(chunk)
          .onConflict((conflict) =>
            conflict.columns(["run_id", "account_id"]).doUpdateSet(({ ref }) => ({ result: ref("excluded.result") })),
          )
          .execute();
      }
    },
    async runs() {
      const newest = database.selectFrom("inspection_runs").select("run").orderBy("started_at", "desc");
      return (await newest.orderBy("id", "desc").execute()).flatMap(({ run }) => parsed(runSchema, run));
    },
    async run(id) {
      const row = await database.selectFrom("inspection_runs").select("run").where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : (parsed(runSchema, row.run)[0] ?? null);
    },
    async results(runId) {
      const rows = await database
        .selectFrom("inspection_results")
        .select("result")
        .where("run_id", "=", runId)
        .orderBy("account_id")
        .execute();
      const results = rows.flatMap(({ result }) => parsed(resultSchema, result));
      return results.toSorted((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0));
    },
    keepNewest: (count) => keepNewest(database, count),
  };
}

function keepNewest(database: Kysely<Tables>, count: number): Promise<void> {
  return database.transaction().execute(async (transaction) => {
    const old = await transaction
      .selectFrom("inspection_runs")
      .select("id")
      .orderBy("started_at", "desc")
      .orderBy("id", "desc")
      .offset(count)
      .limit(1000)
      .execute();
    const ids = old.map(({ id }) => id);
    if (ids.length === 0) return;
    await transaction.deleteFrom("inspection_results").where("run_id", "in", ids).execute();
    await transaction.deleteFrom("inspection_runs").where("id", "in", ids).execute();
  });
}

function createPauses(database: Kysely<Tables>): Pauses {
  return {
    async ownedPauses() {
      const rows = await database.selectFrom("inspection_pauses").selectAll().orderBy("account_id").execute();
      return rows.map(({ account_id, at, reason }): OwnedPause => ({
        accountId: account_id,
        at,
        reason: REASONS.find((known) => known === reason) ?? "above_limit",
      }));
    },
    async own({ accountId, at, reason }) {
      await database
        .insertInto("inspection_pauses")
        .values({ account_id: accountId, at: Math.round(at), reason })
        .onConflict((conflict) => conflict.column("account_id").doUpdateSet({ at: Math.round(at), reason }))
        .execute();
    },
    async disown(ids) {
      for (const chunk of chunksOf(ids)) {
        await database.deleteFrom("inspection_pauses").where("account_id", "in", chunk).execute();
      }
    },
  };
}

/** What an older or newer program wrote otherwise is left out. */
function parsed<Value>(schema: z.ZodType<Value>, text: string): readonly Value[] {
  const { data } = schema.safeParse(JSON.parse(text));
  return data === undefined ? [] : [data];
}

const finding = z.enum(FINDINGS);
const suggestion = z.enum(SUGGESTIONS);

const runSchema: z.ZodType<InspectionRun> = z.object({
  id: z.string(),
  trigger: z.enum(["manual", "schedule"]),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  state: z.enum(RUN_STATES),
  total: z.number(),
  done: z.number(),
  findings: z.partialRecord(finding, z.number()),
  suggestions: z.partialRecord(suggestion, z.number()),
}) as z.ZodType<InspectionRun>;

const resultSchema: z.ZodType<InspectionResult> = z.object({
  accountId: z.string(),
  label: z.string(),
  provider: z.string(),
  fileName: z.string().nullable(),
  plan: z.string().nullable(),
  credentials: z.enum(["oauth", "api-key"]),
  paused: z.boolean(),
  finding,
  suggestion,
  reason: z.enum(REASONS),
  until: z.number().nullable(),
  detail: z.string().nullable(),
  primaryUsedPercent: z.number().nullable(),
  secondaryUsedPercent: z.number().nullable(),
  httpStatus: z.number().nullable(),
  inspectedAt: z.number(),
  applied: z
    .object({
      action: suggestion,
      at: z.number(),
      by: z.enum(["operator", "automation"]),
      error: z.string().nullable(),
    })
    .nullable(),
});
