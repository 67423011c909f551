// Where a provider's accounts together are heading, at today's pace: how long somebody can serve, and what pace would last.

import type { AccountForecast, Confidence, WindowForecast } from "./forecast.ts";
import type { ProviderId } from "./ids.ts";
import {
  type Ahead,
  type Demand,
  headroomOf,
  type MemberWindow,
  type PoolMember,
  projectPool,
} from "./project-pool.ts";
import { capacityIn, WINDOW_SLOTS, type WindowSlot } from "./quota-cost.ts";

export interface PoolForecast {
  readonly provider: ProviderId;
  readonly accounts: number;
  /** Those that may serve, now or once they have rested. */
  readonly serving: number;
  readonly primary: PoolWindowForecast | null;
  readonly secondary: PoolWindowForecast | null;
  /** The next reset of any window, epoch ms. */
  readonly nextResetAt: number | null;
  /** How far is looked ahead: until every window has reset once. null where no window is known. */
  readonly until: number | null;
  /** Epoch ms from which nobody could serve; null where somebody can until `until`. */
  readonly runsDryAt: number | null;
  /** When the first is back after that; null where nobody comes back by himself. */
  readonly backAt: number | null;
  /** False exactly where `runsDryAt` is known. */
  readonly survives: boolean | null;
  /** Today's pace could be so many times what it is; below 1 it is too fast. null where nothing is used or nothing ends. */
  readonly headroom: number | null;
  /** The least of the paces that are known. */
  readonly confidence: Confidence["level"];
}

export interface PoolWindowForecast {
  /** Accounts that have the window and may serve. */
  readonly accounts: number;
  /** null where the size of a plan is unknown. */
  readonly capacityCredits: number | null;
  readonly remainingCredits: number | null;
  /** By capacity, 0..100. */
  readonly usedPercent: number;
  /** Of the capacity an hour, by all accounts: the work of one that serves no more goes on elsewhere. */
  readonly burnPercentPerHour: number | null;
  readonly burnCreditsPerHour: number | null;
  /** The pace at which the pool would just last. */
  readonly safePercentPerHour: number | null;
}

/** `forecasts`: of the accounts of one provider. */
export function forecastPool(provider: ProviderId, forecasts: readonly AccountForecast[], now: number): PoolForecast {
  const serving = forecasts.filter(({ account }) => account.usableFrom !== Number.POSITIVE_INFINITY);
  const members = serving.map((forecast) => memberOf(forecast, now));
  const resets = members.flatMap(({ windows }) => windows.map(({ resetsAt }) => resetsAt));
  const until = resets.length === 0 ? null : Math.max(...resets);
  const ahead = { now, until: until ?? now };
  const demand = { primary: demandIn(forecasts, "primary") ?? 0, secondary: demandIn(forecasts, "secondary") ?? 0 };
  const isIdle = demand.primary + demand.secondary === 0;
  const headroom = until === null || isIdle ? null : headroomOf(members, demand, ahead);
  const { runsDryAt, backAt } = projectPool(members, demand, ahead);
  const pace = { members, ahead, demand, headroom };
  const upcoming = serving.flatMap(windowsOf).flatMap(({ resetsAt }) => (resetsAt === null ? [] : [resetsAt]));
  return {
    provider,
    accounts: forecasts.length,
    serving: serving.length,
    primary: poolWindow("primary", forecasts, pace),
    secondary: poolWindow("secondary", forecasts, pace),
    nextResetAt: upcoming.length === 0 ? null : Math.min(...upcoming),
    until,
    runsDryAt,
    backAt,
    survives: runsDryAt !== null ? false : isSure(forecasts, serving) ? true : null,
    headroom,
    confidence: leastConfidence(forecasts),
  };
}

/** That somebody can serve is known where the pace is, and what there is; or where somebody's windows never end. */
function isSure(forecasts: readonly AccountForecast[], serving: readonly AccountForecast[]): boolean {
  if (serving.some(({ account }) => account.isUnmetered && account.usableFrom === 0)) return true;
  const isPaceKnown = forecasts.flatMap(windowsOf).some(({ burn }) => burn !== null);
  return isPaceKnown && serving.every((forecast) => windowsOf(forecast).length > 0 || forecast.account.isUnmetered);
}

function windowsOf({ primary, secondary }: AccountForecast): readonly WindowForecast[] {
  return [primary, secondary].filter((window) => window !== null);
}

function memberOf({ account, ...windows }: AccountForecast, now: number): PoolMember {
  const told = WINDOW_SLOTS.flatMap((slot): readonly MemberWindow[] => {
    const window = windows[slot];
    const capacity = capacityIn(slot, account.capacity);
    if (window === null || capacity === 0) return [];
    const { windowMs, resetsAt } = window;
    const left = (capacity * (100 - window.usedPercent)) / 100;
    // A reset that is not told comes within the window's length at the latest.
    return [{ slot, capacity, left, windowMs, resetsAt: resetsAt ?? now + windowMs }];
  });
  return { share: capacityIn("secondary", account.capacity), usableFrom: account.usableFrom, windows: told };
}

/** Credits an hour; null where nobody's pace is known. */
function demandIn(forecasts: readonly AccountForecast[], slot: WindowSlot): number | null {
  let sum: number | null = null;
  for (const forecast of forecasts) {
    const burn = forecast[slot]?.burn ?? null;
    if (burn === null) continue;
    sum = (sum ?? 0) + (burn.percentPerHour / 100) * capacityIn(slot, forecast.account.capacity);
  }
  return sum;
}

interface Pace {
  readonly members: readonly PoolMember[];
  readonly ahead: Ahead;
  readonly demand: Demand;
  readonly headroom: number | null;
}

function poolWindow(slot: WindowSlot, forecasts: readonly AccountForecast[], pace: Pace): PoolWindowForecast | null {
  const windows = pace.members.flatMap((member) => member.windows.filter((window) => window.slot === slot));
  const capacity = windows.reduce((sum, window) => sum + window.capacity, 0);
  if (capacity === 0) return null;
  const left = windows.reduce((sum, window) => sum + window.left, 0);
  const isSizeKnown = forecasts.every((forecast) => forecast[slot] === null || forecast.account.capacity !== null);
  const credits = (amount: number | null): number | null => (isSizeKnown ? amount : null);
  const burn = demandIn(forecasts, slot);
  const safe = safeCredits(slot, capacity, pace);
  return {
    accounts: windows.length,
    capacityCredits: credits(capacity),
    remainingCredits: credits(left),
    usedPercent: ((capacity - left) / capacity) * 100,
    burnPercentPerHour: burn === null ? null : (burn / capacity) * 100,
    burnCreditsPerHour: credits(burn),
    safePercentPerHour: safe === null ? null : (safe / capacity) * 100,
  };
}

/** Credits an hour that would just last: the headroom of today's use, or of use of this window alone where there is none. */
function safeCredits(slot: WindowSlot, capacity: number, { members, ahead, demand, headroom }: Pace): number | null {
  if (demand[slot] > 0) return headroom === null ? null : headroom * demand[slot];
  const percent = { primary: 0, secondary: 0, [slot]: capacity / 100 };
  const times = headroomOf(members, percent, ahead);
  return times === null ? null : (times * capacity) / 100;
}

const LEVELS: readonly Confidence["level"][] = ["none", "low", "medium", "high"];

function leastConfidence(forecasts: readonly AccountForecast[]): Confidence["level"] {
  const known = forecasts.flatMap(windowsOf).filter(({ burn }) => burn !== null);
  if (known.length === 0) return "none";
  return LEVELS[Math.min(...known.map(({ confidence }) => LEVELS.indexOf(confidence.level)))] ?? "none";
}
