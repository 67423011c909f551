// How much of a window was left, hour by hour: what the trends of an account show.

import { type PlanCapacity, remainingCredits } from "./plan-capacity.ts";
import type { QuotaSample } from "./ports.ts";

export interface TrendPoint {
  /** Epoch ms at which the hour begins. */
  readonly at: number;
  /** Remaining credits; where the plan's capacity is not known, remaining percent. */
  readonly value: number;
}

const HOUR_MS = 3_600_000;
const TREND_HOURS = 7 * 24;

/** Samples from here on count: one from before carries into the first hours. */
export function trendFrom(now: number): number {
  return firstHour(now) - 24 * HOUR_MS;
}

/**
 * One point an hour over the last seven days, from the first sample on; each is the hour's last sample, and an hour without
 * one carries the value before it. [] where the window was never seen. `samples`: oldest first.
 */
export function usageTrend(
  samples: readonly QuotaSample[],
  slot: keyof PlanCapacity,
  at: { readonly capacity: PlanCapacity | null; readonly now: number },
): readonly TrendPoint[] {
  const capacity = at.capacity?.[slot] ?? null;
  const points: TrendPoint[] = [];
  const lastHour = hourOf(at.now);
  let value: number | null = null;
  let next = 0;
  for (let hour = firstHour(at.now); hour <= lastHour; hour += HOUR_MS) {
    for (let sample = samples[next]; sample !== undefined; sample = samples[++next]) {
      if (sample.observedAt >= hour + HOUR_MS) break;
      value = valueOf(usedIn(sample, slot), capacity) ?? value;
    }
    if (value !== null) points.push({ at: hour, value });
  }
  return points;
}

function usedIn(sample: QuotaSample, slot: keyof PlanCapacity): number | null {
  return slot === "primary" ? sample.primaryUsedPercent : sample.secondaryUsedPercent;
}

function valueOf(usedPercent: number | null, capacity: number | null): number | null {
  if (usedPercent === null) return null;
  const remaining = Math.min(100, Math.max(0, 100 - usedPercent));
  return remainingCredits(capacity ?? 100, remaining);
}

function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS) * HOUR_MS;
}

function firstHour(now: number): number {
  return hourOf(now) - (TREND_HOURS - 1) * HOUR_MS;
}
