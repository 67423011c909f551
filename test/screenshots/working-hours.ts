// When a small team works, reckoned back from now: the pictures show the middle of an afternoon, whenever they are taken.

const HOUR_MS = 3_600_000;
const HOUR_OF_NOW = 15;
/** The days before this one, counted back, on which hardly anybody works. */
const WEEKEND: ReadonlySet<number> = new Set([3, 4]);
/** How busy each hour of the day is, of the busiest. */
const DAY_SHAPE = [4, 3, 2, 2, 2, 4, 10, 28, 62, 88, 100, 94, 70, 84, 98, 96, 90, 74, 52, 40, 34, 26, 16, 8];

/** 0..1 */
export function busynessAt(at: number, now: number): number {
  const hours = HOUR_OF_NOW - Math.floor((now - at) / HOUR_MS);
  const day = Math.floor(hours / 24);
  const shape = (DAY_SHAPE[hours - day * 24] ?? 0) / 100;
  const isWeekend = WEEKEND.has(-day % 7);
  // A little more is asked each week.
  return shape * (isWeekend ? 0.35 : 1) * (day <= -7 ? 0.85 : 1);
}
