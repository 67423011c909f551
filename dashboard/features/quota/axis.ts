// The stretch of time that a lane shows, and where an instant stands in it.

import { HOURS } from "../../lib/format.ts";
import { currentLanguage } from "../../lib/i18n.ts";

export interface Axis {
  /** Epoch ms */
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly Tick[];
  /** The ticks as a background: every lane has it, and none has to draw them. */
  readonly grid: string;
}

export interface Tick {
  readonly at: number;
  /** Empty where there is no room for words. */
  readonly label: string;
}

export type AxisSpan = "day" | "days" | "weeks";

const HOUR_MS = 3_600_000;

/** Hours before and after now, hours between ticks, and every which tick is named. */
const SPANS: Readonly<Record<AxisSpan, { before: number; after: number; tick: number; named: number }>> = {
  day: { before: 6, after: 18, tick: 3, named: 2 },
  days: { before: 12, after: 60, tick: 12, named: 2 },
  weeks: { before: 168, after: 168, tick: 24, named: 2 },
};

export function axisOf(span: AxisSpan, now: number): Axis {
  const { before, after, tick, named } = SPANS[span];
  const from = now - before * HOUR_MS;
  const to = now + after * HOUR_MS;
  const midnight = new Date(from);
  midnight.setHours(0, 0, 0, 0);
  const ticks: Tick[] = [];
  for (let count = 0; ; count += 1) {
    // By the calendar: where clocks are changed a day has 23 or 25 hours.
    const date = new Date(midnight);
    date.setHours(count * tick);
    const at = date.getTime();
    if (at >= to) return { from, to, ticks, grid: gridOf({ from, to }, ticks) };
    if (at > from) ticks.push({ at, label: count % named === 0 ? labelOf(span, date) : "" });
  }
}

/** 0..100, clamped to the lane. */
export function shareOf({ from, to }: Pick<Axis, "from" | "to">, at: number): number {
  return Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100));
}

function gridOf(stretch: Pick<Axis, "from" | "to">, ticks: readonly Tick[]): string {
  const stops = ticks.map(({ at }) => {
    const share = `${shareOf(stretch, at).toFixed(2)}%`;
    return `transparent ${share}, var(--line) ${share} calc(${share} + 1px), transparent calc(${share} + 1px)`;
  });
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

function labelOf(span: AxisSpan, date: Date): string {
  const format: Intl.DateTimeFormatOptions =
    span === "day" || date.getHours() !== 0
      ? { ...HOURS, hour: "2-digit", minute: "2-digit" }
      : { weekday: "short", day: "numeric" };
  // `Mon 16`, where the English of the United States has `16 Mon`.
  const language = currentLanguage() === "en" ? "en-GB" : currentLanguage();
  return new Intl.DateTimeFormat(language, format).format(date);
}
