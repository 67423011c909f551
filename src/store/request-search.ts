// Pages of requests, newest first. However rare what is looked for, a page looks at so many rows and no more, a piece at a
// time, so that requests are served in between; where it has not found enough by then, its cursor leads on from there.

import type { Kysely } from "kysely";

import { EVERY_REQUEST, type RequestCursor, type RequestFilter, type RequestSearch } from "../domain/request-search.ts";
import { hasHours } from "./named-hours.ts";
import { recordOf } from "./record-row.ts";
import { EVER, walk, type Walked } from "./record-walk.ts";
import { lanesOf } from "./request-filter.ts";
import type { Tables } from "./tables.ts";
import type { UsageSettling } from "./usage-settling.ts";

/** Pieces looked at for one page, by all lanes. */
const MOST_PIECES = 64;
/** Least pieces that a lane looks at, however many lanes there are. */
const LEAST_PIECES = 4;

export function createRequestSearch(
  database: Kysely<Tables>,
  { settle }: Pick<UsageSettling, "settle">,
): RequestSearch {
  const page: RequestSearch["page"] = async (filter, { limit, after }) => {
    const lanes = lanesOf(filter);
    const pieces = Math.max(LEAST_PIECES, Math.floor(MOST_PIECES / lanes.length));
    const found: Walked[] = [];
    for (const lane of lanes) {
      // What ended since is in the hours of its names then; what had not ended was found by the lane before.
      if (hasHours(lane.named)) await settle();
      found.push(await walk(database, { lane, span: spanOf(filter), after, most: limit + 1, pieces }));
    }
    const { ids, next } = merged(found, limit);
    return { records: await read(database, ids), next };
  };
  return {
    page,
    async accountLabels(ids) {
      const labels = new Map<string, string>();
      for (const id of ids) {
        const { records } = await page({ ...EVERY_REQUEST, accountIds: [id] }, { limit: 1, after: null });
        const label = records[0]?.accountLabel ?? null;
        if (label !== null) labels.set(id, label);
      }
      return labels;
    },
  };
}

function spanOf({ from, to }: RequestFilter): typeof EVER {
  return { from: from === null ? EVER.from : Math.ceil(from), to: to === null ? EVER.to : Math.ceil(to) };
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
