// Where days and hours begin: in a time zone, whose clock is put forward and back.

import { SLOT_MS, type TimeRange } from "./usage-history.ts";

export interface TimeZone {
  readonly name: string;
  /** What its clocks show, less what clocks show in UTC, ms. */
  offsetAt(at: number): number;
}

/** A stretch in which the clocks are left alone. */
export interface ZoneSpan extends TimeRange {
  readonly offsetMs: number;
}

const DAY_MS = 86_400_000;

/** A zone by its IANA name (`Europe/Berlin`) or `UTC`; null where there is none of the name. */
export function timeZoneOf(name: string): TimeZone | null {
  const format = formatOf(name);
  if (format === null) return null;
  return {
    name: format.resolvedOptions().timeZone,
    offsetAt(at) {
      const shown = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
      const part = (type: Intl.DateTimeFormatPartTypes): number => shown.get(type) ?? 0;
      const local = Date.UTC(
        part("year"),
        part("month") - 1,
        part("day"),
        part("hour"),
        part("minute"),
        part("second"),
      );
      return local - Math.floor(at / 1000) * 1000;
    },
  };
}

/** The range in stretches of one offset, oldest first. Clocks are changed on a quarter of an hour. */
export function spansIn(zone: TimeZone, { from, to }: TimeRange): readonly ZoneSpan[] {
  const spans: ZoneSpan[] = [];
  for (let at = from; at < to;) {
    const offsetMs = zone.offsetAt(at);
    const end = endOfOffset(zone, offsetMs, { from: at, to });
    spans.push({ from: at, to: end, offsetMs });
    at = end;
  }
  return spans;
}

function endOfOffset(zone: TimeZone, offsetMs: number, { from, to }: TimeRange): number {
  let same = from;
  let other = from;
  do {
    if (other >= to) return to;
    same = other;
    other = Math.min(to, other + DAY_MS);
  } while (zone.offsetAt(other) === offsetMs);
  // The first quarter of an hour with another offset lies between the two.
  while (other - same > SLOT_MS) {
    const middle = same + Math.ceil((other - same) / 2 / SLOT_MS) * SLOT_MS;
    if (middle >= other) break;
    if (zone.offsetAt(middle) === offsetMs) same = middle;
    else other = middle;
  }
  return other;
}

function formatOf(name: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return null;
  }
}
