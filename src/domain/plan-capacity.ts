// What a plan's windows hold, in credits: the measure in which accounts of different plans can be added up.

import type { ProviderId } from "./ids.ts";
import { type Quota, usedPercentAt } from "./quota.ts";

export interface PlanCapacity {
  /** Credits of the short window (5 h); 0 where the plan has none. */
  readonly primary: number;
  /** Credits of the weekly window. */
  readonly secondary: number;
}

const PLUS: PlanCapacity = { primary: 225, secondary: 7560 };
const PRO: PlanCapacity = { primary: 1500, secondary: 50_400 };

/** ChatGPT's plans (ruling "Accounts and settings API"). Other vendors have plans of the same names and other sizes. */
const CODEX_PLANS: ReadonlyMap<string, PlanCapacity> = new Map([
  ["free", { primary: 0, secondary: 1134 }],
  ["plus", PLUS],
  ["team", PLUS],
  ["business", PLUS],
  ["edu", PLUS],
  ["prolite", { primary: 1125, secondary: 37_800 }],
  ["pro", PRO],
  ["enterprise", PRO],
]);

/** null where the plan's size is unknown. */
export function capacityOf(provider: ProviderId, plan: string | null): PlanCapacity | null {
  if (provider !== "codex" || plan === null) return null;
  return CODEX_PLANS.get(plan.toLowerCase()) ?? null;
}

/** What is left of one window. */
export interface WindowLeft {
  /** 0..100 */
  readonly remainingPercent: number;
  /** Epoch ms, always ahead; null where the upstream does not say, or where it has passed. */
  readonly resetsAt: number | null;
  readonly windowMs: number;
  /** null where the plan's size is unknown. */
  readonly capacityCredits: number | null;
  readonly remainingCredits: number | null;
}

/** null where the account has no such window, or nothing is known of it. */
export function windowLeft(
  quota: Quota | null,
  slot: keyof PlanCapacity,
  { capacity, now }: { readonly capacity: PlanCapacity | null; readonly now: number },
): WindowLeft | null {
  const window = quota?.[slot] ?? null;
  const usedPercent = usedPercentAt(window, now);
  if (window === null || usedPercent === null) return null;
  const remainingPercent = Math.min(100, Math.max(0, 100 - usedPercent));
  const capacityCredits = capacity?.[slot] ?? null;
  return {
    remainingPercent,
    resetsAt: window.resetsAt !== null && window.resetsAt > now ? window.resetsAt : null,
    windowMs: window.windowMs,
    capacityCredits,
    remainingCredits: capacityCredits === null ? null : remainingCredits(capacityCredits, remainingPercent),
  };
}

/** To two decimals. */
export function remainingCredits(capacity: number, remainingPercent: number): number {
  return Math.round(capacity * remainingPercent) / 100;
}
