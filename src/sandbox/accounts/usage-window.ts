// One window of an account's allowance: how much of it is used, and when it starts again.

import type { Clock } from "../../domain/ports.ts";

export interface UsageSetting {
  /** 0..100 */
  readonly usedPercent?: number;
  readonly resetsInMs?: number;
}

/** A percentage, a percentage with its reset, or null for a plan without this window; undefined leaves it as it is. */
export type WindowChange = number | UsageSetting | null | undefined;

export interface UsageWindow {
  readonly usedPercent: number;
  readonly windowMs: number;
  /** Epoch ms. */
  readonly resetsAt: number;
}

export interface MovingWindow {
  set(change: WindowChange): void;
  /** One request more. Comes near 95 % and never passes it: only `set` uses a window up. */
  creep(share: number): void;
  /** null for a plan without this window. */
  now(): UsageWindow | null;
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

const CREEP_CEILING = 95;
const CREEP_SHARE = 0.002;

/** A window that starts again at 0 each time its reset passes. */
export function createUsageWindow(clock: Clock, windowMs: number, start: WindowChange): MovingWindow {
  const fresh = (): UsageWindow => ({ usedPercent: 0, windowMs, resetsAt: clock.now() + windowMs * 0.6 });
  let window: UsageWindow | null = changed(fresh(), start, clock.now());
  const now = (): UsageWindow | null => {
    window = rolled(window, clock.now());
    return window;
  };
  return {
    now,
    set(change) {
      if (change !== undefined) window = changed(now() ?? fresh(), change, clock.now());
    },
    creep(share) {
      window = crept(now(), share);
    },
  };
}

function changed(window: UsageWindow, change: WindowChange, now: number): UsageWindow | null {
  if (change === null) return null;
  const setting: UsageSetting = typeof change === "number" ? { usedPercent: change } : (change ?? {});
  return {
    ...window,
    usedPercent: setting.usedPercent ?? window.usedPercent,
    resetsAt: setting.resetsInMs === undefined ? window.resetsAt : now + setting.resetsInMs,
  };
}

function rolled(window: UsageWindow | null, now: number): UsageWindow | null {
  if (window === null || now < window.resetsAt) return window;
  const periods = Math.floor((now - window.resetsAt) / window.windowMs) + 1;
  return { ...window, usedPercent: 0, resetsAt: window.resetsAt + periods * window.windowMs };
}

function crept(window: UsageWindow | null, share: number): UsageWindow | null {
  if (window === null || window.usedPercent >= CREEP_CEILING) return window;
  const step = (CREEP_CEILING - window.usedPercent) * CREEP_SHARE * share;
  return { ...window, usedPercent: window.usedPercent + step };
}
