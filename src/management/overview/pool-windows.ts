// What each provider's accounts together have left, and how fast it goes.

import { burnRate, lookBackMs } from "../../domain/burn-rate.ts";
import type { AccountId, ProviderId } from "../../domain/ids.ts";
import { capacityOf, type WindowLeft, windowLeft } from "../../domain/plan-capacity.ts";
import type { Clock, QuotaSamples } from "../../domain/ports.ts";
import { pointsOf, WINDOW_MS, WINDOW_SLOTS, type WindowSlot } from "../../domain/quota-cost.ts";
import type { LiveAccount } from "../../pool/live-account.ts";

export interface ProviderPool {
  readonly provider: ProviderId;
  readonly accounts: number;
  /** Could serve at this moment. */
  readonly usable: number;
  readonly primary: PoolWindow | null;
  readonly secondary: PoolWindow | null;
}

export interface PoolWindow {
  readonly accounts: number;
  /** 0..100; by credits where all capacities are known, else the mean. */
  readonly remainingPercent: number;
  readonly capacityCredits: number | null;
  readonly remainingCredits: number | null;
  /** Of the whole, an hour; null where no account's pace was seen. */
  readonly burnPercentPerHour: number | null;
  /** Epoch ms, soonest first. */
  readonly nextResets: readonly number[];
}

/** Percent an hour of each account and window whose pace is known. */
export type Paces = ReadonlyMap<AccountId, Readonly<Record<WindowSlot, number | null>>>;

const MOST_RESETS = 3;

/** By provider, most accounts first. Paused accounts and dead logins have nothing to give. */
export function providerPools(accounts: readonly LiveAccount[], paces: Paces, now: number): readonly ProviderPool[] {
  return [...Map.groupBy(accounts, ({ account }) => account.provider)]
    .map(([provider, all]) => {
      const serving = all.filter((live) => !live.paused && live.usableFrom !== Number.POSITIVE_INFINITY);
      return {
        provider,
        accounts: all.length,
        usable: serving.filter(({ usableFrom }) => usableFrom <= now).length,
        primary: poolWindow(serving, "primary", { paces, now }),
        secondary: poolWindow(serving, "secondary", { paces, now }),
      };
    })
    .toSorted((a, b) => b.accounts - a.accounts || (a.provider < b.provider ? -1 : 1));
}

interface Seen {
  readonly paces: Paces;
  readonly now: number;
}

function poolWindow(accounts: readonly LiveAccount[], slot: WindowSlot, { paces, now }: Seen): PoolWindow | null {
  const windows = accounts.flatMap((live) => {
    const capacity = capacityOf(live.account.provider, live.quota?.plan ?? live.account.plan);
    const left = windowLeft(live.quota, slot, { capacity, now });
    return left === null ? [] : [{ left, pace: paces.get(live.id)?.[slot] ?? null }];
  });
  if (windows.length === 0) return null;
  const lefts = windows.map(({ left }) => left);
  const capacities = lefts.map(({ capacityCredits }) => capacityCredits);
  const isSized = capacities.every((credits) => credits !== null && credits > 0);
  const weightOf = ({ capacityCredits }: WindowLeft): number => (isSized ? (capacityCredits ?? 0) : 1);
  const whole = lefts.reduce((sum, left) => sum + weightOf(left), 0);
  const share = (parts: readonly number[]): number => parts.reduce((sum, part) => sum + part, 0) / whole;
  const known = windows.filter(({ pace }) => pace !== null);
  return {
    accounts: windows.length,
    remainingPercent: share(lefts.map((left) => left.remainingPercent * weightOf(left))),
    capacityCredits: isSized ? whole : null,
    remainingCredits: isSized ? lefts.reduce((sum, left) => sum + (left.remainingCredits ?? 0), 0) : null,
    burnPercentPerHour: known.length === 0 ? null : share(known.map(({ left, pace }) => (pace ?? 0) * weightOf(left))),
    nextResets: lefts
      .flatMap(({ resetsAt }) => (resetsAt === null ? [] : [resetsAt]))
      .toSorted((a, b) => a - b)
      .slice(0, MOST_RESETS),
  };
}

interface PaceDeps {
  readonly clock: Pick<Clock, "now">;
  readonly samples: Pick<QuotaSamples, "list">;
  accounts(): readonly LiveAccount[];
}

/** Paces move slowly, and reading a large pool's samples takes its time. */
const FRESH_MS = 60_000;

/** Reads the paces of all accounts; what is younger than a minute is not read again. */
export function createPaceReader({ clock, samples, accounts }: PaceDeps): () => Promise<Paces> {
  let known: { readonly at: number; readonly paces: Promise<Paces> } | null = null;
  const read = async (now: number): Promise<Paces> => {
    const paces = new Map<AccountId, Record<WindowSlot, number | null>>();
    for (const { id, quota } of accounts()) {
      if (quota === null) continue;
      const windows = WINDOW_SLOTS.flatMap((slot) => quota[slot] ?? []);
      const longest = Math.max(0, ...windows.map(({ windowMs }) => windowMs));
      const seen = await samples.list(id, now - lookBackMs(longest));
      const paceOf = (slot: WindowSlot): number | null => {
        const window = quota[slot];
        if (window === null) return null;
        const windowMs = window.windowMs > 0 ? window.windowMs : WINDOW_MS[slot];
        return burnRate(pointsOf(seen, slot), { now, windowMs })?.percentPerHour ?? null;
      };
      paces.set(id, { primary: paceOf("primary"), secondary: paceOf("secondary") });
    }
    return paces;
  };
  return () => {
    const now = clock.now();
    if (known === null || now - known.at >= FRESH_MS || now < known.at) {
      const paces = read(now);
      known = { at: now, paces };
      paces.catch(() => (known = null));
    }
    return known.paces;
  };
}
