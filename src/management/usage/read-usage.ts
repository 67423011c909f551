// What was used, by time or by what requests have in common, from the roll-ups.

import type { RequestSearch } from "../../domain/request-search.ts";
import { spansIn, type TimeZone, timeZoneOf } from "../../domain/time-zone.ts";
import {
  NAMED_SLOT_MS,
  type NameOf,
  SLOT_MS,
  sumOf,
  type TimeRange,
  type UsageHistory,
  type UsageScope,
  type UsageSums,
} from "../../domain/usage-history.ts";
import type { LiveAccount } from "../../pool/live-account.ts";
import { type Latency, latencyIn, latencyOf } from "./percentiles.ts";

export interface UsageQuestion {
  readonly by: "hour" | "day" | Exclude<UsageScope, "error">;
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly timezone: string;
  /** Whether the names' percentiles are wanted: each is a question of its own to the store. */
  readonly withLatency: boolean;
}

export interface UsageRow extends UsageSums {
  readonly name: string;
  readonly label: string;
  /** Of its newest requests; null where it is not asked for, not known, or not among the most frequent names. */
  readonly latency: Latency | null;
}

export type UsageReport =
  | {
      readonly kind: "report";
      readonly range: TimeRange;
      readonly timezone: string;
      readonly total: UsageSums;
      readonly latency: Latency;
      readonly rows: readonly UsageRow[];
    }
  | { readonly kind: "unknown_timezone" }
  | { readonly kind: "wrong_range"; readonly reason: string };

export interface UsageDeps {
  readonly history: UsageHistory;
  readonly labels: Pick<RequestSearch, "accountLabels">;
  accounts(): readonly LiveAccount[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Days of one question: an answer is a page, not an archive. */
const MOST_DAYS: Readonly<Record<UsageQuestion["by"], number>> = {
  hour: 62,
  day: 400,
  ...{ account: 3660, model: 3660, key: 3660, provider: 3660, route: 3660 },
};

export async function readUsage(question: UsageQuestion, deps: UsageDeps): Promise<UsageReport> {
  const zone = timeZoneOf(question.timezone);
  if (zone === null) return { kind: "unknown_timezone" };
  const slotMs = question.by === "hour" || question.by === "day" ? SLOT_MS : NAMED_SLOT_MS;
  const range = { from: floorTo(question.from, slotMs), to: floorTo(question.to + slotMs - 1, slotMs) };
  const most = MOST_DAYS[question.by];
  if (range.to <= range.from) return { kind: "wrong_range", reason: "from: must be before to" };
  if (range.to - range.from > (most + 1) * DAY_MS) {
    return { kind: "wrong_range", reason: `from: at most ${most} days before to, by ${question.by}` };
  }
  const { by } = question;
  const scope = !question.withLatency || by === "hour" || by === "day" ? null : by;
  const rows = await withLatency(await rowsOf(by, { range, zone }, deps), { scope, range }, deps.history);
  const latency = await latencyIn(deps.history, range);
  return { kind: "report", range, timezone: zone.name, total: sumOf(rows), latency, rows };
}

/** So many names are on a page; the rest are seldom asked for. */
const MOST_NAMES = 40;
/** Enough for one in twenty to be twenty. */
const NEWEST = 400;

type Sums = Omit<UsageRow, "latency">;

interface Names {
  /** null: by time, or not asked for. */
  readonly scope: NameOf["scope"] | null;
  readonly range: TimeRange;
}

async function withLatency(
  rows: readonly Sums[],
  { scope, range }: Names,
  history: Pick<UsageHistory, "newestTimes">,
): Promise<readonly UsageRow[]> {
  const told: UsageRow[] = [];
  for (const row of rows) {
    const isAsked = scope !== null && row.name !== "" && told.length < MOST_NAMES;
    const times = isAsked ? await history.newestTimes({ scope, name: row.name }, { ...range, most: NEWEST }) : [];
    told.push({ ...row, latency: times.length === 0 ? null : latencyOf(times) });
  }
  return told;
}

interface Where {
  readonly range: TimeRange;
  readonly zone: TimeZone;
}

async function rowsOf(by: UsageQuestion["by"], where: Where, deps: UsageDeps): Promise<readonly Sums[]> {
  if (by === "day") return days(where, deps);
  if (by === "hour") return hours(where, deps);
  const named = await deps.history.byName(by, where.range);
  if (by !== "account") return named.map((sums) => ({ ...sums, label: sums.name }));
  const labels = await accountLabels(
    named.map(({ name }) => name),
    deps,
  );
  return named.map((sums) => ({ ...sums, label: labels.get(sums.name) ?? sums.name }));
}

/** As the pool calls them, or as their last request did. */
export async function accountLabels(
  ids: readonly string[],
  { labels, accounts }: Pick<UsageDeps, "labels" | "accounts">,
): Promise<ReadonlyMap<string, string>> {
  const live = new Map(accounts().map(({ id, label }) => [id, label]));
  const gone = await labels.accountLabels(ids.filter((id) => id !== "" && !live.has(id)));
  return new Map([...live, ...gone]);
}

/** A day on which the clocks are changed is one, of 23 or 25 hours. */
async function days({ range, zone }: Where, { history }: UsageDeps): Promise<readonly Sums[]> {
  const byDay = new Map<number, UsageSums[]>();
  for (const { offsetMs, ...span } of spansIn(zone, range)) {
    const last = Math.floor((span.to - 1 + offsetMs) / DAY_MS);
    for (let day = Math.floor((span.from + offsetMs) / DAY_MS); day <= last; day += 1) {
      if (!byDay.has(day)) byDay.set(day, []);
    }
    for (const sums of await history.series({ ...span, origin: -offsetMs, stepMs: DAY_MS })) {
      byDay.get(Math.floor((sums.at + offsetMs) / DAY_MS))?.push(sums);
    }
  }
  return [...byDay].map(([day, all]) => {
    const name = new Date(day * DAY_MS).toISOString().slice(0, 10);
    return { name, label: name, ...sumOf(all) };
  });
}

async function hours({ range, zone }: Where, { history }: UsageDeps): Promise<readonly Sums[]> {
  const rows: Sums[] = [];
  for (const { offsetMs, ...span } of spansIn(zone, range)) {
    const origin = -(offsetMs % HOUR_MS);
    const found = new Map(
      (await history.series({ ...span, origin, stepMs: HOUR_MS })).map(({ at, ...sums }) => [at, sums]),
    );
    for (let at = floorTo(span.from - origin, HOUR_MS) + origin; at < span.to; at += HOUR_MS) {
      const label = new Date(at + offsetMs).toISOString().slice(0, 16).replace("T", " ");
      rows.push({ name: new Date(at).toISOString(), label, ...(found.get(at) ?? sumOf([])) });
    }
  }
  return rows;
}

function floorTo(at: number, stepMs: number): number {
  return Math.floor(at / stepMs) * stepMs;
}
