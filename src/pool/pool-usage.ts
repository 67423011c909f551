// What a provider's accounts together have left, for clients that show it: totals, never one account's numbers.

import type { Clock } from "../domain/ports.ts";
import type { ProviderId } from "../domain/ids.ts";
import { usedPercentAt } from "../domain/quota.ts";
import type { LiveAccount } from "./live-account.ts";

export interface PoolUsage {
  readonly primary: PoolWindow | null;
  readonly secondary: PoolWindow | null;
  /** Somebody can serve now. */
  readonly allowed: boolean;
  /** The plan all accounts share, else null. */
  readonly plan: string | null;
}

export interface PoolWindow {
  /** Mean over the accounts that have the window, 0..100. */
  readonly usedPercent: number;
  readonly windowMs: number;
  /** The earliest reset ahead, epoch ms; null where none is known. */
  readonly resetsAt: number | null;
}

/** Asked for with every answer to a Codex client; computed at most once in this time. */
const FRESH_MS = 1000;

export function createPoolUsage(deps: {
  readonly clock: Clock;
  accounts(): readonly LiveAccount[];
}): (provider: ProviderId) => PoolUsage {
  const known = new Map<ProviderId, { readonly at: number; readonly usage: PoolUsage }>();
  return (provider) => {
    const now = deps.clock.now();
    const before = known.get(provider);
    if (before !== undefined && now - before.at < FRESH_MS && now >= before.at) return before.usage;
    const usage = measure(
      deps.accounts().filter(({ account }) => account.provider === provider),
      now,
    );
    known.set(provider, { at: now, usage });
    return usage;
  };
}

function measure(accounts: readonly LiveAccount[], now: number): PoolUsage {
  const serving = accounts.filter((live) => !live.paused && live.usableFrom !== Number.POSITIVE_INFINITY);
  const plans = new Set(serving.map((live) => live.quota?.plan ?? live.account.plan));
  const [plan] = plans;
  return {
    primary: windowOf(serving, "primary", now),
    secondary: windowOf(serving, "secondary", now),
    allowed: serving.some((live) => live.usableFrom <= now),
    plan: plans.size === 1 ? (plan ?? null) : null,
  };
}

function windowOf(accounts: readonly LiveAccount[], slot: "primary" | "secondary", now: number): PoolWindow | null {
  let sum = 0;
  let count = 0;
  let windowMs = 0;
  let resetsAt: number | null = null;
  for (const { quota } of accounts) {
    const window = quota?.[slot] ?? null;
    if (window === null) continue;
    sum += usedPercentAt(window, now) ?? 0;
    count += 1;
    windowMs = window.windowMs;
    if (window.resetsAt !== null && window.resetsAt > now)
      resetsAt = Math.min(resetsAt ?? window.resetsAt, window.resetsAt);
  }
  return count === 0 ? null : { usedPercent: sum / count, windowMs, resetsAt };
}
