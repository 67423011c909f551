// When a name was in use: the sums by hour tell which parts of a long history a search for it may leap over.

import { type Kysely, sql } from "kysely";

import { NAMED_SLOT_MS, type TimeRange } from "../domain/usage-history.ts";
import type { Names } from "./request-filter.ts";
import type { Tables } from "./tables.ts";

/** Hours asked about in one statement. */
const MOST_HOURS = 200;
/** With more names than these all hours are looked through. */
const MOST_NAMES = 32;

export interface HoursFound {
  /** Newest first; hours that follow each other are one range. */
  readonly ranges: readonly TimeRange[];
  /** What begins before this, epoch ms, is not asked about yet; null where there is no more. */
  readonly before: number | null;
}

/** Whether hours can be told for any of the names. */
export function hasHours(named: readonly Names[]): boolean {
  return leading(named) !== undefined;
}

/** The newest hours that begin before `before` in which ended requests had one name of each; those that are noted must be summed. */
export async function hoursOf(database: Kysely<Tables>, named: readonly Names[], before: number): Promise<HoursFound> {
  const first = leading(named);
  if (first === undefined) return { ranges: [{ from: -Infinity, to: before }], before: null };
  const slots = first.names.map(
    (
      name,
    ) => sql`select * from (select slot from usage_slots where scope = ${first.scope} and name = ${name} and slot < ${before}
      order by slot desc limit ${MOST_HOURS}) as of_name`,
  );
  const others = named.filter((each) => each !== first && each.names.length <= MOST_NAMES);
  const hasOther = others.map(
    ({ scope, names }) => sql`exists (select 1 from usage_slots as other
      where other.scope = ${scope} and other.name in (${sql.join(names)}) and other.slot = hours.slot)`,
  );
  const { rows } = await sql<{ readonly slot: number; readonly fits: number }>`
    select slot, case when ${sql.join([sql`1 = 1`, ...hasOther], sql` and `)} then 1 else 0 end as fits
    from (select distinct slot from (${sql.join(slots, sql` union all `)}) as slots order by slot desc limit ${MOST_HOURS}) as hours
    order by slot desc`.execute(database);
  const last = rows.length < MOST_HOURS ? undefined : rows.at(-1);
  return {
    ranges: rangesOf(rows.filter(({ fits }) => fits === 1).map(({ slot }) => slot)),
    before: last?.slot ?? null,
  };
}

function leading(named: readonly Names[]): Names | undefined {
  return named.find(({ names }) => names.length <= MOST_NAMES);
}

function rangesOf(slots: readonly number[]): readonly TimeRange[] {
  const ranges: { from: number; to: number }[] = [];
  for (const slot of slots) {
    const last = ranges.at(-1);
    if (last?.from === slot + NAMED_SLOT_MS) last.from = slot;
    else ranges.push({ from: slot, to: slot + NAMED_SLOT_MS });
  }
  return ranges;
}
