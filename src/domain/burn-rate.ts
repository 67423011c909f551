// How fast a window is being used up, read from the samples of it: what was used lately counts most, and what the samples do
// not show (across a reset, in a gap, while a number was being corrected) is left out instead of guessed.

const HOUR_MS = 3_600_000;

/** What was known of a window at one moment. */
export interface WindowPoint {
  /** Epoch ms */
  readonly at: number;
  /** 0..100 */
  readonly usedPercent: number;
  /** Epoch ms; null where the upstream did not say. */
  readonly resetsAt: number | null;
}

export interface BurnRate {
  /** Never negative. */
  readonly percentPerHour: number;
  /** Points that it was read from. */
  readonly samples: number;
  /** The time that they cover, ms. */
  readonly spanMs: number;
}

/** Upstreams round, and correct themselves a little: less than this is neither a reset nor use. */
const NOISE_PERCENT = 1;
/** The same reset, told twice, wanders by seconds: it is told as a time that is left. */
const SAME_RESET_MS = 10 * 60_000;
/** What was used a seventh of the window's length ago counts half: a day for a week, 43 minutes for 5 hours. */
const HALF_LIVES_A_WINDOW = 7;
const HALF_LIVES_LOOKED_BACK = 3;
/** A pace read from less than this part of the window is chance: 5 minutes of 5 hours, 3 hours of a week. */
const LEAST_PART = 60;

/** How far back samples count, ms. */
export function lookBackMs(windowMs: number): number {
  return (windowMs / HALF_LIVES_A_WINDOW) * HALF_LIVES_LOOKED_BACK;
}

/** The pace of a window; null where the points show too little. Points of the future (the clock jumped back) do not count. */
export function burnRate(
  points: readonly WindowPoint[],
  { now, windowMs }: { readonly now: number; readonly windowMs: number },
): BurnRate | null {
  const since = now - lookBackMs(windowMs);
  const known = points.filter(({ at }) => at >= since && at <= now).toSorted((a, b) => a.at - b.at);
  const halfLifeMs = windowMs / HALF_LIVES_A_WINDOW;
  const weightAt = (at: number): number => 2 ** ((at - now) / halfLifeMs);
  let weights = 0;
  let risen = 0;
  let spanMs = 0;
  for (const step of stepsOf(known, windowMs)) {
    const ms = step.to - step.from;
    // The weight of the time in between, integrated: a long step counts neither as its end nor as its beginning.
    const weight = (weightAt(step.to) - weightAt(step.from)) * halfLifeMs;
    weights += weight;
    risen += (step.rise / ms) * weight;
    spanMs += ms;
  }
  if (spanMs < windowMs / LEAST_PART || weights <= 0) return null;
  // A number that wavers rises and falls by turns: only the sum says something.
  return { percentPerHour: Math.max(0, (risen / weights) * HOUR_MS), samples: known.length, spanMs };
}

/** Time of which is known how much was used in it. */
export interface BurnStep {
  readonly from: number;
  readonly to: number;
  /** Percent points; a little below 0 where the upstream wavered. */
  readonly rise: number;
}

/** What happened between the points, oldest first. */
export function stepsOf(points: readonly WindowPoint[], windowMs: number): readonly BurnStep[] {
  const steps: BurnStep[] = [];
  for (const [index, after] of points.entries()) {
    const before = points[index - 1];
    const step = before === undefined ? null : stepBetween(before, after, windowMs);
    if (step !== null && step.to > step.from) steps.push(step);
  }
  return steps;
}

function stepBetween(before: WindowPoint, after: WindowPoint, windowMs: number): BurnStep | null {
  const rise = after.usedPercent - before.usedPercent;
  const startsAt = renewedAt(before, after, windowMs);
  if (startsAt !== null) {
    return { from: Math.min(Math.max(startsAt, before.at), after.at), to: after.at, rise: after.usedPercent };
  }
  // A fall without a new reset: corrected, or renewed at an unknown time. So long a gap may hide a whole window.
  if (rise < -NOISE_PERCENT || after.at - before.at > windowMs) return null;
  return { from: before.at, to: after.at, rise };
}

/** From when on the later point's number counts, where the window was renewed in between; null where it was not. */
function renewedAt(before: WindowPoint, after: WindowPoint, windowMs: number): number | null {
  if (before.resetsAt === null || after.resetsAt === null) return null;
  if (Math.abs(after.resetsAt - before.resetsAt) <= SAME_RESET_MS) return null;
  const hasPassed = before.resetsAt <= after.at;
  // A reset that moves while the usage goes on is no reset: an unused window begins anew with every look at it.
  if (!hasPassed && after.usedPercent - before.usedPercent >= -NOISE_PERCENT) return null;
  const beganAt = after.resetsAt - windowMs;
  // A window begins with its first use, so nothing was used since the reset; unless whole windows passed unseen.
  return hasPassed && beganAt - before.resetsAt < windowMs ? before.resetsAt : beganAt;
}
