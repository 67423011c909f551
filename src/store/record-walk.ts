// Along the requests, newest first, to those that fit: a bounded piece at a time, so that requests are served in between.

import { setImmediate as nextTurn } from "node:timers/promises";

import { type Kysely, sql } from "kysely";

import type { RequestCursor } from "../domain/request-search.ts";
import type { TimeRange } from "../domain/usage-history.ts";
import { hoursOf } from "./named-hours.ts";
import { allOf, type Condition, type Lane } from "./request-filter.ts";
import type { Tables } from "./tables.ts";

/** Rows looked at in one statement, a third of a millisecond of SQLite's time, which is this thread's: of the index by time. */
const PIECE = 1000;
/** The same where an index leads to rows of the table. */
const LED_PIECE = 100;

export interface Walk {
  readonly lane: Lane;
  readonly span: TimeRange;
  readonly after: RequestCursor | null;
  /** To find. */
  readonly most: number;
  /** Pieces to look at. */
  readonly pieces: number;
}

export interface Walked {
  readonly fitting: readonly RequestCursor[];
  /** How far it has looked where there may be more; null where it has seen all. */
  readonly end: RequestCursor | null;
}

/** All of time: numbers that both databases take. */
export const EVER: TimeRange = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };

/** Along one lane. A lane with names leaps over hours in which they were not in use: what is noted must be in the sums. */
export async function walk(database: Kysely<Tables>, { lane, span, after, most, pieces }: Walk): Promise<Walked> {
  const fitting: RequestCursor[] = [];
  let left = pieces;
  let at = after !== null && after.startedAt < span.to ? after : { startedAt: span.to, id: "" };
  for (let before: number | null = at.startedAt + 1; before !== null;) {
    const hours = await hoursOf(database, lane.named, before);
    for (const hour of hours.ranges) {
      if (hour.to <= span.from) return { fitting, end: null };
      const range = { from: Math.max(hour.from, span.from), to: hour.to };
      for (let end: RequestCursor | null = at; end !== null && range.from <= at.startedAt; left -= 1) {
        if (left === 0) return { fitting, end: at };
        const stretch = { lane, range, at };
        end = lane.rest.length === 0 ? null : await endOfPiece(database, stretch);
        fitting.push(...(await fittingIn(database, { ...stretch, end }, most - fitting.length)));
        if (fitting.length >= most) return { fitting, end: fitting.at(-1) ?? null };
        at = end ?? { startedAt: range.from, id: "" };
        await nextTurn();
      }
    }
    before = hours.before;
  }
  return { fitting, end: null };
}

interface Stretch {
  readonly lane: Lane;
  readonly range: TimeRange;
  /** Looked at up to here. */
  readonly at: RequestCursor;
}

/** The last request of a piece; null where there are fewer. */
async function endOfPiece(database: Kysely<Tables>, stretch: Stretch): Promise<RequestCursor | null> {
  const piece = stretch.lane.lead === null ? PIECE : LED_PIECE;
  const [last] = await find(database, within(stretch, null), { limit: 1, offset: piece - 1 });
  return last ?? null;
}

/** Those from `at` to `end`, or to the end of the range. */
function fittingIn(
  database: Kysely<Tables>,
  stretch: Stretch & { readonly end: RequestCursor | null },
  limit: number,
): Promise<readonly RequestCursor[]> {
  return find(database, [...within(stretch, stretch.end), ...stretch.lane.rest], { limit, offset: 0 });
}

/** Said of the time alone as well: of pairs the planner takes only one for a bound of what it has to read. */
function within({ lane, range, at }: Stretch, end: RequestCursor | null): readonly Condition[] {
  const [first, last] = [end?.startedAt ?? range.from, Math.min(range.to - 1, at.startedAt)];
  return [
    ...(lane.lead === null ? [] : [lane.lead]),
    sql<boolean>`started_at >= ${first} and started_at <= ${last}`,
    sql<boolean>`(started_at, id) < (${at.startedAt}, ${at.id})`,
    ...(end === null ? [] : [sql<boolean>`(started_at, id) >= (${end.startedAt}, ${end.id})`]),
  ];
}

async function find(
  database: Kysely<Tables>,
  conditions: readonly Condition[],
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<readonly RequestCursor[]> {
  const { rows } = await sql<RequestCursor>`
    select started_at as "startedAt", id from request_records where ${allOf(conditions)}
    order by started_at desc, id desc limit ${limit} offset ${offset}`.execute(database);
  return rows;
}
