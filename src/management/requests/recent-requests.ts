// The requests of late, as a command looks at them: the newest that fit, and then those that end while it watches.

import type { AccountId } from "../../domain/ids.ts";
import type { RequestRecords } from "../../domain/ports.ts";
import type { RequestRecord } from "../../domain/request-record.ts";
import {
  EVERY_REQUEST,
  type RequestCursor,
  type RequestPage,
  type RequestSearch,
  type Verdict,
  verdictOf,
} from "../../domain/request-search.ts";

/** Every part that is not null has to fit. */
export interface RequestWish {
  readonly accountIds: ReadonlySet<AccountId> | null;
  readonly verdicts: ReadonlySet<Verdict> | null;
  /** Epoch ms. */
  readonly since: number | null;
}

const PAGE = 100;
/** Records may come into the database a little out of order: they are written in batches. */
const DISORDER_MS = 60_000;
/** How long a request may have been running when somebody begins to watch. */
const LONG_RUNNING_MS = 600_000;

function fits(record: RequestRecord, { accountIds, verdicts, since }: RequestWish): boolean {
  const { accountId, attempts, startedAt } = record;
  const isOf = (ids: ReadonlySet<AccountId>): boolean =>
    [accountId, ...attempts.map((attempt) => attempt.accountId)].some((id) => id !== null && ids.has(id));
  return (
    (accountIds === null || isOf(accountIds)) &&
    (verdicts === null || verdicts.has(verdictOf(record))) &&
    (since === null || startedAt >= since)
  );
}

/** Newest first. */
export async function recentRequests(
  search: Pick<RequestSearch, "page">,
  wish: RequestWish,
  limit: number,
): Promise<readonly RequestRecord[]> {
  const { since: from, verdicts } = wish;
  const filter = { ...EVERY_REQUEST, from, verdicts: [...(verdicts ?? [])] };
  const found: RequestRecord[] = [];
  for (let after: RequestCursor | null = null; found.length < limit;) {
    const page: RequestPage = await search.page(filter, { limit: PAGE, after });
    // Accounts are looked for here: the search knows who served a request, not who was tried for it.
    found.push(...page.records.filter((record) => fits(record, wish)));
    if (page.next === null) break;
    after = page.next;
  }
  return found.slice(0, limit);
}

export interface RequestFollower {
  /** Those that have ended since the last time, oldest first. */
  news(): Promise<readonly RequestRecord[]>;
}

/** `from`: epoch ms; what had ended by then is no news. */
export function followRequests(
  records: Pick<RequestRecords, "list" | "find">,
  wish: RequestWish,
  { from, told }: { readonly from: number; readonly told: readonly RequestRecord[] },
): RequestFollower {
  /** Ids of late that need not be looked at any more, by their start. */
  const done = new Map(told.filter(hasEnded).map(({ id, startedAt }) => [id, startedAt]));
  const open = new Set(told.filter((record) => !hasEnded(record)).map(({ id }) => id));
  let newest = from;
  let horizon = from - LONG_RUNNING_MS;

  async function look(): Promise<readonly RequestRecord[]> {
    const found: RequestRecord[] = [];
    for await (const record of newestFirst(records)) {
      if (record.startedAt < horizon) break;
      newest = Math.max(newest, record.startedAt);
      if (hasEnded(record) && endedAt(record) < from) done.set(record.id, record.startedAt);
      if (!done.has(record.id)) found.push(record);
    }
    horizon = newest - DISORDER_MS;
    const late = [...open].filter((id) => !found.some((record) => record.id === id) && !done.has(id));
    for (const id of late) found.push(...[await records.find(id)].filter((record) => record !== null));
    return found;
  }

  return {
    async news() {
      const ended = (await look()).filter((record) => {
        if (!hasEnded(record)) open.add(record.id);
        return hasEnded(record);
      });
      for (const { id, startedAt } of ended) {
        open.delete(id);
        done.set(id, startedAt);
      }
      for (const [id, startedAt] of done) if (startedAt < horizon) done.delete(id);
      return ended.filter((record) => fits(record, wish)).toSorted((a, b) => endedAt(a) - endedAt(b));
    },
  };
}

async function* newestFirst(records: Pick<RequestRecords, "list">): AsyncGenerator<RequestRecord> {
  for (let before: string | null = null; ;) {
    const page: readonly RequestRecord[] = await records.list({ limit: PAGE, before });
    yield* page;
    before = page.at(-1)?.id ?? null;
    if (page.length < PAGE) return;
  }
}

function hasEnded({ outcome }: RequestRecord): boolean {
  return outcome !== "open";
}

function endedAt({ startedAt, totalMs }: RequestRecord): number {
  return startedAt + (totalMs ?? 0);
}
