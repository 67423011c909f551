// When the next inspection is due: every so often, at times of the day, or both. A time of the day is one of a zone whose clock
// is put forward and back.

import type { TimeZone } from "./time-zone.ts";

export interface InspectionSchedule {
  /** null: not by interval. */
  readonly everyMs: number | null;
  /** Minutes since midnight. */
  readonly dayMinutes: readonly number[];
  readonly zone: TimeZone;
}

export interface ScheduleMarks {
  /** When a run last began, by whomever; null: never. */
  readonly lastRunAt: number | null;
  /** Since when this schedule is kept: times of the day before it are not made up for. */
  readonly since: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Epoch ms, possibly past: then it is due. null where nothing is scheduled. */
export function nextInspectionAt(schedule: InspectionSchedule, { lastRunAt, since }: ScheduleMarks): number | null {
  const byInterval = schedule.everyMs === null ? [] : [(lastRunAt ?? since) + schedule.everyMs];
  const after = Math.max(lastRunAt ?? since, since);
  const byClock = schedule.dayMinutes.map((minutes) => nextAtClock(schedule.zone, minutes, after));
  const due = [...byInterval, ...byClock];
  return due.length === 0 ? null : Math.min(...due);
}

/** The first moment after `after` at which the zone's clocks show so many minutes since midnight. */
function nextAtClock(zone: TimeZone, minutes: number, after: number): number {
  const localDay = Math.floor((after + zone.offsetAt(after)) / DAY_MS) * DAY_MS;
  for (let day = 0; ; day += 1) {
    const shown = localDay + day * DAY_MS + minutes * MINUTE_MS;
    // The offset of the moment itself, which may not be the one of `after`; a time that the clocks leap over comes an hour on.
    const at = shown - zone.offsetAt(shown - zone.offsetAt(shown));
    if (at > after) return at;
  }
}
