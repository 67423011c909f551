// The top of a chart's scale: a round number at or above the greatest value, so that the scale reads at a glance. Pure.

const STEPS = [1, 2, 4, 5, 8, 10] as const;

/** 867 -> 1000; 1 where there is nothing to draw. */
export function topOf(values: readonly number[]): number {
  const most = Math.max(0, ...values);
  if (most === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return (STEPS.find((step) => step * power >= most) ?? 10) * power;
}

/** Places of at most `most` labels among `count` bars, evenly, the first one among them. */
export function labelPlaces(count: number, most: number): readonly number[] {
  const step = Math.max(1, Math.ceil(count / most));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}
