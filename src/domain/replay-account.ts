// One account in a replay: a candidate like a live one, whose windows fill as the model of quota says.

import { HEALTHY, type AccountHealth, nextHealth, usableFrom } from "./account-health.ts";
import type { Candidate } from "./availability.ts";
import type { AccountId, ProviderId } from "./ids.ts";
import type { PlanCapacity } from "./plan-capacity.ts";
import { type Quota, type QuotaWindow, usedPercentAt } from "./quota.ts";
import { capacityIn, costKey, type QuotaCosts, WINDOW_SLOTS, type WindowSlot } from "./quota-cost.ts";

export interface ReplayAccount {
  readonly id: AccountId;
  readonly label: string;
  readonly provider: ProviderId;
  /** It exists in the simulation alone. */
  readonly isNew: boolean;
  readonly priority: number;
  /** As an account's own. */
  readonly weight: number;
  readonly coolingDisabled: boolean | null;
  /** Infinity = no cap. */
  readonly concurrencyCap: number;
  readonly capacity: PlanCapacity | null;
  /** As they were when the stretch began; null where the account has no such window. */
  readonly primary: QuotaWindow | null;
  readonly secondary: QuotaWindow | null;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export interface ReplayedAccount extends Mutable<Candidate> {
  readonly account: ReplayAccount;
  health: AccountHealth;
  readonly windows: Readonly<Record<WindowSlot, ReplayedWindow | null>>;
}

interface ReplayedWindow extends Mutable<QuotaWindow> {
  /** Percent of it that weight 1 uses. */
  readonly percentPerWeight: number;
}

export function replayedAccount(account: ReplayAccount, costs: QuotaCosts): ReplayedAccount {
  const window = (slot: WindowSlot): ReplayedWindow | null => {
    const cost = costs.get(costKey(account.provider, slot));
    const known = account[slot];
    const capacity = capacityIn(slot, account.capacity);
    // A window of which nobody knows what fills it would stand still and mislead whoever compares.
    if (cost === undefined || known === null || capacity === 0) return null;
    return { ...known, percentPerWeight: (cost.creditsPerWeight / capacity) * 100 };
  };
  const live: ReplayedAccount = {
    account,
    health: HEALTHY,
    windows: { primary: window("primary"), secondary: window("secondary") },
    id: account.id,
    label: account.label,
    place: 0,
    priority: account.priority,
    weight: account.weight,
    coolingDisabled: account.coolingDisabled,
    paused: false,
    condition: HEALTHY.condition,
    usableFrom: 0,
    closedModels: null,
    primaryUsedPercent: null,
    secondaryUsedPercent: null,
    primaryResetsAt: Number.POSITIVE_INFINITY,
    secondaryResetsAt: Number.POSITIVE_INFINITY,
    lastUsedAt: 0,
    inFlight: 0,
    concurrencyCap: account.concurrencyCap,
  };
  flatten(live);
  return live;
}

/** Fills its windows by a request that ended at `at`. Returns true where that used one up. */
export function charge(live: ReplayedAccount, weight: number, at: number): boolean {
  for (const slot of WINDOW_SLOTS) {
    const window = live.windows[slot];
    if (window === null) continue;
    // A window begins with the first use after the one before it.
    if (window.resetsAt === null || window.resetsAt <= at) {
      window.usedPercent = window.resetsAt === null ? window.usedPercent : 0;
      window.resetsAt = at + window.windowMs;
    }
    window.usedPercent = Math.min(100, window.usedPercent + weight * window.percentPerWeight);
  }
  flatten(live);
  return observe(live, at);
}

/** Tells its health what a poll of its upstream would show. Returns true where a window is used up since. */
export function observe(live: ReplayedAccount, at: number): boolean {
  const { primary, secondary } = live.windows;
  const isFull = (usedPercentAt(primary, at) ?? 0) >= 100 || (usedPercentAt(secondary, at) ?? 0) >= 100;
  const wasHealthy = live.condition.kind === "healthy";
  if (wasHealthy && !isFull) return false;
  const quota: Quota = { primary, secondary, plan: null, allowed: !isFull, observedAt: at };
  live.health = nextHealth(live.health, { kind: "quota_observed", at, quota });
  live.condition = live.health.condition;
  live.usableFrom = usableFrom(live.condition);
  return wasHealthy && isFull;
}

/** 0..100; null where it has no such window. */
export function usedIn(live: ReplayedAccount, slot: WindowSlot, at: number): number | null {
  return usedPercentAt(live.windows[slot], at);
}

function flatten(live: ReplayedAccount): void {
  const { primary, secondary } = live.windows;
  live.primaryUsedPercent = primary?.usedPercent ?? null;
  live.primaryResetsAt = primary?.resetsAt ?? Number.POSITIVE_INFINITY;
  live.secondaryUsedPercent = secondary?.usedPercent ?? null;
  live.secondaryResetsAt = secondary?.resetsAt ?? Number.POSITIVE_INFINITY;
}
