// Pages of requests, newest first. However rare what is looked for, a page looks at so many rows and no more, a piece at a
// time, so that requests are served in between; where it has not found enough by then, its cursor leads on from there.

import { setImmediate as nextTurn } from "node:timers/promises";

import { type Kysely, sql } from "kysely";

import type { RequestCursor, RequestFilter, RequestSearch } from "../domain/request-search.ts";
import { recordOf } from "./record-row.ts";
import { allOf, type Condition, type Lane, lanesOf } from "./request-filter.ts";
import type { Tables } from "./tables.ts";

/** Rows looked at in one statement, at first and at most: some ms of SQLite's time, which is this thread's. */
const FIRST_PIECE = 250;
const PIECE = 1000;
/** Rows looked at for one page. */
const MOST_LOOKED_AT = 6000;
/** Least rows a lane looks at, however many lanes there are. */
const LEAST_LOOKED_AT = 500;

export function createRequestSearch(database: Kysely<Tables>): RequestSearch {
  return {
    async page(filter, { limit, after }) {
      const lanes = lanesOf(filter);
      const most = Math.max(LEAST_LOOKED_AT, Math.floor(MOST_LOOKED_AT / lanes.length));
      const span = spanOf(filter);
      const found: Walked[] = [];
      for (const lane of lanes) found.push(await walk(database, { lane, span, after, limit, most }));
      const { ids, next } = merged(found, limit);
      return { records: await read(database, ids), next };
    },
    async accountLabels(ids) {
      const labels = new Map<string, string>();
      for (const id of ids) {
        const newest = await database
          .selectFrom("request_records")
          .select("account_label")
          .where("account_id", "=", id)
          .orderBy("started_at", "desc")
          .limit(1)
          .executeTakeFirst();
        if (newest?.account_label != null) labels.set(id, newest.account_label);
      }
      return labels;
    },
  };
}

interface Walk {
  readonly lane: Lane;
  readonly span: readonly Condition[];
  readonly after: RequestCursor | null;
  readonly limit: number;
  /** Rows to look at. */
  readonly most: number;
}

interface Walked {
  readonly fitting: readonly RequestCursor[];
  /** How far it has looked where there may be more; null where it has seen all. */
  readonly end: RequestCursor | null;
}

/** Along one lane until one more than a page is found, or enough has been looked at. */
async function walk(database: Kysely<Tables>, { lane, span, after, limit, most }: Walk): Promise<Walked> {
  const fitting: RequestCursor[] = [];
  const isPlain = lane.rest.length === 0;
  let at = after;
  for (let left = most, size = FIRST_PIECE; left > 0; size = Math.min(PIECE, size * 2)) {
    const piece = isPlain ? limit + 1 : Math.min(size, left);
    const rows = await look(database, { lane, span, at, piece });
    for (const row of rows) {
      if (row.fits !== 1) continue;
      fitting.push({ startedAt: row.started_at, id: row.id });
      if (fitting.length > limit) return { fitting, end: fitting.at(-1) ?? null };
    }
    if (rows.length < piece) return { fitting, end: null };
    const last = rows.at(-1);
    if (last !== undefined) at = { startedAt: last.started_at, id: last.id };
    left -= piece;
    await nextTurn();
  }
  return { fitting, end: at };
}

interface Look {
  readonly lane: Lane;
  readonly span: readonly Condition[];
  readonly at: RequestCursor | null;
  readonly piece: number;
}

async function look(
  database: Kysely<Tables>,
  { lane, span, at, piece }: Look,
): Promise<readonly { readonly id: string; readonly started_at: number; readonly fits: number }[]> {
  const where = [
    ...(lane.lead === null ? [] : [lane.lead]),
    ...span,
    ...(at === null ? [] : [sql<boolean>`(started_at, id) < (${at.startedAt}, ${at.id})`]),
  ];
  const { rows } = await sql<{ id: string; started_at: number; fits: number }>`
    select id, started_at, case when ${allOf(lane.rest)} then 1 else 0 end as fits
    from request_records where ${allOf(where)}
    order by started_at desc, id desc limit ${piece}`.execute(database);
  return rows;
}

function spanOf({ from, to }: RequestFilter): readonly Condition[] {
  return [
    ...(from === null ? [] : [sql<boolean>`started_at >= ${Math.ceil(from)}`]),
    ...(to === null ? [] : [sql<boolean>`started_at < ${Math.ceil(to)}`]),
  ];
}

/** What all lanes have looked at, in order, each once. A lane that stopped early hides what is older than its end. */
function merged(
  walked: readonly Walked[],
  limit: number,
): { readonly ids: readonly string[]; readonly next: RequestCursor | null } {
  const end = walked.reduce<RequestCursor | null>((newest, { end: stopped }) => {
    if (stopped === null) return newest;
    return newest === null || isNewer(stopped, newest) ? stopped : newest;
  }, null);
  const byId = new Map(walked.flatMap(({ fitting }) => fitting.map((each) => [each.id, each] as const)));
  const seen = [...byId.values()]
    .filter((each) => end === null || !isNewer(end, each))
    .toSorted((a, b) => (isNewer(a, b) ? -1 : 1));
  if (seen.length > limit) {
    const page = seen.slice(0, limit);
    return { ids: page.map(({ id }) => id), next: page.at(-1) ?? null };
  }
  return { ids: seen.map(({ id }) => id), next: end };
}

function isNewer(a: RequestCursor, b: RequestCursor): boolean {
  return a.startedAt === b.startedAt ? a.id > b.id : a.startedAt > b.startedAt;
}

/** The records, in the order of the ids. */
async function read(database: Kysely<Tables>, ids: readonly string[]) {
  if (ids.length === 0) return [];
  // Filled up to a power of two: few different statements, each stays prepared.
  const filled = [...ids, ...Array.from({ length: 2 ** Math.ceil(Math.log2(ids.length)) - ids.length }, () => "")];
  const rows = await database.selectFrom("request_records").selectAll().where("id", "in", filled).execute();
  const records = new Map(rows.map((row) => [row.id, recordOf(row)]));
  return ids.flatMap((id) => records.get(id) ?? []);
}
