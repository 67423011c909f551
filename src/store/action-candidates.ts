// What waits for somebody to act: one row for an account, action and reason, however many say so at once.

import { type Kysely, sql } from "kysely";
import { z } from "zod";

import {
  type ActionCandidates,
  type Candidate,
  CANDIDATE_ACTIONS,
  CANDIDATE_SOURCES,
  CANDIDATE_STATES,
  type CandidateState,
  firstSeen,
  seenAgain,
} from "../domain/action-queue.ts";
import { chunksOf } from "./chunks.ts";
import type { Engine } from "./engine.ts";
import type { ActionCandidateRow, Tables } from "./tables.ts";

export function createActionCandidates(database: Kysely<Tables>, kind: Engine["kind"]): ActionCandidates {
  return { ...createReading(database), ...createWriting(database, kind) };
}

type Reading = Pick<ActionCandidates, "find" | "list" | "counts">;

function createWriting(database: Kysely<Tables>, kind: Engine["kind"]): Omit<ActionCandidates, keyof Reading> {
  return {
    see: (sighting, id) =>
      database.transaction().execute(async (transaction) => {
        const first = firstSeen(id, sighting);
        const added = await transaction
          .insertInto("action_candidates")
          .values(rowOf(first))
          .onConflict((conflict) => conflict.columns(["account_id", "action", "reason"]).doNothing())
          .returning("id")
          .execute();
        if (added.length === 1) return first;
        const { accountId, action, reason } = sighting;
        const found = transaction
          .selectFrom("action_candidates")
          .select("candidate")
          .where("account_id", "=", accountId)
          .where("action", "=", action)
          .where("reason", "=", reason);
        const row = await (kind === "postgres" ? found.forUpdate() : found).executeTakeFirstOrThrow();
        const candidate = seenAgain(candidateOf(row), sighting);
        await write(transaction, candidate);
        return candidate;
      }),
    settle: (ids, { state, at, error }) =>
      database.transaction().execute(async (transaction) => {
        for (const chunk of chunksOf(ids)) {
          const found = transaction.selectFrom("action_candidates").select("candidate").where("id", "in", chunk);
          const rows = await (kind === "postgres" ? found.forUpdate() : found).execute();
          for (const row of rows) {
            const settledAt = state === "pending" ? null : at;
            await write(transaction, { ...candidateOf(row), state, settledAt, lastError: error ?? null });
          }
        }
      }),
    async keepAtMost(count) {
      const rows = await database
        .selectFrom("action_candidates")
        .select("id")
        .orderBy(sql`case when settled_at is null then 1 else 0 end`, "desc")
        .orderBy(sql`coalesce(settled_at, last_seen_at)`, "desc")
        .offset(count)
        .limit(10_000)
        .execute();
      for (const chunk of chunksOf(rows.map(({ id }) => id))) {
        await database.deleteFrom("action_candidates").where("id", "in", chunk).execute();
      }
    },
  };
}

function createReading(database: Kysely<Tables>): Reading {
  return {
    async find(id) {
      const found = database.selectFrom("action_candidates").select("candidate").where("id", "=", id);
      const row = await found.executeTakeFirst();
      return row === undefined ? null : candidateOf(row);
    },
    async list({ state, accountId }) {
      let query = database.selectFrom("action_candidates").select("candidate");
      if (state !== undefined) query = query.where("state", "=", state);
      if (accountId !== undefined) query = query.where("account_id", "=", accountId);
      return (await query.orderBy("last_seen_at", "desc").orderBy("id", "desc").execute()).map(candidateOf);
    },
    async counts() {
      const rows = await database
        .selectFrom("action_candidates")
        .select(["state", ({ fn }) => fn.countAll<number>().as("count")])
        .groupBy("state")
        .execute();
      const countOf = (state: CandidateState): number => rows.find((row) => row.state === state)?.count ?? 0;
      return {
        pending: countOf("pending"),
        ignored: countOf("ignored"),
        resolved: countOf("resolved"),
        deleted: countOf("deleted"),
      };
    },
  };
}

async function write(transaction: Kysely<Tables>, candidate: Candidate): Promise<void> {
  const { id, ...row } = rowOf(candidate);
  await transaction.updateTable("action_candidates").set(row).where("id", "=", id).execute();
}

function rowOf(candidate: Candidate): ActionCandidateRow {
  const { id, accountId, action, reason, state, lastSeenAt, settledAt } = candidate;
  return {
    ...{ id, account_id: accountId, action, reason, state },
    last_seen_at: Math.round(lastSeenAt),
    settled_at: settledAt === null ? null : Math.round(settledAt),
    candidate: JSON.stringify(candidate),
  };
}

function candidateOf({ candidate }: Pick<ActionCandidateRow, "candidate">): Candidate {
  return candidateSchema.parse(JSON.parse(candidate));
}

const candidateSchema: z.ZodType<Candidate> = z.object({
  id: z.string(),
  accountId: z.string(),
  label: z.string(),
  provider: z.string(),
  fileName: z.string().nullable(),
  action: z.enum(CANDIDATE_ACTIONS),
  reason: z.string(),
  source: z.enum(CANDIDATE_SOURCES),
  evidence: z.object({ message: z.string(), httpStatus: z.number().nullable(), runId: z.string().nullable() }),
  state: z.enum(CANDIDATE_STATES),
  firstSeenAt: z.number(),
  lastSeenAt: z.number(),
  hits: z.number(),
  returns: z.number(),
  settledAt: z.number().nullable(),
  lastError: z.string().nullable(),
});
