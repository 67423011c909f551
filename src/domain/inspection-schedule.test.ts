import { expect, test } from "bun:test";

import { type InspectionSchedule, nextInspectionAt } from "./inspection-schedule.ts";
import { timeZoneOf } from "./time-zone.ts";

const HOUR_MS = 3_600_000;
const NOON = Date.UTC(2026, 0, 1, 12);

function schedule(changes: Partial<InspectionSchedule> & { readonly in?: string }): InspectionSchedule {
  const zone = timeZoneOf(changes.in ?? "UTC");
  if (zone === null) throw new Error("no zone");
  return { everyMs: null, dayMinutes: [], zone, ...changes };
}
const next = (of: InspectionSchedule, lastRunAt: number | null, since = NOON) =>
  nextInspectionAt(of, { lastRunAt, since });

test("without a schedule nothing is ever due", () => {
  expect(next(schedule({}), null)).toBeNull();
});

test("an interval counts from the last run, whoever began it, and from the start where there was none", () => {
  const hourly = schedule({ everyMs: HOUR_MS });
  expect(next(hourly, null)).toBe(NOON + HOUR_MS);
  expect(next(hourly, NOON - 5 * HOUR_MS)).toBe(NOON - 4 * HOUR_MS);
});

test("a time of the day is the next one, and is not made up for where it had passed before the schedule was there", () => {
  const daily = schedule({ dayMinutes: [180, 900] });
  expect(next(daily, null)).toBe(Date.UTC(2026, 0, 1, 15));
  expect(next(daily, Date.UTC(2026, 0, 1, 15))).toBe(Date.UTC(2026, 0, 2, 3));
  expect(next(daily, Date.UTC(2025, 11, 1))).toBe(Date.UTC(2026, 0, 1, 15));
});

test("whichever comes first counts", () => {
  expect(next(schedule({ everyMs: HOUR_MS, dayMinutes: [900] }), null)).toBe(NOON + HOUR_MS);
  expect(next(schedule({ everyMs: 24 * HOUR_MS, dayMinutes: [900] }), null)).toBe(NOON + 3 * HOUR_MS);
});

test("times are those of the zone, before and after its clocks are changed", () => {
  const berlin = schedule({ dayMinutes: [180], in: "Europe/Berlin" });
  expect(next(berlin, null)).toBe(Date.UTC(2026, 0, 2, 2));
  // Clocks go from 2 to 3 on 29 March 2026: three o'clock is an hour earlier in UTC from then on.
  expect(next(berlin, null, Date.UTC(2026, 2, 28, 12))).toBe(Date.UTC(2026, 2, 29, 1));
  expect(next(berlin, null, Date.UTC(2026, 2, 29, 12))).toBe(Date.UTC(2026, 2, 30, 1));
});
