import { describe, expect, test } from "bun:test";

import { spansIn, timeZoneOf } from "./time-zone.ts";

const HOUR_MS = 3_600_000;
const hours = (number: number): number => number * HOUR_MS;

function spans(name: string, from: string, to: string) {
  const zone = timeZoneOf(name);
  if (zone === null) throw new Error(`no ${name}`);
  return spansIn(zone, { from: Date.parse(from), to: Date.parse(to) }).map((span) => [
    new Date(span.from).toISOString().slice(0, 16),
    span.offsetMs / HOUR_MS,
  ]);
}

describe("a time zone", () => {
  test("is known by its name, and none is made up", () => {
    expect(timeZoneOf("Europe/Berlin")?.offsetAt(Date.UTC(2026, 0, 1))).toBe(hours(1));
    expect(timeZoneOf("Europe/Berlin")?.offsetAt(Date.UTC(2026, 6, 1) + 123)).toBe(hours(2));
    expect(timeZoneOf("UTC")?.offsetAt(0)).toBe(0);
    for (const name of ["", "Mars/Olympus", "'; drop"]) expect(timeZoneOf(name)).toBeNull();
  });

  test("is cut where its clocks are changed, and nowhere else", () => {
    expect(spans("Europe/Berlin", "2026-03-01T00:00Z", "2026-11-01T00:00Z")).toEqual([
      ["2026-03-01T00:00", 1],
      ["2026-03-29T01:00", 2],
      ["2026-10-25T01:00", 1],
    ]);
    // Half an hour, at an hour that is none in UTC.
    expect(spans("Australia/Lord_Howe", "2026-04-01T00:00Z", "2026-04-10T00:00Z")).toEqual([
      ["2026-04-01T00:00", 11],
      ["2026-04-04T15:00", 10.5],
    ]);
    expect(spans("Asia/Kathmandu", "2026-01-01T00:00Z", "2026-12-31T00:00Z")).toEqual([["2026-01-01T00:00", 5.75]]);
    expect(spans("UTC", "2026-01-01T00:00Z", "2026-01-01T00:00Z")).toEqual([]);
  });
});
