// How the windows of each account filled up over the last week, sampled every half hour.

import type { QuotaSample } from "../../src/domain/ports.ts";
import { WINDOWS, type WindowsNow } from "./showcase-accounts.ts";
import type { PastAccount } from "./showcase-requests.ts";
import { busynessAt } from "./working-hours.ts";

const HOUR_MS = 3_600_000;
const EVERY_MS = HOUR_MS / 2;
const SHORT_MS = 5 * HOUR_MS;
const WEEK_MS = 168 * HOUR_MS;

export function pastQuotas(accounts: readonly PastAccount[], now: number): readonly QuotaSample[] {
  return accounts.flatMap(({ id, label }) => {
    const windows = WINDOWS[label];
    if (windows === undefined) return [];
    return Array.from({ length: WEEK_MS / EVERY_MS }, (_, index) =>
      sampleAt(now - WEEK_MS + (index + 1) * EVERY_MS, { id, windows, now }),
    );
  });
}

interface Whose {
  readonly id: string;
  readonly windows: WindowsNow;
  readonly now: number;
}

function sampleAt(at: number, { id, windows: { primary, secondary }, now }: Whose): QuotaSample {
  const week = cycleAt(at, now + secondary.resetsIn * HOUR_MS, WEEK_MS);
  const short = primary === null ? null : cycleAt(at, now + primary.resetsIn * HOUR_MS, SHORT_MS);
  return {
    accountId: id,
    observedAt: at,
    primaryUsedPercent:
      short === null || primary === null
        ? null
        : usedAt(at, short, { now, full: primary.used, before: peakOf(short, now) }),
    primaryResetsAt: short?.resetsAt ?? null,
    secondaryUsedPercent: usedAt(at, week, { now, full: secondary.used, before: 78 }),
    secondaryResetsAt: week.resetsAt,
  };
}

interface Cycle {
  readonly startsAt: number;
  readonly resetsAt: number;
  /** 0 is the one of now. */
  readonly back: number;
}

function cycleAt(at: number, nextResetAt: number, lengthMs: number): Cycle {
  const back = Math.floor((nextResetAt - at - 1) / lengthMs);
  const resetsAt = nextResetAt - back * lengthMs;
  return { startsAt: resetsAt - lengthMs, resetsAt, back };
}

/** Percent: up to `full` by now, up to `before` in the windows before. */
function usedAt(
  at: number,
  { startsAt, resetsAt, back }: Cycle,
  { now, full, before }: { readonly now: number; readonly full: number; readonly before: number },
): number {
  const endsAt = back === 0 ? now : resetsAt;
  const share = workIn(startsAt, at, now) / Math.max(1, workIn(startsAt, endsAt, now));
  return Math.round(Math.min(1, share) * (back === 0 ? full : before) * 10) / 10;
}

/** How much is done between two instants; at night nearly nothing. */
function workIn(from: number, to: number, now: number): number {
  let done = 0;
  for (let at = from; at < to; at += EVERY_MS) done += busynessAt(at, now);
  return done;
}

/** Of a 5 h window of the past, percent; some are busier than others. */
function peakOf({ back, startsAt }: Cycle, now: number): number {
  return Math.round(busynessAt(startsAt + SHORT_MS / 2, now) * (62 + ((back * 17) % 35)));
}
