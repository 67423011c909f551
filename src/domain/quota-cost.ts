// What requests cost in quota. Upstreams do not say; it is fitted from what was recorded side by side: the percent by which
// windows filled, and the tokens of the requests that filled them. Forecasts and simulations share this model.

import { stepsOf, type WindowPoint } from "./burn-rate.ts";
import type { ProviderId } from "./ids.ts";
import type { PlanCapacity } from "./plan-capacity.ts";
import type { QuotaSample } from "./ports.ts";
import { costOf, type ModelPrice, type priceOf, type PriceTable } from "./price.ts";
import type { Usage } from "./usage.ts";

const HOUR_MS = 3_600_000;

export type WindowSlot = keyof PlanCapacity;
export const WINDOW_SLOTS: readonly WindowSlot[] = ["primary", "secondary"];
/** The lengths of windows whose upstream does not say. */
export const WINDOW_MS: Readonly<Record<WindowSlot, number>> = { primary: 5 * HOUR_MS, secondary: 168 * HOUR_MS };

/** Where a plan's size is unknown its windows are taken to be as large as these, so that they can be added up at all. */
const USUAL_CAPACITY: PlanCapacity = { primary: 225, secondary: 7560 };

/** Credits of a window. */
export function capacityIn(slot: WindowSlot, capacity: PlanCapacity | null): number {
  return (capacity ?? USUAL_CAPACITY)[slot];
}

/** What a model without a list price is taken to cost: the usual proportions of input, cached input and output. */
const USUAL_PRICE: ModelPrice = { input: 1.25, cachedInput: 0.125, output: 10 };

/** How much a request weighs beside others: its cost at list price. Cached input weighs a tenth, output a multiple. */
export function weightOf(
  usage: Usage,
  model: string,
  { prices, priceFor }: { readonly prices: PriceTable; readonly priceFor: typeof priceOf },
): number {
  return costOf(priceFor(prices, model) ?? USUAL_PRICE, usage);
}

/** One account's windows over time, and the weight of its requests hour by hour. */
export interface UsedAccount {
  readonly provider: ProviderId;
  readonly capacity: PlanCapacity | null;
  /** Oldest first. */
  readonly samples: readonly QuotaSample[];
  /** Epoch ms at which each hour begins, and the weight of the requests in it. */
  readonly hours: readonly HourWeight[];
}

export interface HourWeight {
  readonly hour: number;
  readonly weight: number;
}

export interface QuotaCost {
  /** Credits of this window that a request of weight 1 uses. */
  readonly creditsPerWeight: number;
  /** Samples and weight that it was fitted from. */
  readonly samples: number;
  readonly weight: number;
}

/** By provider and window; a pair is missing where nothing shows what its requests cost. */
export type QuotaCosts = ReadonlyMap<string, QuotaCost>;

export function costKey(provider: ProviderId, slot: WindowSlot): string {
  return `${provider} ${slot}`;
}

/**
 * All accounts of a provider together: credits burnt / weight served, over the same time. Time that the samples leave in the
 * dark counts on neither side. What was used past this gateway counts as if the requests seen here had cost it.
 */
export function fitQuotaCosts(accounts: readonly UsedAccount[]): QuotaCosts {
  const sums = new Map<string, { credits: number; weight: number; samples: number }>();
  for (const account of accounts) {
    for (const slot of WINDOW_SLOTS) {
      const capacity = capacityIn(slot, account.capacity);
      if (capacity === 0) continue;
      const points = pointsOf(account.samples, slot);
      const key = costKey(account.provider, slot);
      const sum = sums.get(key) ?? { credits: 0, weight: 0, samples: 0 };
      sums.set(key, sum);
      sum.samples += points.length;
      const hours = new Map(account.hours.map(({ hour, weight }) => [hour, weight]));
      for (const { from, to, rise } of stepsOf(points, WINDOW_MS[slot])) {
        sum.credits += (rise / 100) * capacity;
        sum.weight += weightBetween(hours, from, to);
      }
    }
  }
  const costs = new Map<string, QuotaCost>();
  for (const [key, { credits, weight, samples }] of sums) {
    if (credits > 0 && weight > 0) costs.set(key, { creditsPerWeight: credits / weight, samples, weight });
  }
  return costs;
}

/** The points of one window. */
export function pointsOf(samples: readonly QuotaSample[], slot: WindowSlot): readonly WindowPoint[] {
  return samples.flatMap((sample) => {
    const usedPercent = slot === "primary" ? sample.primaryUsedPercent : sample.secondaryUsedPercent;
    const resetsAt = slot === "primary" ? sample.primaryResetsAt : sample.secondaryResetsAt;
    return usedPercent === null ? [] : [{ at: sample.observedAt, usedPercent, resetsAt }];
  });
}

/** An hour that is only partly inside counts by its part. */
function weightBetween(hours: ReadonlyMap<number, number>, from: number, to: number): number {
  let weight = 0;
  for (let hour = Math.floor(from / HOUR_MS) * HOUR_MS; hour < to; hour += HOUR_MS) {
    const inside = Math.min(to, hour + HOUR_MS) - Math.max(from, hour);
    weight += ((hours.get(hour) ?? 0) * inside) / HOUR_MS;
  }
  return weight;
}

/** Weight an hour over the last hours, at most a day and no longer than the window; null where no hour is known. */
export function weightPerHour(
  hours: readonly HourWeight[],
  { now, windowMs }: { readonly now: number; readonly windowMs: number },
): number | null {
  const spanMs = Math.min(windowMs, 24 * HOUR_MS);
  const recent = hours.filter(({ hour }) => hour + HOUR_MS > now - spanMs && hour <= now);
  if (recent.length === 0) return null;
  const weights = new Map(recent.map(({ hour, weight }) => [hour, weight]));
  // The running hour is all in the past so far: it counts whole, and the oldest by its part.
  const current = Math.floor(now / HOUR_MS) * HOUR_MS;
  const running = weights.get(current) ?? 0;
  return ((running + weightBetween(weights, now - spanMs, current)) * HOUR_MS) / spanMs;
}
