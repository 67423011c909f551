// Where an account is heading: how fast each of its windows is being used up, and what comes first, the end or the reset.

import { burnRate } from "./burn-rate.ts";
import type { AccountId, ProviderId } from "./ids.ts";
import type { PlanCapacity } from "./plan-capacity.ts";
import type { QuotaSample } from "./ports.ts";
import { type Quota, usedPercentAt } from "./quota.ts";
import {
  capacityIn,
  costKey,
  type HourWeight,
  pointsOf,
  type QuotaCosts,
  WINDOW_MS,
  type WindowSlot,
  weightPerHour,
} from "./quota-cost.ts";

const HOUR_MS = 3_600_000;

export interface ForecastAccount {
  readonly id: AccountId;
  readonly label: string;
  readonly provider: ProviderId;
  /** null where the plan's size is unknown. */
  readonly capacity: PlanCapacity | null;
  readonly quota: Quota | null;
  /** Oldest first. */
  readonly samples: readonly QuotaSample[];
  /** What it served lately, hour by hour. */
  readonly hours: readonly HourWeight[];
  /** Epoch ms from which it may serve: 0 now, Infinity until somebody acts (paused, signed out). */
  readonly usableFrom: number;
  /** It is billed by use: no window ever ends it. */
  readonly isUnmetered: boolean;
}

export interface AccountForecast {
  readonly account: ForecastAccount;
  readonly primary: WindowForecast | null;
  readonly secondary: WindowForecast | null;
  /** Epoch ms at which the first of its windows is used up before it resets; null where none is. */
  readonly runsDryAt: number | null;
  /** Whether every window lasts until its reset; null where one is not known to. */
  readonly survives: boolean | null;
}

export interface WindowForecast {
  readonly slot: WindowSlot;
  /** 0..100, now. */
  readonly usedPercent: number;
  readonly windowMs: number;
  /** Epoch ms, always ahead; null where it is unknown, or where the next window begins with the next use. */
  readonly resetsAt: number | null;
  readonly burn: WindowBurn | null;
  /** Epoch ms; null unless it is used up before it resets. Never in the past. */
  readonly runsDryAt: number | null;
  /** False exactly where `runsDryAt` is known. */
  readonly survives: boolean | null;
  /** The pace at which it would just last; null where the reset is unknown. */
  readonly safePercentPerHour: number | null;
  readonly confidence: Confidence;
}

export interface WindowBurn {
  /** Never negative. */
  readonly percentPerHour: number;
  /** null where the plan's size is unknown. */
  readonly creditsPerHour: number | null;
  /** Read from the window's own samples, or reckoned from the tokens that were served. */
  readonly source: "samples" | "tokens";
}

export interface Confidence {
  readonly level: "none" | "low" | "medium" | "high";
  readonly samples: number;
  readonly spanMs: number;
}

export interface ForecastTime {
  readonly now: number;
  /** What requests cost, for windows that have no samples. */
  readonly costs: QuotaCosts;
}

export function forecastAccount(account: ForecastAccount, at: ForecastTime): AccountForecast {
  const primary = forecastWindow(account, "primary", at);
  const secondary = forecastWindow(account, "secondary", at);
  const windows = [primary, secondary].filter((window) => window !== null);
  const ends = windows.flatMap(({ runsDryAt }) => (runsDryAt === null ? [] : [runsDryAt]));
  return {
    account,
    primary,
    secondary,
    runsDryAt: ends.length === 0 ? null : Math.min(...ends),
    survives: allSurvive(windows, account),
  };
}

function allSurvive(windows: readonly WindowForecast[], { isUnmetered }: ForecastAccount): boolean | null {
  if (windows.some(({ survives }) => survives === false)) return false;
  if (windows.length === 0) return isUnmetered ? true : null;
  return windows.every(({ survives }) => survives === true) ? true : null;
}

function forecastWindow(account: ForecastAccount, slot: WindowSlot, at: ForecastTime): WindowForecast | null {
  const window = account.quota?.[slot] ?? null;
  const used = usedPercentAt(window, at.now);
  if (window === null || used === null) return null;
  const { now } = at;
  const usedPercent = Math.min(100, Math.max(0, used));
  const windowMs = window.windowMs > 0 ? window.windowMs : WINDOW_MS[slot];
  const { burn, confidence } = burnOf(account, { slot, windowMs }, at);
  const resetsAt = window.resetsAt !== null && window.resetsAt > now ? window.resetsAt : null;
  // Once its reset has passed the next window begins with the next use: now, at this pace.
  const endsAt = window.resetsAt === null ? null : (resetsAt ?? now + windowMs);
  return {
    slot,
    usedPercent,
    windowMs,
    resetsAt,
    burn,
    ...lasting({ usedPercent, percentPerHour: burn?.percentPerHour ?? null }, { now, endsAt, windowMs }),
    safePercentPerHour: endsAt === null ? null : ((100 - usedPercent) * HOUR_MS) / (endsAt - now),
    confidence,
  };
}

/** Used up before it resets, or not. */
function lasting(
  use: { readonly usedPercent: number; readonly percentPerHour: number | null },
  { now, endsAt, windowMs }: { readonly now: number; readonly endsAt: number | null; readonly windowMs: number },
): Pick<WindowForecast, "runsDryAt" | "survives"> {
  const left = 100 - use.usedPercent;
  if (left <= 0) return { runsDryAt: now, survives: false };
  if (use.percentPerHour === null) return { runsDryAt: null, survives: null };
  const dryAt = now + (left / use.percentPerHour) * HOUR_MS;
  // Where the reset is not told it comes within the window's length at the latest.
  if (dryAt >= (endsAt ?? now + windowMs)) return { runsDryAt: null, survives: true };
  return endsAt === null ? { runsDryAt: null, survives: null } : { runsDryAt: dryAt, survives: false };
}

function burnOf(
  account: ForecastAccount,
  { slot, windowMs }: { readonly slot: WindowSlot; readonly windowMs: number },
  { now, costs }: ForecastTime,
): { readonly burn: WindowBurn | null; readonly confidence: Confidence } {
  const read = burnRate(pointsOf(account.samples, slot), { now, windowMs });
  const capacity = account.capacity?.[slot] ?? null;
  const burn = (percentPerHour: number, source: WindowBurn["source"]): WindowBurn => ({
    percentPerHour,
    creditsPerHour: capacity === null ? null : (percentPerHour * capacity) / 100,
    source,
  });
  if (read !== null) {
    const { percentPerHour, samples, spanMs } = read;
    return { burn: burn(percentPerHour, "samples"), confidence: { level: levelOf(read, windowMs), samples, spanMs } };
  }
  const unknown = { samples: 0, spanMs: 0 };
  const cost = costs.get(costKey(account.provider, slot)) ?? null;
  const weight = weightPerHour(account.hours, { now, windowMs });
  const credits = capacityIn(slot, account.capacity);
  if (cost === null || weight === null || credits === 0) {
    return { burn: null, confidence: { level: "none", ...unknown } };
  }
  const percentPerHour = ((weight * cost.creditsPerWeight) / credits) * 100;
  return { burn: burn(percentPerHour, "tokens"), confidence: { level: "low", ...unknown } };
}

/** Seen often, and for a good part of the window. */
function levelOf(seen: Omit<Confidence, "level">, windowMs: number): Confidence["level"] {
  if (seen.samples >= 12 && seen.spanMs >= windowMs / 10) return "high";
  return seen.samples >= 4 && seen.spanMs >= windowMs / 30 ? "medium" : "low";
}
